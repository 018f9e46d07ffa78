"""Bootstrap intervals (Efron 1979, percentile method; for texts: Bisani and Ney 2004), drawn by sentence."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
LEVEL = 0.95


def resample(counts: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    """Draw as many sentences as there are, with replacement, `RESAMPLES` times, and add their counts up.

    Takes (sentences, fields), returns (RESAMPLES, fields). What is computed of one row is computed of each.
    """
    return draw(len(counts), seed) @ counts


def draw(sentences: int, seed: int) -> NDArray[np.float64]:
    """How often each sentence is drawn in each resample, (RESAMPLES, sentences)."""
    shares = np.full(sentences, 1 / sentences)
    drawn = np.random.default_rng(seed).multinomial(sentences, shares, size=RESAMPLES)
    return drawn.astype(np.float64)


def interval(values: NDArray[np.float64]) -> tuple[float, float]:
    """Return the bounds between which `LEVEL` of the resampled values lie."""
    tail = 50 * (1 - LEVEL)
    low, high = np.percentile(values, [tail, 100 - tail])
    return float(low), float(high)
