"""What is asked of a keyboard that is measured; `engine_source` finds one by name.

A keyboard is any object with the three methods of `TypingEngine`: Linnet's, or an adapter around another one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

Tap = tuple[float, float]
"""Where the finger came down, x and y as shares of the keyboard's width and height."""


class Suggestion(Protocol):
    """One entry of the suggestion bar."""

    @property
    def text(self) -> str:
        """The word or words that it stands for."""


@dataclass(frozen=True)
class Guess:
    """The plainest `Suggestion`, for adapters."""

    text: str


class TypingEngine(Protocol):
    """A keyboard without memory of earlier calls; suggestions come best first.

    ``context`` is all text before the word, with the space that ends it: "I went to ".
    """

    def next_words(self, context: str, k: int, /) -> Sequence[Suggestion]:
        """Up to k words that may come next."""

    def complete(self, context: str, prefix: str, k: int, /) -> Sequence[Suggestion]:
        """Up to k words that may be meant when ``prefix`` has been typed of them."""

    def correct(
        self, context: str, typed: str, taps: Sequence[Tap | None] | None, k: int, /
    ) -> Sequence[Suggestion]:
        """What may be meant by ``typed``; the first is what a space would commit, ``typed`` itself or not.

        ``taps`` has one entry for each character, None where the keyboard has no key for it; None when only
        characters are known. ``typed`` may hold a space: the finger may have slipped onto the space bar.
        """


@runtime_checkable
class WordModel(Protocol):
    """A language model over whole words; a keyboard may be one, too."""

    def log_probability(self, context: str, word: str) -> float:
        """Natural logarithm of the probability of a word after a context."""
