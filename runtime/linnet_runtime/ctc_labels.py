"""The most probable label sequences of a CTC output, each with the probability of all its paths."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

_BLANK = 0
_UNLIKELY = 1e-3
"""Units less probable than this begin no new sequence in a frame, and sequences so much less probable than
the best are dropped: three times as quick, with the same first three (phones of 220 names) within 2 %."""

_Paths = dict[bytes, tuple[float, float]]
"""Of each sequence the probability of all paths that end in a blank, and of those that end in a label."""


def best_labels(
    log_probabilities: NDArray[np.float32], best: int, width: int = 24
) -> list[tuple[bytes, float]]:
    """Return up to ``best`` label sequences of (frames, units), best first, and their log-probabilities.

    CTC prefix beam search (Graves et al. 2006; as in Hannun et al. 2014, algorithm 1): paths of one sequence
    are added up, so no sequence comes twice. Unit 0 is the blank. ``width``: sequences kept after each frame.

    >>> probabilities = np.array([[0.6, 0.4], [0.6, 0.4]], np.float32)
    >>> [(labels, round(math.exp(score), 2)) for labels, score in best_labels(np.log(probabilities), 2)]
    [(b'\\x01', 0.64), (b'', 0.36)]
    """
    paths: _Paths = {b"": (1.0, 0.0)}
    scale = 0.0  # the paths are kept near 1: the product of many frames would underflow
    for frame in np.exp(log_probabilities.astype(np.float64)):
        paths = _widest(_step(paths, frame.tolist(), np.flatnonzero(frame > _UNLIKELY).tolist()), width)
        largest = max(map(sum, paths.values()))
        paths = {labels: (blank / largest, last / largest) for labels, (blank, last) in paths.items()}
        scale += math.log(largest)
    return [(labels, math.log(sum(ways)) + scale) for labels, ways in _widest(paths, best).items()]


def sequence_score(log_probabilities: NDArray[np.float64], labels: bytes) -> float:
    """Return the natural-log probability of all paths (frames, units) that mean one label sequence.

    The forward algorithm of Graves et al. 2006, section 4.1; minus infinity when there are too few frames.

    >>> probabilities = np.array([[0.6, 0.4], [0.6, 0.4]])
    >>> round(math.exp(sequence_score(np.log(probabilities), b"\\x01")), 2)
    0.64
    """
    units = np.zeros(2 * len(labels) + 1, np.intp)  # a blank before, between and after the labels
    units[1::2] = list(labels)
    skips = np.zeros(len(units), np.bool_)
    skips[3::2] = units[3::2] != units[1:-2:2]
    scores = np.full(len(units), -np.inf)
    scores[:2] = log_probabilities[0, units[:2]]
    for frame in log_probabilities[1:]:
        one, two = np.full_like(scores, -np.inf), np.full_like(scores, -np.inf)
        one[1:], two[2:] = scores[:-1], np.where(skips[2:], scores[:-2], -np.inf)
        scores = np.logaddexp(np.logaddexp(scores, one), two) + frame[units]
    return float(np.logaddexp.reduce(scores[-2:]))


def _step(paths: _Paths, frame: list[float], likely: Iterable[int]) -> _Paths:
    """Go on by one frame of probabilities (units,)."""
    labels = [(unit, bytes([unit])) for unit in likely if unit != _BLANK]
    after: _Paths = {}
    for sequence, (blank, last) in paths.items():
        end, total = sequence[-1] if sequence else _BLANK, blank + last
        blanks, lasts = after.get(sequence, (0.0, 0.0))
        repeated = frame[end] * last if sequence else 0.0
        after[sequence] = (blanks + frame[_BLANK] * total, lasts + repeated)
        for unit, label in labels:
            blanks, lasts = after.get(sequence + label, (0.0, 0.0))
            after[sequence + label] = (blanks, lasts + frame[unit] * (blank if unit == end else total))
    return after


def _widest(paths: _Paths, width: int) -> _Paths:
    """Keep the ``width`` most probable sequences, best first; of equal ones the first in order."""
    least = _UNLIKELY * max(map(sum, paths.values()))
    possible = [(-(blank + last), labels) for labels, (blank, last) in paths.items() if blank + last > least]
    return {labels: paths[labels] for _, labels in sorted(possible)[:width]}
