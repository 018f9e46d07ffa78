"""``linnet-export federate``: fine-tune a keyboard on text that stays with the people who wrote it."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from linnet_export.cli_bundle import command_line
from linnet_export.cli_options import Threads
from linnet_export.recipe import load_recipe
from linnet_export.text_sources import find_sources, read_lines
from linnet_runtime.bundle import Bundle
from linnet_runtime.errors import MissingExtraError

if TYPE_CHECKING:
    from linnet_export.federated.trial import Outcome, Scores

_WIDE = 120


def federate_command(
    recipe: Annotated[Path, typer.Argument(help="A recipe, such as export/recipes/en/federated.toml.")],
    run_folder: Annotated[Path, typer.Argument(help="Checkpoints and bundles, a folder for each noise.")],
    bundle: Annotated[Path, typer.Option(help="Language bundle to begin with; its float32 graph is read.")],
    text: Annotated[
        Path, typer.Option(help="A source, .txt or .txt.xz; neighbouring lines are one person's.")
    ],
    dev: Annotated[Path, typer.Option(help="Folder of text to see what was forgotten.")],
    noise: Annotated[
        list[float] | None,
        typer.Option(help="Noise in clip norms, instead of the recipe's; may be repeated."),
    ] = None,
    secure: Annotated[bool, typer.Option(help="Add updates up below masks (SecAgg+).")] = True,
    dev_lines: Annotated[int, typer.Option(help="First lines of each dev set that are judged by.")] = 300,
    threads: Threads = 1,
    tiny: Annotated[bool, typer.Option(help="The recipe's small trial.")] = False,
) -> None:
    """Simulate federated fine-tuning of a keyboard: what it brings, tells of people, and costs."""
    from linnet_export.federated.recipe import FederatedRecipe

    settings = load_recipe(recipe, FederatedRecipe, tiny=tiny)
    _require_flower()
    import torch

    from linnet_export.federated.people import split_people
    from linnet_export.federated.trial import Study, pack_outcome, run_trial

    torch.set_num_threads(threads)
    people = split_people([*read_lines(text)], settings.people, settings.seed)
    sets = {name: [*read_lines(path)][:dev_lines] for name, path in find_sources(dev).items()}
    study = Study(Bundle.open(bundle), people, sets)
    before, outcomes = study.scores(study.model()), []
    for level in noise or [settings.privacy.noise]:
        folder = run_folder / f"noise-{level:g}"
        trial = replace(settings, privacy=replace(settings.privacy, noise=level))
        model, outcome = run_trial(study, trial, folder, secure=secure)
        pack_outcome(study, model, outcome, folder / "bundle", before, command_line())
        outcomes.append(outcome)
        Console(width=None if sys.stdout.isatty() else _WIDE).print(_table(before, outcomes))


def _require_flower() -> None:
    """Raise `MissingExtraError` where Flower or the accountant is not installed."""
    import importlib.util

    missing = [name for name in ("flwr", "dp_accounting") if importlib.util.find_spec(name) is None]
    if missing:
        raise MissingExtraError(
            f"federated training needs {' and '.join(missing)}: pip install 'linnet[export,federated]'"
        )


def _table(before: Scores, outcomes: Sequence[Outcome]) -> Table:
    """Sets below each other, noises side by side."""
    table = Table(title="next word among three", title_justify="left")
    for name in ("", "words", "before", *(f"noise {one.recipe.privacy.noise:g}" for one in outcomes)):
        table.add_column(name, justify="left" if not name else "right")
    for name, old in before.items():
        table.add_row(
            name, str(old.count), _percent(old.value), *(_percent(one.after[name].value) for one in outcomes)
        )
    for label, values in _costs(outcomes).items():
        table.add_row(label, "", "", *values)
    return table


def _costs(outcomes: Sequence[Outcome]) -> Mapping[str, list[str]]:
    """What each noise tells of a person, and what it sends."""
    delta = f"{outcomes[0].recipe.privacy.delta:g}"
    rows = {f"epsilon at delta {delta}": [f"{one.epsilon():.3g}" for one in outcomes]}
    for times in (10, 100):
        rows[f"... of {times} times the people"] = [f"{one.epsilon(times):.3g}" for one in outcomes]
    rows["people in a round"] = [f"{sum(one.found.cohorts) / len(one.found.cohorts):.1f}" for one in outcomes]
    rows["kB down, each in a round"] = [f"{one.bytes_down / 1e3:.0f}" for one in outcomes]
    rows["kB up, each in a round"] = [f"{one.bytes_up / 1e3:.0f}" for one in outcomes]
    return rows


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"
