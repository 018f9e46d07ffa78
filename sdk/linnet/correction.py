"""What a proofreader made of a text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Edit:
    """One place that was changed."""

    start: int
    """Where it begins in the text that was given, in characters."""
    end: int
    """Where it ends there; equal to ``start`` where something was put in."""
    before: str
    """What stood there."""
    after: str
    """What stands there now."""


@dataclass(frozen=True)
class Correction:
    """A corrected text, and what was changed in it. Its ``str`` is the text.

    An app that shows what was changed, or asks first, needs the places; the text alone would have to be
    compared again.
    """

    text: str
    """The corrected text."""
    edits: tuple[Edit, ...]
    """What was changed, in order; each takes whole words and the marks beside them."""

    def __str__(self) -> str:
        return self.text
