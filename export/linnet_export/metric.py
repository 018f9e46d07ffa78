"""Measures that follow from counts, each with its bootstrap interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linnet_export.bootstrap import interval, resample
from linnet_runtime.typing_accuracy import Measure

Totals = Mapping[str, NDArray[np.float64]]
"""By name of a field that is counted, its total in each resample."""
Measured = Mapping[str, Measure]
"""By name of a metric."""
Value = Callable[[Totals], NDArray[np.float64]]
"""What follows from totals, for each resample."""


@dataclass(frozen=True)
class Metric:
    """One measure: how it follows from totals, and how many things it is measured on."""

    name: str
    value: Value
    count: Value


def measure_counts(
    metrics: Sequence[Metric], fields: Sequence[str], counts: NDArray[np.float64], seed: int
) -> dict[str, Measure]:
    """Compute every metric that something was counted for.

    counts: (items, fields), a row for each sentence or utterance; intervals are drawn by row.
    """
    exact, resampled = (
        _named(fields, counts.sum(axis=0, keepdims=True)),
        _named(fields, resample(counts, seed)),
    )
    found = {}
    for metric in metrics:
        if count := int(metric.count(exact)[0]):
            low, high = interval(metric.value(resampled))
            found[metric.name] = Measure(float(metric.value(exact)[0]), low, high, count)
    return found


def total(field: str) -> Value:
    """The total of a field."""
    return lambda totals: totals[field]


def ratio(part: str, whole: str) -> Value:
    """The total of one field by that of another."""
    return lambda totals: divide(totals[part], totals[whole])


def divide(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    """Divide counts; nothing of nothing is 0."""
    return part / np.maximum(whole, 1.0)


def _named(fields: Sequence[str], totals: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Name the columns of (rows, fields)."""
    return {name: totals[:, column] for column, name in enumerate(fields)}
