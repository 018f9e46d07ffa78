"""How slow this machine is now, so that a limit of time holds on any machine and beside any other program.

The limits are promises for the machine that README's times come from. What is compared with them is a time
divided by the slowness of the machine around it: how much longer a step of the language model takes here.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from linnet.benchmark_typing import step_ms
from linnet.language import DEFAULT_LANGUAGE
from linnet_runtime.bundle import Bundle
from linnet_runtime.language_model import LanguageModel

T = TypeVar("T")

REFERENCE_STEP_MS = 0.20
"""A step of the shipped language model in the report of `linnet bench typing` in README."""


@dataclass(frozen=True)
class Timed(Generic[T]):
    """What a measurement gave."""

    value: T
    slowness: float
    """How many times longer than on the reference machine work took right before and after, at least 1."""


def timed(measure: Callable[[], T]) -> Timed[T]:
    """Measure, and the speed of the machine around it."""
    before = step_ms(_model())
    value = measure()
    return Timed(value, max(1.0, (before + step_ms(_model())) / 2 / REFERENCE_STEP_MS))


@functools.cache
def _model() -> LanguageModel:
    return LanguageModel.load(Bundle.open(DEFAULT_LANGUAGE))
