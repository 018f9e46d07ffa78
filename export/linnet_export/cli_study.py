"""``linnet-export study``: recurrent cells side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from linnet_runtime.errors import InputError

app = typer.Typer(help="Train and measure the recurrent cells side by side.", rich_markup_mode=None)


@app.callback()
def study() -> None:
    """Keep `cells` a command of its own: typer would drop the only one's name."""


@app.command("cells")
def cells_command(
    recipe: Annotated[Path, typer.Argument(help="A recipe, such as export/recipes/study-cells.toml.")],
    run_folder: Annotated[Path, typer.Argument(help="Results of each part; what is found here is kept.")],
    report: Annotated[Path, typer.Argument(help="Markdown file; as HTML and pictures beside it.")],
    text: Annotated[Path | None, typer.Option(help="Folder of text for the language models.")] = None,
    text_dev: Annotated[Path | None, typer.Option(help="Folder of text to judge them on.")] = None,
    tokenizer: Annotated[Path | None, typer.Option(help="Their tokenizer, with the recipe's pieces.")] = None,
    speech: Annotated[Path | None, typer.Option(help="JSONL manifest for the acoustic models.")] = None,
    speech_dev: Annotated[Path | None, typer.Option(help="JSONL manifest to judge them on.")] = None,
    cmudict: Annotated[Path | None, typer.Option(help="Pronunciations in CMUdict's format.")] = None,
    tiny: Annotated[bool, typer.Option(help="The recipe's small study: seconds, and no result.")] = False,
) -> None:
    """Train each cell on the same tasks, measure size, speed and memory, and write a report with pictures."""
    from linnet_export.cli_bundle import command_line
    from linnet_export.recipe import load_recipe
    from linnet_export.study.model_parts import SpeechPaths, TextPaths
    from linnet_export.study.parts import StudyData, run_study
    from linnet_export.study.recipe import StudyRecipe
    from linnet_export.study.report import write_report

    settings = load_recipe(recipe, StudyRecipe, tiny=tiny)
    given_text, given_speech = (
        _all_or_none(text, text_dev, tokenizer),
        _all_or_none(speech, speech_dev, cmudict),
    )
    data = StudyData(
        TextPaths(*given_text) if given_text else None, SpeechPaths(*given_speech) if given_speech else None
    )
    results = run_study(settings, data, run_folder)
    for path in write_report(results, settings, report, command_line()):
        print(path)


def _all_or_none(*paths: Path | None) -> list[Path]:
    """The paths of a part. Raises `InputError` when only some are there."""
    given = [path for path in paths if path is not None]
    if given and len(given) < len(paths):
        raise InputError(
            "expected --text, --text-dev and --tokenizer, or none of them, and --speech, --speech-dev and "
            f"--cmudict, or none; got only {', '.join(map(str, given))}"
        )
    return given
