"""What was measured of a task other than typing, as a manifest holds it."""

from __future__ import annotations

from dataclasses import dataclass

from .typing_accuracy import Measure


@dataclass(frozen=True)
class Measurement:
    """Measures of one task on one split of one data set."""

    task: str
    """What was done, such as "dictation", "phrases-100", "noise", "keywords" or "letter-to-sound"."""
    dataset: str
    """Name of the data."""
    split: str
    """Which part of it, such as "dev"."""
    graph: str
    """Precision of the graph that was measured, a key of `Manifest.graphs`."""
    measures: dict[str, Measure]
    """By name, such as "word_error_rate"; rates are shares: 0.3 = 30 %."""
    command: str
    """What was run."""
    data: str
    """Where the data comes from and which part was used."""
