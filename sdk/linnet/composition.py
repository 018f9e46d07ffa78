"""A phrase that is offered."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Composition:
    """Two words or more that probably come next, the one being typed included."""

    text: str
    """All of them, as they will be written: what ``commit`` takes."""
    rest: str
    """What is not typed of it yet: to be shown grey at the cursor."""
    probability: float
    """In 0..1: how often just these words follow where such a phrase is offered."""
