"""What a grammar is made of: words, one after another or one of several, and slots that hold a value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Value: TypeAlias = int | str
"""What a slot holds: a number, or words, digits or a time as text."""


@dataclass(frozen=True)
class Said:
    """One word, as it is written."""

    word: str


@dataclass(frozen=True)
class Chain:
    """Parts that follow each other; without parts nothing is said."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class Choice:
    """One of several."""

    options: tuple[Expression, ...]


@dataclass(frozen=True)
class Filling:
    """What may stand in a slot and which value it has."""

    expression: Expression
    read: Callable[[Sequence[str]], Value]
    """The value of the words that were said."""


@dataclass(frozen=True)
class Slot:
    """A part with a name, whose value the command holds."""

    name: str
    filling: Filling


Expression: TypeAlias = Said | Chain | Choice | Slot

NOTHING = Chain(())


def words(text: str) -> Chain:
    """Return the words of a text, one after another."""
    return Chain(tuple(Said(word) for word in text.split()))


def one_of(*options: Expression | str) -> Choice:
    """Return a choice; a text stands for its words."""
    return Choice(tuple(words(option) if isinstance(option, str) else option for option in options))


def in_order(*parts: Expression | str) -> Chain:
    """Return a chain; a text stands for its words."""
    return Chain(tuple(words(part) if isinstance(part, str) else part for part in parts))


def maybe(part: Expression | str) -> Choice:
    """Return a part that may be left out."""
    return one_of(part, NOTHING)
