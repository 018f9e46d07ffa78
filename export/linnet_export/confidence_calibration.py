"""How well confidence tells right words from wrong ones, and a correction that makes it a chance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from linnet_runtime.confidence import log_odds

BINS = 15
_STEPS = 50
_SMALLEST_STEP = 1e-9
_RIDGE = 1e-6
"""Keeps the curvature invertible when all words have one posterior."""


def binned(confidences: Sequence[float], values: Sequence[float]) -> list[float]:
    """Sum values by the bin of their confidence, 0 to 1, (BINS,); the last bin holds 1, too."""
    bins = np.minimum((np.array(confidences, np.float64) * BINS).astype(np.int64), BINS - 1)
    summed: list[float] = np.bincount(bins, np.array(values, np.float64), minlength=BINS).tolist()
    return summed


def calibration_error(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """Expected calibration error (Guo et al. 2017, eq. 3) of at least one word."""
    gaps = np.subtract(binned(confidences, right), binned(confidences, confidences))
    return float(np.abs(gaps).sum() / len(confidences))


def fit_confidence(posteriors: Sequence[float], right: Sequence[bool]) -> tuple[float, float]:
    """Fit slope and offset of `confidence.calibrated` to words that were right or wrong.

    Logistic regression by Newton's method on the targets of Platt (1999, section 2.2), which keep it finite
    when the words can be told apart.
    """
    design = np.array([(log_odds(posterior), 1.0) for posterior in posteriors])  # (words, 2)
    targets = _targets(np.array(right, np.bool_))
    fitted = np.array([1.0, 0.0])
    for _ in range(_STEPS):
        chances = 1 / (1 + np.exp(-design @ fitted))
        curvature = design.T @ (design * (chances * (1 - chances))[:, np.newaxis]) + _RIDGE * np.eye(2)
        step = np.linalg.solve(curvature, design.T @ (targets - chances))
        fitted += np.clip(step, -1, 1)
        if np.abs(step).max() < _SMALLEST_STEP:
            break
    return float(fitted[0]), float(fitted[1])


def _targets(right: NDArray[np.bool_]) -> NDArray[np.float64]:
    """A little below 1 for right words and above 0 for wrong ones."""
    positive = right.sum()
    high, low = (positive + 1) / (positive + 2), 1 / (len(right) - positive + 2)
    targets: NDArray[np.float64] = np.where(right, high, low)
    return targets
