"""How sure a phrase must be, and how sure it is: fitted to what followed where phrases were offered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from linnet_export.compose_simulation import Offer
from linnet_runtime.compose_weights import ComposeWeights

CANDIDATES = (0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7)
"""Thresholds that are tried, of the probabilities before they are calibrated anew."""
_FEWEST_OFFERS = 20
_STEPS = 50
_RIDGE = 1e-3


def lowest_threshold(offers: Mapping[float, Sequence[Offer]], wanted: float) -> float:
    """Return the lowest threshold from which on the share of right offers is as wanted.

    Thresholds with fewer than 20 offers say little and are passed over; the highest is kept where none is
    good.
    """
    good = max(offers)
    for least in sorted(offers, reverse=True):
        found = offers[least]
        if len(found) >= _FEWEST_OFFERS and np.mean([one.right for one in found]) < wanted:
            break
        good = least
    return good


def recalibrated(weights: ComposeWeights, offers: Sequence[Offer]) -> ComposeWeights:
    """Return weights whose probabilities are the shares of offers that were right; what is offered stays."""
    slope, offset = _platt(offers)
    fitted = replace(weights, slope=slope * weights.slope, offset=offset + slope * weights.offset)
    least = fitted.calibrated(weights.least_log_probability())
    return replace(
        fitted, least=round(least, 3), slope=round(fitted.slope, 3), offset=round(fitted.offset, 3)
    )


def _platt(offers: Sequence[Offer]) -> tuple[float, float]:
    """Fit slope and offset of the log-odds of offers (Platt 1999) by Newton's method."""
    chance = np.clip([one.probability for one in offers], 1e-6, 1 - 1e-6)
    right = np.array([one.right for one in offers], np.float64)
    inputs = np.stack([np.log(chance) - np.log1p(-chance), np.ones(len(offers))], axis=1)
    weights: NDArray[np.float64] = np.array([1.0, 0.0])
    for _ in range(_STEPS):
        found = 1 / (1 + np.exp(-inputs @ weights))
        gradient = inputs.T @ (right - found) - _RIDGE * (weights - [1.0, 0.0])
        curvature = (inputs * (found * (1 - found))[:, np.newaxis]).T @ inputs + _RIDGE * np.eye(2)
        weights = weights + np.linalg.solve(curvature, gradient)
    return float(weights[0]), float(weights[1])
