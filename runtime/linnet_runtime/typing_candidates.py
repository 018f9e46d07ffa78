"""Which words the hypotheses of a beam stand for: finished ones, and those that only begin so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .trie import ROOT
from .typing_beam import NO_WORD, NOTHING, Beam, taken
from .typing_search import TypingSearch


@dataclass(frozen=True, eq=False)
class Candidates:
    """R ranges of word ids of one lexicon; every word of a range shares its score."""

    low: NDArray[np.int32]
    """(R,) first id of the range."""
    high: NDArray[np.int32]
    """(R,) one after the last; larger than `low`."""
    channel: NDArray[np.float32]
    """(R,) log-likelihood of the taps."""
    first: NDArray[np.int32]
    """(R,) the word before a missed or mistyped space, or `NO_WORD`."""
    completes: NDArray[np.bool_]
    """(R,) whether letters are still to come."""

    def __len__(self) -> int:
        return len(self.low)

    def take(self, index: NDArray[np.intp] | NDArray[np.bool_]) -> Candidates:
        """Return some of the ranges."""
        return Candidates(
            self.low[index], self.high[index], self.channel[index], self.first[index], self.completes[index]
        )

    def judged(self, sharpest: float, severity: float) -> Candidates:
        """Return the ranges with what errors cost, against `sharpest` for none, times `severity`."""
        channel = np.float32(sharpest) + np.float32(severity) * (self.channel - np.float32(sharpest))
        return replace(self, channel=channel)


def finished(search: TypingSearch, beam: Beam) -> Candidates:
    """Return the words that may have been meant if no more letters come; the last letter may be missed.

    Of each word at least one letter has been typed.
    """
    free = taken(beam, (beam.owed == NOTHING) & (beam.node != ROOT))
    parent, child = search.lexicon.trie.expand(free.node)
    missed = free.channel[parent] + search.missed(free.node[parent], search.lexicon.trie.label[child])
    node = np.concatenate([free.node, child])
    channel = np.concatenate([free.channel, missed])
    first = np.concatenate([free.first, free.first[parent]])
    count = search.lexicon.trie.end_count[node]
    ends = np.flatnonzero(count)
    low = search.lexicon.trie.entry_first[node[ends]]
    return Candidates(low, low + count[ends], channel[ends], first[ends], np.zeros(len(ends), np.bool_))


def unfinished(search: TypingSearch, beam: Beam) -> Candidates:
    """Return the words whose beginning may have been meant, with at least one more letter to come.

    Second words after a missed space are only read when they are finished.
    """
    may = taken(beam, (beam.owed == NOTHING) & (beam.first == NO_WORD))
    trie = search.lexicon.trie
    low, high = trie.entry_first[may.node] + trie.end_count[may.node], trie.entry_last[may.node]
    some = np.flatnonzero(low < high)
    return Candidates(low[some], high[some], may.channel[some], may.first[some], np.ones(len(some), np.bool_))


def together(parts: Sequence[Candidates]) -> Candidates:
    """Return the ranges of several candidates of one lexicon in one."""
    return Candidates(
        np.concatenate([part.low for part in parts]),
        np.concatenate([part.high for part in parts]),
        np.concatenate([part.channel for part in parts]),
        np.concatenate([part.first for part in parts]),
        np.concatenate([part.completes for part in parts]),
    )
