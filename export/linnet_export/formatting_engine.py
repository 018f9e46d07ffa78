"""What is needed of a formatter to measure it: Linnet's own, rules, or another one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol


class ShownWord(Protocol):
    """One word as a formatter shows it."""

    @property
    def text(self) -> str:
        """With its capitals."""

    @property
    def mark(self) -> str:
        """What follows it: one of ``, . ? ! :`` or nothing."""

    @property
    def entity(self) -> str | None:
        """Kind of the entity that it is part of."""

    @property
    def begins(self) -> bool:
        """Whether that entity begins with it."""


class ShownText(Protocol):
    """Formatted words."""

    @property
    def words(self) -> Sequence[ShownWord]:
        """One for each word that was given."""


Format = Callable[[Sequence[str]], ShownText]
"""Formats the words of one piece of speech."""
