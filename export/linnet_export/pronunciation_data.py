"""What a letter-to-sound model is trained and judged on: the words of a pronouncing dictionary, split."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from linnet_export.hashed import percent_of
from linnet_export.pronunciation import Phones
from linnet_runtime.units import LETTERS

_LABEL = {letter: label for label, letter in enumerate(LETTERS)}
_PERCENT = {"test": 5, "dev": 5}


class Split(enum.StrEnum):
    """The parts of a dictionary."""

    TRAIN = "train"
    DEV = "dev"
    TEST = "test"


def split_of(word: str) -> Split:
    """Say which part a word is in, by its hash: 5 % test, 5 % dev, whatever else the dictionary holds."""
    percent = percent_of(word)
    if percent < _PERCENT["test"]:
        return Split.TEST
    return Split.DEV if percent < sum(_PERCENT.values()) else Split.TRAIN


class SpelledWord(NamedTuple):
    """A word and how it may sound."""

    word: str
    variants: tuple[Phones, ...]

    @property
    def letters(self) -> list[int]:
        """Return the labels of the letters, see `LETTERS`."""
        return [_LABEL[letter] for letter in self.word]


def words_of(entries: Mapping[str, tuple[Phones, ...]], split: Split) -> list[SpelledWord]:
    """Return the words of one part, sorted."""
    return [SpelledWord(word, entries[word]) for word in sorted(entries) if split_of(word) is split]


def learnable(words: Sequence[SpelledWord], frames_per_letter: int) -> list[SpelledWord]:
    """Leave out what CTC cannot emit in a word's frames, such as "www"."""
    found = []
    for one in words:
        frames = frames_per_letter * len(one.word)
        variants = tuple(phones for phones in one.variants if _frames_needed(phones) <= frames)
        if variants:
            found.append(SpelledWord(one.word, variants))
    return found


class WordBatch(NamedTuple):
    """Words with the same number of letters T, and one pronunciation of each."""

    letters: Tensor
    """(T, B)"""
    phones: Tensor
    """(P,) of all words, one after the other."""
    phone_counts: Tensor
    """(B,)"""


class WordBatches(Dataset[WordBatch]):
    """One pass over words: each once, with one of its variants drawn, in batches of equal length.

    Everything random is a function of the seed. Of each batch a process (rank, processes) of several gets its
    share, at least a word.
    """

    def __init__(
        self,
        words: Sequence[SpelledWord],
        batch_words: int,
        seed: Sequence[int],
        share: tuple[int, int] = (0, 1),
    ) -> None:
        self._words = words
        self._share = share
        self._rng_seed = [*seed]
        rng = np.random.default_rng(self._rng_seed)
        order = rng.permutation(len(words))
        lengths = np.array([len(one.word) for one in words])[order]
        batches = [
            part[start : start + batch_words]
            for part in (order[lengths == length] for length in np.unique(lengths))
            for start in range(0, len(part), batch_words)
        ]
        self._batches = [batches[i] for i in rng.permutation(len(batches))]

    def __len__(self) -> int:
        return len(self._batches)

    def __getitem__(self, index: int) -> WordBatch:
        if not 0 <= index < len(self):
            raise IndexError(index)
        rng = np.random.default_rng([*self._rng_seed, index])
        rank, world = self._share
        words = [self._words[i] for i in self._batches[index]]
        drawn = [one.variants[rng.integers(len(one.variants))] for one in words]
        words, phones = words[rank::world] or words[:1], drawn[rank::world] or drawn[:1]
        return WordBatch(
            torch.tensor([one.letters for one in words]).t().contiguous(),
            torch.tensor([phone for one in phones for phone in one]),
            torch.tensor([len(one) for one in phones]),
        )


def _frames_needed(phones: Phones) -> int:
    """Return how many frames CTC needs: one for each phone, and a blank between two that are equal."""
    return len(phones) + sum(a == b for a, b in pairwise(phones))
