"""How loud sound is, for level meters."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

QUIETEST_DB = -60.0
"""Below this a meter shows nothing; in decibels, where the loudest sample there can be is 0."""


def loudness(samples: NDArray[np.float32]) -> float:
    """How loud samples in [-1, 1] are, from 0 to 1 on a scale of decibels; any shape, also empty.

    >>> round(loudness(np.full(100, 0.1)), 3)  # -20 dB
    0.667
    """
    power = float(np.mean(np.square(samples, dtype=np.float64))) if samples.size else 0.0
    level_db = 10 * math.log10(power) if power > 0 else QUIETEST_DB
    return min(max(1 - level_db / QUIETEST_DB, 0.0), 1.0)
