"""Choosing the weights of a search: coordinate descent (Powell's method without its directions)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

W = TypeVar("W", bound="DataclassInstance")
"""A frozen dataclass of numbers."""


@dataclass(frozen=True)
class Coordinate:
    """A field of the weights that is tuned."""

    field: str
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
            value = getattr(self.best, field) + step
            tried = replace(self.best, **{field: value})
            cost = self.measure(f"{field} {value:g}", tried)
            if cost >= self.cost:
                return moved
            self.best, self.cost, moved = tried, cost, True
