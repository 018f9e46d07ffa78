"""Long arrays of numbers that grow by little, one byte a number: the steps, and the few that are no byte."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .errors import BundleError


@dataclass(frozen=True, eq=False)
class ByteSteps:
    """N numbers as the steps from each to the next, from 0.

    >>> ByteSteps.of(np.array([3, 7, 1000, 2])).numbers().tolist()
    [3, 7, 1000, 2]
    """

    step: NDArray[np.uint8]
    """(N,) 0 where a jump is."""
    jump_at: NDArray[np.int32]
    """(J,) where a step is negative or more than 255,"""
    jump: NDArray[np.int32]
    """(J,) and how much it is."""

    @staticmethod
    def of(numbers: NDArray[np.int32]) -> ByteSteps:
        """Take the steps of numbers (N,)."""
        steps = np.diff(numbers, prepend=0).astype(np.int32)
        jump_at = np.flatnonzero((steps < 0) | (steps > np.iinfo(np.uint8).max)).astype(np.int32)
        jump = steps[jump_at]
        steps[jump_at] = 0
        return ByteSteps(steps.astype(np.uint8), jump_at, jump)

    def numbers(self) -> NDArray[np.int32]:
        """Return the numbers (N,). Raises `BundleError` when there is a jump outside them."""
        if len(self.jump_at) != len(self.jump):
            raise BundleError(f"expected {len(self.jump_at)} jumps, got {len(self.jump)}")
        if len(self.jump_at) and not 0 <= self.jump_at.min() <= self.jump_at.max() < len(self.step):
            raise BundleError(f"expected jumps at 0 to {len(self.step) - 1}")
        steps = self.step.astype(np.int32)
        steps[self.jump_at] += self.jump
        return np.cumsum(steps, out=steps)
