"""wordfreq 3 (Apache-2.0; data CC BY-SA 4.0): the most frequent English words, whatever came before."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

from wordfreq import top_n_list

from linnet_export.typing_engine import Guess, Tap

WORDS = 60_000


class Unigram:
    """Words by falling frequency, and the same sorted by letters."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._ranks = {word: rank for rank, word in enumerate(words)}
        self._sorted = sorted(words)
        self._found = lru_cache(100_000)(self._complete)

    def next_words(self, _context: str, k: int) -> Sequence[Guess]:
        return [Guess(word) for word in self._words[:k]]

    def complete(self, _context: str, prefix: str, k: int) -> Sequence[Guess]:
        return self._found(prefix.lower(), k)

    def correct(
        self, _context: str, typed: str, _taps: Sequence[Tap | None] | None, _k: int
    ) -> Sequence[Guess]:
        return [Guess(typed)]

    def _complete(self, prefix: str, k: int) -> list[Guess]:
        first = bisect_left(self._sorted, prefix)
        last = bisect_left(self._sorted, prefix + "\U0010ffff")
        return [Guess(word) for word in sorted(self._sorted[first:last], key=self._ranks.__getitem__)[:k]]


def load() -> Unigram:
    """Read wordfreq's list, words only."""
    return Unigram([word for word in top_n_list("en", WORDS) if word[0].isalpha()])
