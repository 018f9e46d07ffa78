"""The words of several spoken lexicons under one numbering, in one trie over phones."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from .spoken_lexicon import SpokenLexicon
from .trie import ROOT
from .units import PHONES, WORD_BOUNDARY

T = TypeVar("T", bound=np.generic)

BOUNDARY = PHONES.index(WORD_BOUNDARY)
"""The unit that is written between two words."""


@dataclass(frozen=True, eq=False)
class SpokenWords:
    """N nodes, E pronunciations and W words: those of the first lexicon, then those of the second, and so on.

    The lexicons' roots become one, node 0, and their first levels its children.
    """

    lexicons: tuple[SpokenLexicon, ...]
    label: NDArray[np.uint8]
    """(N,) phone that leads to a node; `BOUNDARY` for the root."""
    child_count: NDArray[np.int32]
    """(N,)"""
    first_child: NDArray[np.int32]
    """(N,) for a node without children any number."""
    end_count: NDArray[np.uint8]
    """(N,) pronunciations that end here."""
    end_first: NDArray[np.int32]
    """(N,) the first of them."""
    ahead: NDArray[np.float32]
    """(N,) the look-ahead: largest unigram score, with its cost, of a pronunciation at or below a node."""
    word: NDArray[np.int32]
    """(E,) number of the word that is pronounced so."""
    cost: NDArray[np.float32]
    """(E,) natural-log probability of the pronunciation, given the word."""
    score: NDArray[np.float32]
    """(W,) natural-log unigram probability."""
    first_piece: NDArray[np.uint16]
    """(W,) see `Lexicon.first_piece`."""
    share: NDArray[np.float32]
    """(W,) see `Lexicon.share`."""
    first_word: tuple[int, ...]
    """Number of the first word of each lexicon, and of all words at the end."""

    @staticmethod
    def of(lexicons: Sequence[SpokenLexicon]) -> SpokenWords:
        """Join lexicons; at least one."""
        tries = [spoken.trie for spoken in lexicons]
        place = _places([(len(trie), int(trie.child_count[ROOT])) for trie in tries])
        first_word = _starts([len(spoken.lexicon) for spoken in lexicons])
        first_entry = _starts([len(spoken.word) for spoken in lexicons])
        firsts = sum(int(trie.child_count[ROOT]) for trie in tries)
        children = [
            where[np.minimum(trie.first_child, len(trie) - 1)]
            for trie, where in zip(tries, place, strict=True)
        ]
        entries = [trie.entry_first + first for trie, first in zip(tries, first_entry, strict=False)]
        numbers = [spoken.word + np.int32(first) for spoken, first in zip(lexicons, first_word, strict=False)]
        return SpokenWords(
            lexicons=tuple(lexicons),
            label=_laid(place, [trie.label for trie in tries], BOUNDARY),
            child_count=_laid(place, [trie.child_count.astype(np.int32) for trie in tries], firsts),
            first_child=_laid(place, children, 1),
            end_count=_laid(place, [trie.end_count for trie in tries], 0),
            end_first=_laid(place, entries, 0),
            ahead=_laid(place, [trie.best for trie in tries], max(trie.best[ROOT] for trie in tries)),
            word=np.concatenate(numbers),
            cost=np.concatenate([spoken.cost for spoken in lexicons]),
            score=np.concatenate([spoken.lexicon.scores for spoken in lexicons]),
            first_piece=np.concatenate([spoken.lexicon.first_piece for spoken in lexicons]),
            share=np.concatenate([spoken.lexicon.share for spoken in lexicons]),
            first_word=tuple(first_word),
        )

    def expand(self, nodes: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Return all children of `nodes` (K,): of each (C,) its parent's index in `nodes`, and itself."""
        return _ranges(self.first_child[nodes], self.child_count[nodes])

    def ending(self, nodes: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Return all pronunciations that end at `nodes` (K,): of each the index of its node, and itself."""
        return _ranges(self.end_first[nodes], self.end_count[nodes])

    def look_ahead(self, value: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the largest value (N,) of the pronunciations (E,) at or below each node."""
        tries = [spoken.trie for spoken in self.lexicons]
        bounds = _starts([len(spoken.word) for spoken in self.lexicons])
        best = [
            trie.best_of(value[first:last])
            for trie, first, last in zip(tries, bounds[:-1], bounds[1:], strict=True)
        ]
        places = _places([(len(trie), int(trie.child_count[ROOT])) for trie in tries])
        return _laid(places, best, max(float(each[ROOT]) for each in best))

    def place(self, number: int) -> tuple[int, int]:
        """Return the lexicon of a word, as an index, and the word's id there."""
        lexicon = bisect_right(self.first_word, number) - 1
        return lexicon, number - self.first_word[lexicon]

    def number(self, lexicon: int, word: int) -> int:
        """Return the number of a lexicon's word."""
        return self.first_word[lexicon] + word

    def written(self, number: int) -> str:
        """Return a word as the language model reads it."""
        lexicon, word = self.place(number)
        return self.lexicons[lexicon].lexicon.written(word)

    def display(self, number: int) -> str:
        """Return a word as it is shown."""
        lexicon, word = self.place(number)
        return self.lexicons[lexicon].lexicon.display(word)

    def pronunciations(self, number: int) -> list[tuple[bytes, float]]:
        """Return the phones and the cost of each pronunciation of a word."""
        lexicon, word = self.place(number)
        spoken = self.lexicons[lexicon]
        return [(spoken.phones(entry), float(spoken.cost[entry])) for entry in spoken.of_word(word)]


def _ranges(
    first: NDArray[np.int32], count: NDArray[np.integer]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return the members of K ranges, one after the other: of each its range and its number."""
    counts = count.astype(np.int64)
    which = np.repeat(np.arange(len(counts)), counts)
    shift = first - (np.cumsum(counts) - counts)
    return which, (shift[which] + np.arange(len(which))).astype(np.int32)


def _starts(counts: Sequence[int]) -> list[int]:
    """Return where each of several stretches begins, and where the last ends."""
    return [0, *np.cumsum(counts).tolist()]


def _places(sizes: Sequence[tuple[int, int]]) -> list[NDArray[np.int32]]:
    """Return the joined number of each node of each trie: the root, then all first levels, then all others.

    `sizes` are the nodes of each trie and how many of them are children of its root.
    """
    places = []
    level, deeper = 1, 1 + sum(firsts for _, firsts in sizes)
    for nodes, firsts in sizes:
        rest = nodes - 1 - firsts
        parts = [np.array([ROOT]), np.arange(level, level + firsts), np.arange(deeper, deeper + rest)]
        places.append(np.concatenate(parts).astype(np.int32))
        level, deeper = level + firsts, deeper + rest
    return places


def _laid(places: Sequence[NDArray[np.int32]], values: Sequence[NDArray[T]], root: float) -> NDArray[T]:
    """Return the values of all nodes (N,) at their joined numbers, with one for the root."""
    joined = np.empty(1 + sum(len(place) - 1 for place in places), values[0].dtype)
    for place, value in zip(places, values, strict=True):
        joined[place] = value
    joined[ROOT] = root
    return joined
