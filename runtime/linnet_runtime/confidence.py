"""How likely a recognised word is right: the search's posterior, corrected by what was measured."""

from __future__ import annotations

import math

from .speech_weights import SpeechWeights

SUREST = 1e-4
"""A posterior counts as no nearer to 0 or 1 than this: hypotheses that were pruned are not known."""


def log_odds(posterior: float) -> float:
    """Return the natural logarithm of p / (1 - p) of a posterior from 0 to 1, kept off both ends.

    >>> log_odds(0.5), round(log_odds(1.0), 2)
    (0.0, 9.21)
    """
    kept = min(max(posterior, SUREST), 1 - SUREST)
    return math.log(kept / (1 - kept))


def calibrated(posterior: float, weights: SpeechWeights) -> float:
    """Return the chance that a word is right, given its posterior in the search.

    A logistic function of the log-odds (Platt, "Probabilistic outputs for support vector machines", 1999,
    section 2.1), fitted by ``linnet-export tune speech``.

    >>> calibrated(0.5, SpeechWeights())
    0.5
    """
    return 1 / (1 + math.exp(-(weights.confidence_slope * log_odds(posterior) + weights.confidence_offset)))
