"""Percentiles of computing times, with bootstrap intervals over utterances."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from linnet_export.bootstrap import draw, interval
from linnet_export.dictation_listening import Listened
from linnet_export.metric import Measured
from linnet_runtime.typing_accuracy import Measure

PERCENTILES = (50, 99)


def time_measures(heard: Sequence[Listened], seed: int) -> Measured:
    """Percentiles, in ms, of the time for a chunk and of that from an endpoint to its final."""
    times = {"chunk": [one.chunk_s for one in heard], "final": [one.final_s for one in heard]}
    return {
        f"{name}_p{percent}_ms": percentile(seconds, percent, seed, scale=1000)
        for name, seconds in times.items()
        for percent in PERCENTILES
        if any(seconds)
    }


def percentile(values: Sequence[Sequence[float]], percent: float, seed: int, scale: float = 1) -> Measure:
    """A percentile over the values of all utterances, at least one: the least value that so many reach."""
    flat = np.concatenate([np.array(one, np.float64) for one in values])
    utterance = np.repeat(np.arange(len(values)), [len(one) for one in values])
    order = np.argsort(flat, kind="stable")
    ordered, utterance = scale * flat[order], utterance[order]
    weights = draw(len(values), seed)
    drawn = [_weighted(ordered, row[utterance], percent) for row in weights if row[utterance].any()]
    low, high = interval(np.array(drawn))
    return Measure(_weighted(ordered, np.ones(len(flat)), percent), low, high, len(flat))


def _weighted(ordered: NDArray[np.float64], weights: NDArray[np.float64], percent: float) -> float:
    """The percentile of values in ascending order, each as often as its weight says."""
    cumulated = np.cumsum(weights)
    return float(ordered[np.searchsorted(cumulated, percent / 100 * cumulated[-1])])
