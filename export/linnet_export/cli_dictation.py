"""``linnet-export evaluate wer`` and ``evaluate phrases``: how well a bundle takes dictation."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from linnet_export.cli_bundle import command_line
from linnet_export.cli_peers import installed
from linnet_export.dictation_evaluation import Plain, Sample, dictate
from linnet_export.dictation_metrics import measure_dictation
from linnet_export.dictation_record import DictationRecord
from linnet_export.dictation_table import dictation_table
from linnet_export.dictation_text import scored_words
from linnet_export.engine_source import EngineSource
from linnet_export.phrase_evaluation import PhraseTrial, compare
from linnet_export.phrase_lists import PhraseLists
from linnet_export.speech_engine import SpeechEngine
from linnet_runtime.bundle import Bundle
from linnet_runtime.measurement import Measurement

OWN = "linnet:Recognizer.load"
COUNTS = (10, 100, 1000)
"""Names in the lists of phrases."""
_WIDE = 160

Acoustic = Annotated[Path, typer.Argument(help="Directory of an acoustic bundle.")]
Spoken = Annotated[Path, typer.Argument(help="JSONL manifest with the text of each recording.")]
Language = Annotated[Path, typer.Option(help="Directory of the language bundle.")]
Pronunciation = Annotated[Path | None, typer.Option(help="Directory of the pronunciation bundle.")]
Dataset = Annotated[list[str] | None, typer.Option(help="Only this data set; may be repeated.")]
Every = Annotated[int, typer.Option(min=1, help="Every so many-th utterance of each data set.")]
Precision = Annotated[str, typer.Option(help="int8, weight_only or float32.")]
Engine = Annotated[str, typer.Option(help="Recognizer, as MODULE:CALLABLE.")]
Write = Annotated[bool, typer.Option(help="Write the measures into the acoustic bundle's manifest.")]
Seed = Annotated[int, typer.Option(help="Of the bootstrap's draws.")]


def wer_command(
    bundle: Acoustic,
    manifest: Spoken,
    language: Language,
    pronunciation: Pronunciation = None,
    dataset: Dataset = None,
    every: Every = 1,
    precision: Precision = "int8",
    engine: Engine = OWN,
    peer: Annotated[list[str] | None, typer.Option(help="Another recognizer: FILE.py[=ARGUMENT].")] = None,
    seed: Seed = 1,
    write: Write = False,
) -> None:
    """Dictate in chunks of 120 ms: word errors, confidence and speed, beside greedy letters and others."""
    engines: dict[str, SpeechEngine] = {
        source.name: source.load()
        for source in (own_engine(engine, bundle, language, pronunciation, precision), *installed(peer or []))
    }
    plain = Plain.load(bundle, language, precision)
    sample = Sample(manifest, tuple(dataset or ()), every)
    record, measurements = DictationRecord(sample, precision, command_line()), list[Measurement]()
    for name, utterances in sample.by_dataset().items():
        outcomes = dictate(engines, utterances, plain)
        measured = {engine: measure_dictation(found, seed) for engine, found in outcomes.items()}
        show(dictation_table(sample.described(name, len(utterances)), measured))
        measurements += record.of(name, len(utterances), measured)
    if write:
        from linnet_export.pack import with_measurements  # here, because it takes torch along

        with_measurements(Bundle.open(bundle), measurements)


def phrases_command(
    bundle: Acoustic,
    manifest: Spoken,
    language: Language,
    pronunciation: Pronunciation = None,
    dataset: Dataset = None,
    every: Every = 1,
    precision: Precision = "int8",
    engine: Engine = OWN,
    count: Annotated[list[int] | None, typer.Option(min=1, help="Names in a list; may be repeated.")] = None,
    seed: Seed = 1,
    write: Write = False,
) -> None:
    """Dictate with lists of rare names: their recall, the errors in other words, and the cost in time."""
    sample = Sample(manifest, tuple(dataset or ()), every)
    utterances = sample.by_dataset()
    spoken = tuple(one for found in utterances.values() for one in found)
    plain = Plain.load(bundle, language, precision)
    lists = PhraseLists.of((scored_words(one.text) for one in spoken), plain.lexicon, seed)
    own = own_engine(engine, bundle, language, pronunciation, precision)
    measured = compare(PhraseTrial(own.load(), spoken, plain.sample_rate_hz), lists, count or COUNTS, seed)
    data = sample.described(", ".join(utterances), len(spoken))
    show(dictation_table(data, {f"{names} phrases": found for names, found in measured.items()}))
    if write:
        from linnet_export.pack import with_measurements

        record = DictationRecord(sample, precision, command_line())
        with_measurements(Bundle.open(bundle), record.of_phrases(data, measured))


def own_engine(
    engine: str, bundle: Path, language: Path, pronunciation: Path | None, precision: str
) -> EngineSource:
    """The recognizer of the bundles that are measured."""
    options = {"precision": precision, "language": str(language)}
    if pronunciation is not None:
        options["pronunciation"] = str(pronunciation)
    return EngineSource.parse(engine, str(bundle), **options)


def show(table: object) -> None:
    """Print a table, wide where the output is no terminal."""
    Console(width=None if sys.stdout.isatty() else _WIDE).print(table)
