"""Recordings with their targets, and the batches of one pass over them, all a function of one seed."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Protocol, TypeAlias, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset

from linnet_export.audio_cache import AudioCache, open_cache
from linnet_export.augment import AugmentSettings, augment
from linnet_export.augment_banks import Banks
from linnet_export.corpora.jsonl import read_jsonl
from linnet_export.pronunciation import Pronunciations
from linnet_export.text import normalise
from linnet_export.utterance import CorpusError
from linnet_runtime.units import LETTERS

T = TypeVar("T")

_LETTER_ID = {letter: index for index, letter in enumerate(LETTERS)}
_BUCKET_SPREAD = 0.15
_FRAME_MULTIPLE = 8
"""Batches are padded to a multiple of this many frames: oneDNN prepares its kernels anew for each length."""


@dataclass(frozen=True)
class Targets:
    """What one utterance should be heard as."""

    dataset: str
    duration_s: float
    words: tuple[str, ...]
    letters: tuple[int, ...]
    phones: tuple[int, ...]
    """Empty where a word's pronunciation is unknown: such an utterance trains the letters only."""


Draw: TypeAlias = tuple[int, int]
"""Index of an utterance, and how often it was drawn before in the same pass: each copy sounds different."""


@dataclass(frozen=True)
class Corpus:
    """Decoded audio and targets of a manifest's utterances, index by index."""

    audio: AudioCache
    targets: tuple[Targets, ...]

    def samples(self, index: int) -> NDArray[np.float32]:
        """Samples (samples,) of one utterance."""
        return self.audio.read(index)

    def target(self, index: int) -> Targets:
        """What it should be heard as."""
        return self.targets[index]

    def phone_sequences(self) -> Iterator[tuple[int, ...]]:
        """Phones of every utterance where they are known."""
        return (target.phones for target in self.targets if target.phones)


class Recordings(Protocol):
    """What batches are made of: a `Corpus`, or a `ShardedCorpus`."""

    def samples(self, index: int, /) -> NDArray[np.float32]:
        """Samples (samples,) of one utterance."""

    def target(self, index: int, /) -> Targets:
        """What it should be heard as."""


@dataclass(frozen=True)
class Batch:
    """Padded utterances of one update."""

    audio: Tensor
    """(batch, samples) float32."""
    samples: Tensor
    """(batch,) samples of each utterance, its tail included."""
    letters: tuple[Tensor, ...]
    phones: tuple[Tensor, ...]
    datasets: tuple[str, ...]

    def to(self, device: torch.device, non_blocking: bool = False) -> Batch:
        """The batch with its audio on ``device``; targets stay where the loss reads them."""
        return dataclasses.replace(self, audio=self.audio.to(device, non_blocking=non_blocking))


def read_corpus(
    manifests: Sequence[Path],
    pronunciations: Pronunciations,
    sample_rate_hz: int,
    cache: Path,
    phones: Mapping[str, tuple[int, ...]] | None = None,
) -> Corpus:
    """Read JSONL manifests; utterances whose text cannot be spelled are left out.

    ``phones`` has those of some utterances by id, such as `phone_choice` finds; the usual ones elsewhere.
    Raises `CorpusError` for a bad manifest and when nothing is left.
    """
    utterances, targets = [], []
    for utterance in chain.from_iterable(read_jsonl(manifest) for manifest in manifests):
        target = targets_of(utterance.text, utterance.dataset, utterance.duration_s, pronunciations)
        if target is None:
            continue
        said = (phones or {}).get(utterance.id)
        utterances.append(utterance)
        targets.append(target if said is None else dataclasses.replace(target, phones=tuple(said)))
    if not utterances:
        names = ", ".join(str(manifest) for manifest in manifests)
        raise CorpusError(f"{names}: expected utterances whose text can be spelled, found none")
    return Corpus(open_cache(utterances, sample_rate_hz, cache), tuple(targets))


def targets_of(text: str, dataset: str, duration_s: float, pronunciations: Pronunciations) -> Targets | None:
    """What an utterance should be heard as; None when its text cannot be spelled."""
    words = tuple(normalise(text).split())
    if not words:
        return None
    letters = tuple(_LETTER_ID[letter] for letter in " ".join(words))
    return Targets(dataset, duration_s, words, letters, tuple(pronunciations.sentence(words) or ()))


def select(targets: Sequence[Targets], longest_s: float, repeats: Mapping[str, int]) -> list[int]:
    """Indices of one pass: what is short enough, as often as its dataset is repeated."""
    indices = []
    for index, target in enumerate(targets):
        if target.duration_s <= longest_s:
            indices.extend([index] * repeats.get(target.dataset, 1))
    return indices


def plan_epoch(
    durations_s: Sequence[float], indices: Sequence[int], batch_s: float, seed: int, epoch: int
) -> list[list[int]]:
    """Batches of utterances of similar length, at most ``batch_s`` padded seconds each.

    The first epoch goes from short to long; later ones are shuffled by ``seed`` and ``epoch`` alone.
    """
    rng = np.random.default_rng((seed, epoch))
    return cut_batches(np.asarray(durations_s), np.asarray(indices), batch_s, rng, shuffled=epoch > 0)


def cut_batches(
    durations_s: NDArray[np.floating],
    indices: NDArray[np.integer],
    batch_s: float,
    rng: np.random.Generator,
    *,
    shuffled: bool,
) -> list[list[int]]:
    """Batches of similar length, at most ``batch_s`` padded seconds each; from short to long or shuffled."""
    spread = rng.uniform(1 - _BUCKET_SPREAD, 1 + _BUCKET_SPREAD, len(indices))
    order = np.argsort(durations_s[indices] * spread, kind="stable")
    batches = _cut(indices[order].tolist(), durations_s[indices][order].tolist(), batch_s)
    if shuffled:
        rng.shuffle(batches)
    return batches


def _cut(indices: Sequence[int], durations_s: Sequence[float], batch_s: float) -> list[list[int]]:
    """Cut utterances, with their durations, into batches in their order."""
    batches: list[list[int]] = []
    longest_s = 0.0
    for index, duration_s in zip(indices, durations_s, strict=True):
        grown_s = max(longest_s, duration_s)
        if not batches or grown_s * (len(batches[-1]) + 1) > batch_s:
            batches.append([])
            grown_s = duration_s
        batches[-1].append(index)
        longest_s = grown_s
    return batches


def number_copies(batches: Iterable[Sequence[int]]) -> list[list[Draw]]:
    """Tell the copies of an utterance apart: [[4, 7], [4]] becomes [[(4, 0), (7, 0)], [(4, 1)]]."""
    drawn: Counter[int] = Counter()
    numbered: list[list[Draw]] = []
    for batch in batches:
        numbered.append([])
        for index in batch:
            numbered[-1].append((index, drawn[index]))
            drawn[index] += 1
    return numbered


@dataclass(frozen=True)
class BatchSettings:
    """How samples become a batch."""

    sample_rate_hz: int
    frame_hop_samples: int
    tail_samples: int
    seed: int
    augment: AugmentSettings | None = None
    banks: Banks | None = None


class BatchDataset(Dataset[Batch]):
    """The batches of one epoch for one process, augmented by generators of (seed, epoch, draw)."""

    def __init__(
        self, corpus: Recordings, batches: Sequence[Sequence[Draw]], settings: BatchSettings, epoch: int = 0
    ) -> None:
        self._corpus = corpus
        self._batches = batches
        self._settings = settings
        self._epoch = epoch

    def __len__(self) -> int:
        return len(self._batches)

    def __getitem__(self, place: int) -> Batch:
        draws = self._batches[place]
        samples = [self._samples(draw) for draw in draws]
        targets = [self._corpus.target(index) for index, _ in draws]
        return Batch(
            *pad(samples, self._settings),
            tuple(torch.tensor(target.letters) for target in targets),
            tuple(torch.tensor(target.phones, dtype=torch.long) for target in targets),
            tuple(target.dataset for target in targets),
        )

    def _samples(self, draw: Draw) -> NDArray[np.float32]:
        samples = self._corpus.samples(draw[0])
        settings = self._settings
        if settings.augment is None or settings.banks is None:
            return samples
        rng = np.random.default_rng((settings.seed, self._epoch, *draw))
        return augment(samples, settings.sample_rate_hz, rng, settings.augment, settings.banks)


def pad(samples: Sequence[NDArray[np.float32]], settings: BatchSettings) -> tuple[Tensor, Tensor]:
    """Stack utterances (samples,) with tail into (batch, samples), whole frames, and their lengths."""
    lengths = [len(one) + settings.tail_samples for one in samples]
    multiple = settings.frame_hop_samples * _FRAME_MULTIPLE
    audio = np.zeros((len(samples), -(-max(lengths) // multiple) * multiple), dtype=np.float32)
    for row, one in zip(audio, samples, strict=True):
        row[: len(one)] = one
    return torch.from_numpy(audio), torch.tensor(lengths)


def share(batches: Sequence[Sequence[T]], rank: int, world: int) -> Iterator[Sequence[T]]:
    """The part of each batch that process ``rank`` of ``world`` works on; never empty."""
    for batch in batches:
        part = batch[rank::world]
        yield part or batch[:1]
