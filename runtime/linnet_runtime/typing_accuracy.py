"""What was measured of simulated typing, as a manifest holds it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """A measured value with its 95 % bootstrap interval."""

    value: float
    """What was measured."""
    low: float
    """Lower end of the interval."""
    high: float
    """Its upper end."""
    count: int
    """How many words, letters or corrections it was measured on."""


@dataclass(frozen=True)
class TypingAccuracy:
    """Measures on one split of one data set."""

    dataset: str
    """Name of the text."""
    split: str
    """Which part of it, such as "dev"."""
    graph: str
    """Precision of the graph that was measured, a key of `Manifest.graphs`."""
    noise: str
    """How the taps were spoilt, such as "careful" or "thumb"; "none" when they were not."""
    seed: int
    """Seed of the simulated taps."""
    words: int
    """How many were typed."""
    measures: dict[str, Measure]
    """By name, such as "next_word_top3"; all but perplexities are shares: 0.3 = 30 %."""
    command: str
    """What was run."""
    data: str
    """Where the data comes from and which part was used."""
