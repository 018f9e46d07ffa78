"""Formatted text: words with capitals and marks, and the entities among them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class FormattedWord:
    """One word as it is to be shown; ``str`` gives it with its mark."""

    text: str
    """With its capitals, such as "Anna" or "iPhone"."""
    mark: str
    """What follows it without a space: one of ``, . ? ! :`` or nothing."""
    entity: str | None
    """Kind of the entity that it is part of: "number", "time", "person", "place"; None for most words."""
    begins: bool
    """Whether that entity begins with it; False outside entities."""

    def __str__(self) -> str:
        return self.text + self.mark


@dataclass(frozen=True)
class Entity:
    """Some words that mean one thing."""

    kind: str
    """ "number", "time", "person" or "place"."""
    start: int
    """Offset of its first character in the formatted text."""
    end: int
    """Offset after its last one; marks after it are not part of it."""
    text: str
    """``formatted.text[start:end]``."""


@dataclass(frozen=True)
class Formatted:
    """A text with capitals and marks.

    >>> formatted = Formatter.load().format("hi anna can you meet me in berlin")
    >>> formatted.text, [(one.kind, one.text) for one in formatted.entities]
    ('Hi Anna, can you meet me in Berlin?', [('person', 'Anna'), ('place', 'Berlin')])
    """

    text: str
    words: tuple[FormattedWord, ...]
    """One for each word that was given, in their order, with a space between two."""
    entities: tuple[Entity, ...]

    @classmethod
    def of(cls, words: Iterable[FormattedWord]) -> Formatted:
        """Put words together."""
        kept = tuple(words)
        text = " ".join(map(str, kept))
        return cls(text, kept, tuple(Entity(kind, a, b, text[a:b]) for kind, a, b in _places(kept)))


def _places(words: tuple[FormattedWord, ...]) -> list[tuple[str, int, int]]:
    """Return kind, start and end of the entities among words with a space between two."""
    found: list[tuple[str, int, int]] = []
    start, goes_on = 0, False
    for word in words:
        end = start + len(word.text)
        if word.entity is not None and not word.begins and goes_on:
            found[-1] = (found[-1][0], found[-1][1], end)
        elif word.entity is not None:
            found.append((word.entity, start, end))
        goes_on = word.entity is not None
        start = end + len(word.mark) + 1
    return found
