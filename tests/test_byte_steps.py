"""Numbers come back from their steps, whatever they are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet_runtime.byte_steps import ByteSteps
from linnet_runtime.errors import BundleError


@given(st.lists(st.integers(0, 2**30)))
def test_numbers_come_back(numbers: list[int]) -> None:
    assert ByteSteps.of(np.array(numbers, np.int32)).numbers().tolist() == numbers


def test_only_odd_steps_are_jumps() -> None:
    steps = ByteSteps.of(np.array([0, 255, 511, 511, 510], np.int32))
    assert (steps.step.tolist(), steps.jump_at.tolist(), steps.jump.tolist()) == (
        [0, 255, 0, 0, 0],
        [2, 4],
        [256, -1],
    )


@pytest.mark.parametrize(("at", "jump"), [([3], [1]), ([-1], [1]), ([0, 1], [1])])
def test_jumps_that_do_not_fit_are_refused(at: list[int], jump: list[int]) -> None:
    steps = ByteSteps(np.zeros(3, np.uint8), np.array(at, np.int32), np.array(jump, np.int32))
    with pytest.raises(BundleError, match="jumps"):
        steps.numbers()
