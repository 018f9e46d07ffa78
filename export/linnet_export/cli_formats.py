"""``linnet-export ort`` and ``formats``: graphs for phones, and every format side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from linnet_runtime.bundle import Bundle
from linnet_runtime.errors import InputError


def ort_command(
    bundle: Annotated[Path, typer.Argument(help="Directory of a bundle.")],
    folder: Annotated[Path, typer.Argument(help="Where the .ort files and the list of operators go.")],
    precision: Annotated[
        list[str] | None,
        typer.Option(help="int8 (if none is given), weight_only or float32; may be repeated."),
    ] = None,
) -> None:
    """Write a bundle's graphs as .ort files, and the operators that a reduced ONNX Runtime must have."""
    from linnet_export.ort_format import operators, write_ort

    written = write_ort(Bundle.open(bundle), folder, precision or ["int8"])
    for kind, path in written.graphs.items():
        print(f"{kind}: {path} ({path.stat().st_size / 1e6:.2f} MB)")
    print(f"{written.config}: {len(operators(written.config))} operators")


def formats_command(
    bundles: Annotated[list[Path], typer.Argument(help="Directories of bundles with a float32 graph.")],
    audio: Annotated[Path, typer.Option(help="A recording of a person, for bundles that take sound.")],
    text: Annotated[Path, typer.Option(help="A text, for the others.")],
    speech: Annotated[Path | None, typer.Option(help="JSONL manifest to count phone errors on.")] = None,
    cmudict: Annotated[Path | None, typer.Option(help="Pronunciations in CMUdict's format.")] = None,
    utterances: Annotated[int, typer.Option(help="So many, spread evenly over the manifest.")] = 40,
    steps: Annotated[int, typer.Option(help="So many steps of each at most.")] = 400,
    document: Annotated[
        Path | None, typer.Option(help="Markdown file whose marks `<!-- formats: NAME -->` are filled.")
    ] = None,
) -> None:
    """Compare every format of bundles: size, speed, what it says, and what each quantized layer costs."""
    from linnet_export.cli_bundle import command_line
    from linnet_export.document_tables import refreshed
    from linnet_export.format_tables import costliest_lines, formats_table, layers_table
    from linnet_export.formats import SpeechSource, measure_formats
    from linnet_export.layer_errors import layer_errors
    from linnet_export.real_input import Source, feeds

    if (speech is None) != (cmudict is None):
        raise InputError("expected --speech and --cmudict, or neither: phone errors need both")
    judged = SpeechSource(speech, cmudict, utterances) if speech and cmudict else None
    opened, source = [Bundle.open(path) for path in bundles], Source(audio, text, steps)
    rows = [row for bundle in opened for row in measure_formats(bundle, source, judged)]
    errors = [one for bundle in opened for one in layer_errors(bundle, feeds(bundle, source))]
    tables = {
        "formats": formats_table(rows),
        "layers": layers_table(errors),
        "costliest": costliest_lines(errors),
        "command": [f"`{command_line()}`"],
    }
    for name, lines in tables.items():
        print("\n".join(lines), end="\n\n" if name != "command" else "\n")
    if document:
        old = document.read_text(encoding="utf-8")
        document.write_text(refreshed(old, tables, "formats"), encoding="utf-8")
