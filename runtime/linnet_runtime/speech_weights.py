"""Every number of the speech search that may be tuned, in one value that a bundle's manifest keeps."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SpeechWeights:
    """What words, errors and unknown words cost, in natural logarithms, and how wide the search is."""

    language: float = 0.8
    """Weight of the language model's log-probabilities; those of the sounds have weight 1."""
    word: float = 0.0
    """Added for each word: larger than 0, more and shorter words."""
    beam_width: float = 14.0
    """Hypotheses this much worse than the best are dropped."""
    hypotheses: int = 256
    """Largest number of hypotheses."""
