"""What the keyboard offers, and what became of a word."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class SuggestionKind(enum.StrEnum):
    """Why a suggestion is offered. A kind equals its string: ``suggestion.kind == "correction"``."""

    LITERAL = "literal"
    """The word as it was typed."""
    CORRECTION = "correction"
    """A word, or two, of other letters or capitals than were typed."""
    COMPLETION = "completion"
    """A longer word that begins as typed, or nearly so."""
    NEXT_WORD = "next_word"
    """A word that may follow; nothing of it is typed yet."""


@dataclass(frozen=True)
class Suggestion:
    """One word, or two, that the keyboard offers."""

    text: str
    """With the capitals it will be written with."""
    kind: SuggestionKind
    probability: float
    """In 0..1, among everything the search considered here."""


@dataclass(frozen=True)
class Commit:
    """A word that was finished."""

    text: str
    """As it stands in the text."""
    corrected_from: str | None = None
    """What was typed, when a correction replaced it by itself or by choice; None when it is the same."""
