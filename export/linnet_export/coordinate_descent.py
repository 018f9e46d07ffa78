"""Choosing the weights of a search: coordinate descent (Powell's method without its directions)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

W = TypeVar("W", bound="DataclassInstance")
"""A frozen dataclass of numbers and of further such dataclasses."""


@dataclass(frozen=True)
class Coordinate:
    """A field of the weights that is tuned."""

    field: str
    """Its name; "words.sound" is the field "sound" of the field "words"."""
    step: float
    """How far it is moved at first; half as far in each further round."""


@dataclass
class CoordinateDescent(Generic[W]):
    """A search for weights of little cost."""

    measure: Callable[[str, W], float]
    """The cost of weights; it is told what is tried, to report it."""
    best: W
    cost: float

    @classmethod
    def begin(cls, measure: Callable[[str, W], float], weights: W) -> CoordinateDescent[W]:
        """Begin with some weights."""
        return cls(measure, weights, measure("start", weights))

    def run(self, coordinates: Sequence[Coordinate], rounds: int) -> W:
        """Move along each coordinate as long as it helps, with steps half as long in each round."""
        for number in range(rounds):
            for coordinate in coordinates:
                step = coordinate.step / 2**number
                if not self._follow(coordinate.field, step):
                    self._follow(coordinate.field, -step)
        return self.best

    def _follow(self, field: str, step: float) -> bool:
        """Move along one coordinate as long as it helps; tells whether it did."""
        moved = False
        while True:
            tried, value = _moved(self.best, field, step)
            cost = self.measure(f"{field} {value:g}", tried)
            if cost >= self.cost:
                return moved
            self.best, self.cost, moved = tried, cost, True


def _moved(weights: W, field: str, step: float) -> tuple[W, float]:
    """Return weights with one field larger by a step, and its value."""
    name, _, inner = field.partition(".")
    if inner:
        part, value = _moved(getattr(weights, name), inner, step)
        return replace(weights, **{name: part}), value
    value = getattr(weights, name) + step
    return replace(weights, **{name: value}), value
