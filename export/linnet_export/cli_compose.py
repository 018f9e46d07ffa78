"""``linnet-export tune compose`` and ``evaluate compose``: phrases that the keyboard offers."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from linnet_export.cli_bundle import command_line
from linnet_export.cli_peers import installed
from linnet_export.compose_evaluation import THRESHOLDS, all_offers, halves, measure_all, type_all
from linnet_export.compose_simulation import ComposingEngine
from linnet_export.compose_tuning import CANDIDATES, lowest_threshold, recalibrated
from linnet_export.dictation_table import dictation_table
from linnet_export.engine_source import EngineSource
from linnet_export.metric import Measured
from linnet_export.typing_text import count_words, sample_sentences
from linnet_runtime.bundle import Bundle
from linnet_runtime.compose_weights import ComposeWeights
from linnet_runtime.measurement import Measurement

Language = Annotated[Path, typer.Option("--bundle", help="Directory of a language bundle.")]
Text = Annotated[list[Path], typer.Option(help="Text to type, one sentence a line; may be repeated.")]
Sentences = Annotated[int, typer.Option(help="So many are drawn of each text.")]
Seed = Annotated[int, typer.Option(help="Of the sentences drawn and of the bootstrap.")]
Precision = Annotated[str, typer.Option(help="int8, weight_only or float32.")]
Engine = Annotated[str, typer.Option(help="Keyboard, as MODULE:CALLABLE.")]
_KEYBOARD = "linnet:Keyboard.load"
_LOWEST = 0.2
_WIDE = 220


def tune_compose_command(
    bundle: Language,
    text: Text,
    precision_wanted: Annotated[float, typer.Option(help="Share of the offers that should be right.")] = 0.5,
    sentences: Sentences = 600,
    seed: Seed = 1,
    precision: Precision = "int8",
    engine: Engine = _KEYBOARD,
    write: Annotated[bool, typer.Option(help="Write the weights into the bundle's manifest.")] = False,
) -> None:
    """Calibrate phrases, and choose how sure they must be, on one half of each text."""
    keyboard: ComposingEngine = EngineSource.parse(engine, str(bundle), precision=precision).load()
    drawn = [one for file in text for one in halves(sample_sentences(file, sentences, seed), choose=True)]
    before = Bundle.open(bundle).manifest.compose or ComposeWeights()
    typed = type_all(keyboard, drawn, (_LOWEST, *CANDIDATES))
    least = lowest_threshold({one: all_offers(typed[one]) for one in CANDIDATES}, precision_wanted)
    found = all_offers(typed[_LOWEST])
    weights = recalibrated(replace(before, least=least), found)
    print(f"{len(found)} offers in {count_words(drawn)} words: {weights}")
    if write:
        from linnet_export.pack import update  # here, because it takes torch along

        update(Bundle.open(bundle), compose=weights)


def evaluate_compose_command(
    bundle: Language,
    text: Text,
    threshold: Annotated[list[float] | None, typer.Option(help="How sure; may be repeated.")] = None,
    peer: Annotated[list[str] | None, typer.Option(help="Another keyboard: FILE.py[=ARGUMENT].")] = None,
    sentences: Sentences = 400,
    seed: Seed = 1,
    precision: Precision = "int8",
    engine: Engine = _KEYBOARD,
    write: Annotated[bool, typer.Option(help="Write the measures into the bundle's manifest.")] = False,
) -> None:
    """Type the half of each text that nothing was chosen on: keys saved by phrases, how many are right."""
    opened = Bundle.open(bundle)
    shipped = (opened.manifest.compose or ComposeWeights()).least
    thresholds = sorted({shipped, *(threshold or THRESHOLDS)})
    sources = [EngineSource.parse(engine, str(bundle), precision=precision), *installed(peer or [])]
    engines: dict[str, ComposingEngine] = {source.name: source.load() for source in sources}
    measurements = []
    for file in text:
        drawn = halves(sample_sentences(file, sentences, seed), choose=False)
        data = f"{len(drawn)} sentences ({count_words(drawn)} words) of {file.name}"
        for name, one in engines.items():
            measured = measure_all(type_all(one, drawn, thresholds), seed)
            columns = {f"{least:.2f}": found for least, found in measured.items()}
            Console(width=None if sys.stdout.isatty() else _WIDE).print(
                dictation_table(f"{name}: {data}", columns)
            )
            task = "compose" if name == sources[0].name else f"compose, {name}"
            measurements.append(_measurement(task, file, precision, measured[shipped], data))
    if write:
        from linnet_export.pack import with_measurements  # here, because it takes torch along

        with_measurements(opened, measurements)


def _measurement(task: str, file: Path, precision: str, measured: Measured, data: str) -> Measurement:
    """Say what was measured on a text; the split is the name of its folder."""
    split = file.absolute().parent.name
    return Measurement(task, file.stem, split, precision, dict(measured), command_line(), data)
