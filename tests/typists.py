"""Keyboards for the tests of the typing evaluation: what they answer is known exactly."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from linnet_export.typing_engine import Guess, Tap

QUARTER = math.log(0.25)


class Parrot:
    """Suggests words of a fixed list in its order, and commits what a table says, else what was typed."""

    def __init__(self, words: Sequence[str], committed: Mapping[str, str]) -> None:
        self._words, self._committed = words, committed
        self.asked: list[tuple[str, str, Sequence[Tap | None] | None]] = []

    def next_words(self, _context: str, k: int) -> list[Guess]:
        return [Guess(word) for word in self._words[:k]]

    def complete(self, _context: str, prefix: str, k: int) -> list[Guess]:
        return [Guess(word) for word in self._words if word.startswith(prefix.lower())][:k]

    def correct(self, context: str, typed: str, taps: Sequence[Tap | None] | None, _k: int) -> list[Guess]:
        self.asked.append((context, typed, taps))
        return [Guess(self._committed.get(typed, typed))]


class Knowing(Parrot):
    """A keyboard that is a language model, too: every word has probability 1/4."""

    def log_probability(self, _context: str, _word: str) -> float:
        return QUARTER


def load(*_bundle: str, precision: str = "int8", layout: str = "qwerty") -> Parrot:
    """As the command loads a keyboard."""
    return Knowing(["the", precision, layout], {})
