"""The prefix search says what adding up every path says."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from linnet_runtime.ctc_labels import best_labels


def random_frames(frames: int, units: int, seed: int) -> NDArray[np.float32]:
    logits = 2 * np.random.default_rng(seed).normal(size=(frames, units))
    return (logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))).astype(np.float32)


def all_paths(log_probabilities: NDArray[np.float32]) -> dict[bytes, float]:
    found: dict[bytes, float] = defaultdict(float)
    frames, units = log_probabilities.shape
    for path in itertools.product(range(units), repeat=frames):
        labels = bytes(unit for unit, _ in itertools.groupby(path) if unit)
        found[labels] += math.exp(sum(float(log_probabilities[t, unit]) for t, unit in enumerate(path)))
    return found


@settings(deadline=None, max_examples=20)
@given(st.integers(1, 5), st.integers(2, 4), st.integers(0, 999))
def test_it_is_the_sum_over_all_paths(frames: int, units: int, seed: int) -> None:
    log_probabilities = random_frames(frames, units, seed)
    expected = all_paths(log_probabilities)
    found = dict(best_labels(log_probabilities, best=500, width=500))
    for labels, probability in expected.items():
        assert math.exp(found.get(labels, -math.inf)) == pytest.approx(probability, rel=1e-2, abs=1e-2)
    assert set(found) <= set(expected)
    assert [*found.values()] == sorted(found.values(), reverse=True)


def test_a_unit_said_twice_needs_a_blank_between() -> None:
    certain = np.log(np.array([[0.0, 1.0], [1.0, 0.0], [0.0, 1.0]]) + 1e-12).astype(np.float32)
    assert best_labels(certain, 1)[0][0] == b"\x01\x01"
    assert best_labels(certain[[0, 2]], 1)[0][0] == b"\x01"


def test_many_frames_do_not_underflow() -> None:
    found = best_labels(random_frames(2000, 40, 1), best=1, width=4)
    assert -6000 < found[0][1] < -700


def test_no_frames_say_nothing() -> None:
    assert best_labels(np.zeros((0, 3), np.float32), 3) == [(b"", 0.0)]
