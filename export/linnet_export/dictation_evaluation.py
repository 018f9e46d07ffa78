"""Dictating the utterances of a manifest to several recognizers, data set by data set."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from linnet_export.corpora.jsonl import read_jsonl
from linnet_export.dictation_alignment import align
from linnet_export.dictation_listening import listen
from linnet_export.dictation_metrics import Outcome, Said
from linnet_export.dictation_text import scored_words
from linnet_export.evaluation import Listening
from linnet_export.greedy import best_path
from linnet_export.recording import read_mono
from linnet_export.speech_engine import SpeechEngine
from linnet_export.utterance import CorpusError, Utterance
from linnet_runtime.bundle import Bundle
from linnet_runtime.lexicon import Lexicon
from linnet_runtime.units import LETTERS


@dataclass(frozen=True)
class Sample:
    """Which utterances of a manifest are used."""

    manifest: Path
    datasets: tuple[str, ...] = ()
    """Only these; all when empty."""
    every: int = 1
    """Every so many-th utterance of each data set."""

    def by_dataset(self) -> dict[str, list[Utterance]]:
        """The utterances with words to score, by data set in alphabetical order. Raises `CorpusError`."""
        spoken = [one for one in read_jsonl(self.manifest) if scored_words(one.text)]
        spoken = [one for one in spoken if not self.datasets or one.dataset in self.datasets]
        grouped = groupby(sorted(spoken, key=_dataset), _dataset)
        found = {dataset: list(utterances)[:: self.every] for dataset, utterances in grouped}
        if not found or set(self.datasets) - found.keys():
            wanted = ", ".join(self.datasets) or "any data set"
            raise CorpusError(f"{self.manifest}: expected utterances with text of {wanted}")
        return found

    def described(self, dataset: str, utterances: int) -> str:
        """Say which part of the manifest was used."""
        part = f", every {self.every}." if self.every > 1 else ""
        return f"{utterances} utterances of {dataset} in {self.manifest.name}{part}"


@dataclass(frozen=True)
class Plain:
    """What an acoustic bundle makes of speech without a search, and which words a lexicon has."""

    listening: Listening
    lexicon: Lexicon
    sample_rate_hz: int

    @classmethod
    def load(cls, acoustic: Path, language: Path, precision: str) -> Plain:
        """Load a graph of an acoustic bundle and the lexicon of a language bundle. Raises `BundleError`."""
        bundle = Bundle.open(acoustic)
        lexicon = Lexicon.open(Bundle.open(language).file_path("lexicon"))
        return cls(Listening.of(bundle, precision), lexicon, bundle.manifest.sound().sample_rate_hz)

    def said(self, utterance: Utterance, samples: NDArray[np.float32]) -> Said:
        """Read the letters of a recording (samples,) greedily and look its words up."""
        started = time.process_time()
        letters = self.listening.outputs(samples)["letters"]
        graph_s = time.process_time() - started
        words = scored_words(utterance.text)
        spelled = scored_words("".join(LETTERS[unit] for unit in best_path(letters)))
        unknown = sum(not self.lexicon.with_letters(word) for word in words)
        return Said(words, unknown, align(words, spelled).errors, graph_s)


def dictate(
    engines: Mapping[str, SpeechEngine], utterances: Sequence[Utterance], plain: Plain
) -> dict[str, list[Outcome]]:
    """Let every recognizer hear every utterance; the outcomes by its name, in the utterances' order."""
    outcomes: dict[str, list[Outcome]] = {name: [] for name in engines}
    for utterance, samples in recordings(utterances, plain.sample_rate_hz):
        said = plain.said(utterance, samples)
        for name, engine in engines.items():
            heard = listen(engine.stream(plain.sample_rate_hz), samples, plain.sample_rate_hz)
            outcomes[name].append(Outcome(said, heard))
    return outcomes


def recordings(
    utterances: Sequence[Utterance], sample_rate_hz: int
) -> Iterator[tuple[Utterance, NDArray[np.float32]]]:
    """Decode utterances one by one, each (samples,). Raises `AudioFormatError`."""
    return ((one, read_mono(one.audio, sample_rate_hz)) for one in utterances)


def _dataset(utterance: Utterance) -> str:
    return utterance.dataset
