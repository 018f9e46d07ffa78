"""pyspellchecker 0.8 (MIT): Norvig's corrector with the English word list it comes with; it knows no context.

A word of the list stays; else its `correction` replaces it: the most frequent word at edit distance 1, then
2.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from spellchecker import SpellChecker

from linnet_export.typing_engine import Guess, Tap

LONGEST = 14
"""Longer words are looked up at distance 1 only, as its documentation recommends: 2 takes seconds."""


class Pyspell:
    """The word list."""

    def __init__(self) -> None:
        self._near, self._far = SpellChecker(distance=1), SpellChecker(distance=2)
        self._found = lru_cache(100_000)(self._correct)

    def next_words(self, _context: str, _k: int) -> Sequence[Guess]:
        return []

    def complete(self, _context: str, _prefix: str, _k: int) -> Sequence[Guess]:
        return []

    def correct(
        self, _context: str, typed: str, _taps: Sequence[Tap | None] | None, _k: int
    ) -> Sequence[Guess]:
        return [Guess(" ".join(self._found(word) for word in typed.split(" ")))]

    def _correct(self, typed: str) -> str:
        if typed.lower() in self._near:
            return typed
        checker = self._far if len(typed) <= LONGEST else self._near
        found: str = checker.correction(typed.lower()) or typed
        return found[:1].upper() + found[1:] if typed[:1].isupper() else found


def load() -> Pyspell:
    """Read the word list."""
    return Pyspell()
