"""``linnet-export export``, ``pack`` and ``evaluate speech``: from a checkpoint to a measured bundle."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from linnet_export.accuracy_table import accuracy_table, typing_table
from linnet_export.corpora.jsonl import read_jsonl
from linnet_export.evaluation import Listening, evaluate
from linnet_export.lookahead import measure_lookahead
from linnet_export.measurement_tables import measurement_tables
from linnet_export.pronunciation import Pronunciations
from linnet_export.recording import read_mono
from linnet_runtime.bundle import Bundle
from linnet_runtime.manifest import Accuracy

_LOOKAHEAD_CLIPS = 200
_WIDE = 120


def export_command(
    checkpoint: Annotated[Path, typer.Argument(help="A checkpoint of `linnet-export train`.")],
    folder: Annotated[Path, typer.Argument(help="Where the graphs go.")],
) -> None:
    """Write a checkpoint's graphs, one of each precision, without a manifest."""
    from linnet_export.pack import load_model, write_graphs

    model, _ = load_model(checkpoint)
    folder.mkdir(parents=True, exist_ok=True)
    for precision, path in write_graphs(model, folder).items():
        print(f"{precision}: {path} ({path.stat().st_size / 1e6:.1f} MB)")


def pack_command(
    checkpoint: Annotated[Path, typer.Argument(help="A checkpoint of `linnet-export train`.")],
    bundle: Annotated[Path, typer.Argument(help="Directory of the bundle; one that is there is replaced.")],
    dev: Annotated[Path, typer.Option(help="JSONL manifest on which the look-ahead is measured.")],
    licence: Annotated[str, typer.Option(help="SPDX expression.")] = "Apache-2.0",
    language: Annotated[str, typer.Option(help="BCP 47 tag.")] = "en",
    credit: Annotated[list[str] | None, typer.Option(help="Who gave data; may be repeated.")] = None,
) -> None:
    """Export, check against PyTorch, measure the look-ahead and write a bundle."""
    from linnet_export.new_manifest import BundleInfo
    from linnet_export.pack import load_model, pack, with_lookahead

    model, recipe = load_model(checkpoint)
    info = BundleInfo(recipe.name, language, licence, tuple(credit or ()), command_line())
    packed = pack(model, bundle, info, lookahead_samples=0)
    audio = packed.manifest.sound()
    clips = (read_mono(one.audio, audio.sample_rate_hz) for one in read_jsonl(dev)[:_LOOKAHEAD_CLIPS])
    listening = Listening.of(packed, "int8")
    lookahead = measure_lookahead(listening, clips, audio.sample_rate_hz, audio.frame_hop_samples)
    packed = with_lookahead(packed, lookahead)
    parity = packed.manifest.parity
    print(f"torch and ONNX differ by at most {parity.max_abs_difference:.1e} over {parity.steps} steps")
    print(f"look-ahead: {lookahead} samples ({1000 * lookahead / audio.sample_rate_hz:.0f} ms)")


def evaluate_command(
    bundle: Annotated[Path, typer.Argument(help="Directory of an acoustic bundle.")],
    manifest: Annotated[Path, typer.Argument(help="JSONL manifest with the text of each recording.")],
    cmudict: Annotated[Path, typer.Option(help="Pronunciations in CMUdict's format.")],
    precision: Annotated[str, typer.Option(help="int8, float32, both of these, or weight_only.")] = "both",
    dataset: Annotated[list[str] | None, typer.Option(help="Only this data set; may be repeated.")] = None,
    write: Annotated[bool, typer.Option(help="Write the rates into the bundle's manifest.")] = False,
) -> None:
    """Measure phone, character and word error rates of greedy decoding, streamed, per data set."""
    opened = Bundle.open(bundle)
    pronunciations = Pronunciations.load(cmudict)
    graphs = ("int8", "float32") if precision == "both" else (precision,)
    accuracy: list[Accuracy] = []
    for graph in graphs:
        accuracy += evaluate(opened, graph, manifest, pronunciations, command_line(), dataset)
    _print_accuracy(accuracy)
    if write:
        from linnet_export.pack import with_accuracy

        with_accuracy(opened, accuracy)


def table_command(
    bundle: Annotated[Path, typer.Argument(help="Directory of a bundle.")],
) -> None:
    """Print what a bundle's manifest says was measured as the Markdown tables of the README."""
    manifest = Bundle.open(bundle).manifest
    tables = [accuracy_table(manifest.accuracy)] if manifest.accuracy else []
    tables += [typing_table(manifest.typing_accuracy)] if manifest.typing_accuracy else []
    tables += measurement_tables(manifest.measurements).values()
    print("\n\n".join("\n".join(table) for table in tables))


def command_line() -> str:
    """The command that is running, without the folders of the machine it runs on."""
    words = [Path(word).name if Path(word).is_absolute() else word for word in sys.argv[1:]]
    return shlex.join(["linnet-export", *words])


def _print_accuracy(accuracy: Sequence[Accuracy]) -> None:
    table = Table("data set", "graph", "utterances", "PER", "phones", "CER", "characters", "WER", "words")
    for one in accuracy:
        table.add_row(
            f"{one.dataset} ({one.split})",
            one.graph,
            str(one.utterances),
            f"{one.phone_error_rate:.1%}",
            f"{one.phones} in {one.phone_utterances}",
            f"{one.character_error_rate:.1%}",
            str(one.characters),
            f"{one.word_error_rate:.1%}",
            str(one.words),
        )
    Console(width=None if sys.stdout.isatty() else _WIDE).print(table)
