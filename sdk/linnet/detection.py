"""A keyword that was heard."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Detection:
    """One keyword at one place."""

    keyword: str
    """As it was given."""
    start_s: float
    """Seconds from the start of the sound."""
    end_s: float
    score: float
    """0 to 1; above 1 - sensitivity, or it would not be told."""
