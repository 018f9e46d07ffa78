"""Words and phrases that a stream expects: what they add to a hypothesis, word by word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class WordBias(Protocol):
    """Weighs words by those before them, with the state as a number. Pure: it may be shared by streams."""

    @property
    def most(self) -> Mapping[tuple[int, int], float]:
        """The most that a word, given as lexicon and id, may gain; words not listed gain nothing.

        The search looks ahead with it: a bonus at the end of a word helps only words that were not dropped
        before.
        """

    def start(self) -> int:
        """Return the state before the first word."""

    def step(self, state: int, word: tuple[int, int]) -> tuple[int, float]:
        """Return the state after a word, given as lexicon and id, and the natural logarithm that it adds.

        A phrase that was begun and is not finished has to be taken back: the bonus may be below 0.
        """

    def end(self, state: int) -> float:
        """Return what the end of the utterance adds, such as taking back what an unfinished phrase got."""
