"""``linnet-export evaluate keywords`` and ``commands``: how well a bundle hears what it listens for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from linnet_export.cli_bundle import command_line
from linnet_export.cli_dictation import (
    Acoustic,
    Dataset,
    Every,
    Language,
    Precision,
    Seed,
    Spoken,
    Write,
    show,
)
from linnet_export.command_evaluation import CommandTrial, measure_commands
from linnet_export.corpora.jsonl import read_jsonl
from linnet_export.dictation_table import dictation_table
from linnet_export.evaluation import Listening
from linnet_export.keyword_evaluation import KeywordTrial, keywords_of, measure_keywords
from linnet_export.metric import Measured
from linnet_export.text import normalise
from linnet_export.utterance import Utterance
from linnet_runtime.bundle import Bundle
from linnet_runtime.lexicon import Lexicon
from linnet_runtime.measurement import Measurement
from linnet_runtime.speech_weights import SpeechWeights
from linnet_runtime.word_sounds import WordSounds

ALL = "all"
Pronunciation = Annotated[Path, typer.Option(help="Directory of the pronunciation bundle.")]


def keywords_command(
    bundle: Acoustic,
    recordings: Annotated[Path, typer.Argument(help="JSONL manifest of recordings of keywords.")],
    language: Language,
    pronunciation: Pronunciation,
    without: Annotated[list[Path], typer.Option(help="JSONL manifest of other sound; may be repeated.")],
    keyword: Annotated[list[str] | None, typer.Option(help="Only this one; may be repeated.")] = None,
    least: Annotated[int, typer.Option(min=1, help="Recordings that a keyword needs.")] = 20,
    every: Every = 1,
    precision: Precision = "int8",
    seed: Seed = 1,
    write: Write = False,
) -> None:
    """Spot keywords: recall by sensitivity, and false alarms in an hour for each keyword."""
    spoken = read_jsonl(recordings)
    keywords = tuple(map(normalise, keyword or ())) or keywords_of(spoken, least)
    opened = Bundle.open(bundle)
    trial = KeywordTrial.of(
        Listening.of(opened, precision),
        opened.manifest.sound().sample_rate_hz,
        keywords,
        load_sounds(language, pronunciation, precision),
        opened.manifest.speech or SpeechWeights(),
    )
    measurements = []
    for manifest in (recordings, *without):
        utterances = (spoken if manifest == recordings else read_jsonl(manifest))[::every]
        data = f"{len(utterances)} recordings of {manifest.name}; keywords: {', '.join(keywords)}"
        measured = measure_keywords(trial.counts(utterances), seed)
        show(dictation_table(data, {"linnet": measured}))
        dataset = _dataset(utterances)
        measurements.append(_measurement("keywords", dataset, manifest, precision, measured, data))
    if write:
        _write(opened, measurements)


def commands_command(
    bundle: Acoustic,
    manifest: Spoken,
    language: Language,
    pronunciation: Pronunciation,
    dataset: Dataset = None,
    sentences: Annotated[int, typer.Option(min=1, help="Sentences of a grammar.")] = 60,
    every: Every = 1,
    precision: Precision = "int8",
    seed: Seed = 1,
    write: Write = False,
) -> None:
    """Recognise utterances with grammars of their texts, and with grammars that lack them."""
    opened = Bundle.open(bundle)
    trial = CommandTrial(
        Listening.of(opened, precision),
        opened.manifest.sound().sample_rate_hz,
        load_sounds(language, pronunciation, precision),
        opened.manifest.speech or SpeechWeights(),
    )
    found = [one for one in read_jsonl(manifest) if normalise(one.text)]
    measurements = []
    for name in dataset or sorted({one.dataset for one in found}):
        utterances = [one for one in found if one.dataset == name][::every]
        data = f"{len(utterances)} utterances of {name} in {manifest.name}, {sentences} sentences a grammar"
        measured = measure_commands(trial.counts(utterances, sentences), seed)
        show(dictation_table(data, {"linnet": measured}))
        measurements.append(_measurement("commands", name, manifest, precision, measured, data))
    if write:
        _write(opened, measurements)


def load_sounds(language: Path, pronunciation: Path, precision: str) -> WordSounds:
    """How words sound. Raises `BundleError`."""
    lexicon = Lexicon.open(Bundle.open(language).file_path("lexicon"))
    return WordSounds.load(Bundle.open(pronunciation), lexicon, precision)


def _dataset(utterances: Sequence[Utterance]) -> str:
    """The data set that all are of, if it is one."""
    names = {utterance.dataset for utterance in utterances}
    return names.pop() if len(names) == 1 else ALL


def _measurement(
    task: str, dataset: str, manifest: Path, precision: str, measured: Measured, data: str
) -> Measurement:
    return Measurement(task, dataset, manifest.stem, precision, dict(measured), command_line(), data)


def _write(bundle: Bundle, measurements: Sequence[Measurement]) -> None:
    from linnet_export.pack import with_measurements  # here, because it takes torch along

    with_measurements(bundle, measurements)
