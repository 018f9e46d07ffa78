"""The words of a hypothesis before the one that is being heard."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SpeechHistory:
    """Finished words and what they are worth; a value."""

    words: tuple[int, ...]
    """Numbers of `SpokenWords`."""
    score: float
    """Weighted language model, word bonuses and biases."""
    bias: int
    """State of the `WordBias`."""
