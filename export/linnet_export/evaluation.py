"""Greedy, streaming error rates of a bundle on a manifest: phones, characters and words, per data set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import jiwer
import numpy as np
from numpy.typing import NDArray

from linnet_export.corpora.jsonl import read_jsonl
from linnet_export.greedy import best_path, phone_errors
from linnet_export.pronunciation import Pronunciations
from linnet_export.recording import read_mono
from linnet_export.text import normalise
from linnet_runtime.bundle import Bundle
from linnet_runtime.manifest import Accuracy
from linnet_runtime.step_model import StepModel
from linnet_runtime.units import LETTERS, PHONES, WORD_BOUNDARY

_BOUNDARY = PHONES.index(WORD_BOUNDARY)


@dataclass(frozen=True)
class Heard:
    """One utterance: what was said and what each head made of it."""

    dataset: str
    words: tuple[str, ...]
    letters: str
    phones: tuple[int, ...]


@dataclass
class Tally:
    """Counts of one data set while it is being measured."""

    said: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    phone_utterances: int = 0
    phones: int = 0
    phone_errors: int = 0

    def add(self, one: Heard, pronunciations: Pronunciations) -> None:
        """Count one utterance; without a pronunciation for every word it has no phone reference."""
        self.said.append(" ".join(one.words))
        self.heard.append(one.letters)
        reference = [pronunciations.variants(word) for word in one.words]
        if all(reference):
            errors, phones = phone_errors(reference, one.phones)
            self.phone_utterances += 1
            self.phone_errors += errors
            self.phones += phones


@dataclass(frozen=True)
class Listening:
    """How a graph is run: in chunks of ``chunk_samples``, ``lookahead_samples`` of silence at the end."""

    model: StepModel
    chunk_samples: int
    lookahead_samples: int

    @classmethod
    def of(cls, bundle: Bundle, precision: str) -> Listening:
        """The way the bundle is meant to be run."""
        audio = bundle.manifest.sound()
        return cls(StepModel.load(bundle, precision), audio.chunk_samples, audio.lookahead_samples)

    def outputs(self, samples: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
        """Every output (frames, units) for a whole recording (samples,), streamed."""
        length = len(samples) + self.lookahead_samples
        padded = np.zeros(-(-length // self.chunk_samples) * self.chunk_samples, dtype=np.float32)
        padded[: len(samples)] = samples
        state, parts = self.model.initial(), []
        for start in range(0, len(padded), self.chunk_samples):
            chunk = padded[np.newaxis, start : start + self.chunk_samples]
            outputs, state = self.model.step({"audio": chunk}, state)
            parts.append(outputs)
        return {name: np.concatenate([part[name][0] for part in parts]) for name in parts[0]}

    def hear(self, samples: NDArray[np.float32], dataset: str, text: str) -> Heard:
        """Read both heads greedily."""
        found = self.outputs(samples)
        phones = tuple(unit for unit in best_path(found["phones"]) if unit != _BOUNDARY)
        letters = "".join(LETTERS[unit] for unit in best_path(found["letters"]))
        return Heard(dataset, tuple(normalise(text).split()), " ".join(letters.split()), phones)


def evaluate(
    bundle: Bundle,
    precision: str,
    manifest: Path,
    pronunciations: Pronunciations,
    command: str,
    each: Sequence[str] | None = None,
) -> tuple[Accuracy, ...]:
    """Measure one graph of ``bundle`` on every transcribed utterance of ``manifest``, per data set.

    Phone errors are counted against the CMUdict variants that fit best; the reference length is that of each
    word's first variant. ``each`` keeps only these data sets. Raises `CorpusError` for a bad manifest.
    """
    listening = Listening.of(bundle, precision)
    rate_hz = bundle.manifest.sound().sample_rate_hz
    tallies: dict[str, Tally] = {}
    for utterance in read_jsonl(manifest):
        if normalise(utterance.text) and (each is None or utterance.dataset in each):
            samples = read_mono(utterance.audio, rate_hz)
            heard = listening.hear(samples, utterance.dataset, utterance.text)
            tallies.setdefault(utterance.dataset, Tally()).add(heard, pronunciations)
    return tuple(
        _accuracy(dataset, tally, precision, manifest, command) for dataset, tally in sorted(tallies.items())
    )


def _accuracy(dataset: str, tally: Tally, precision: str, manifest: Path, command: str) -> Accuracy:
    return Accuracy(
        dataset=dataset,
        split=manifest.stem,
        graph=precision,
        utterances=len(tally.said),
        phone_utterances=tally.phone_utterances,
        phones=tally.phones,
        phone_error_rate=round(tally.phone_errors / max(tally.phones, 1), 4),
        characters=_length(tally.said),
        character_error_rate=round(float(jiwer.cer(tally.said, tally.heard)), 4),
        words=sum(len(said.split()) for said in tally.said),
        word_error_rate=round(float(jiwer.wer(tally.said, tally.heard)), 4),
        command=command,
        data=f"{len(tally.said)} utterances of {dataset} in {manifest.name}",
    )


def _length(texts: Iterable[str]) -> int:
    return sum(len(text) for text in texts)
