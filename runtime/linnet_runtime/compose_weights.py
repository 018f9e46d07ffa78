"""How sure a phrase must be to be offered: numbers that a bundle's manifest keeps."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class ComposeWeights:
    """Fitted and chosen by `linnet-export tune compose`; the defaults take the model at its word."""

    least: float = 0.5
    """Phrases that follow less probably, calibrated, are not offered."""
    slope: float = 1.0
    """calibrated = 1 / (1 + exp(-(offset + slope * log-odds)))"""
    offset: float = 0.0
    """See `slope`: both make the product of word probabilities the share of phrases that are right."""
    most_words: int = 6
    """Longer phrases are not looked for."""
    width: int = 3
    """Words that are tried after each other word."""

    def calibrated(self, log_probability: float) -> float:
        """Return how often a phrase of this log-probability follows (Platt 1999, on log-odds)."""
        surely = min(log_probability, -1e-6)
        log_odds = surely - math.log(-math.expm1(surely))
        return 1 / (1 + math.exp(-(self.offset + self.slope * log_odds)))

    def least_log_probability(self) -> float:
        """Return the log-probability whose calibrated value is `least`: below, nothing is looked for."""
        wanted = math.log(self.least / (1 - self.least))
        log_odds = (wanted - self.offset) / self.slope
        return -math.log1p(math.exp(-log_odds))
