"""Hypotheses of one frame while they are made, merged and cut down to the best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

_NODE_BITS = 32
_Index = NDArray[np.intp] | NDArray[np.int64] | NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Rows:
    """R hypotheses; the columns are those of `SpeechBeam`."""

    history: NDArray[np.int32]
    node: NDArray[np.int32]
    blank: NDArray[np.float64]
    nonblank: NDArray[np.float64]
    began: NDArray[np.int32]
    heard: NDArray[np.int32]
    prospect: NDArray[np.float64]
    """(R,) score with the words before and the look-ahead: what the best are chosen by."""

    def __len__(self) -> int:
        return len(self.node)

    def take(self, index: _Index) -> Rows:
        """Return some of the rows."""
        which = np.flatnonzero(index) if index.dtype == np.bool_ else index
        return Rows(*(column.take(which) for column in self._columns()))

    def best(self) -> float:
        """Return the largest prospect, minus infinity when there are no rows."""
        return float(self.prospect.max(initial=-np.inf))

    @staticmethod
    def joined(parts: Sequence[Rows]) -> Rows:
        """Return the rows of all parts in one."""
        columns = zip(*(part._columns() for part in parts), strict=True)
        return Rows(*map(np.concatenate, columns))

    def merged(self) -> Rows:
        """Return one row for each history and node: probabilities add up, the rest is of the best row."""
        order, first = self._grouped(self.history)
        if len(first) == len(order):
            return self.take(order)
        add = np.logaddexp.reduceat
        blank, nonblank = add(self.blank.take(order), first), add(self.nonblank.take(order), first)
        return replace(self.take(order[first]), blank=blank, nonblank=nonblank)

    def best_of_each(self, kind: NDArray[np.intp]) -> Rows:
        """Return the best row for each kind of history and node; `kind` is one number for each history."""
        order, first = self._grouped(kind[self.history])
        return self.take(order[first])

    def _grouped(self, group: NDArray[np.integer[Any]]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return the order by group and node, the best first, and where each group and node begins in it.

        One sort of one number is several times as fast as a sort by three keys, which only the few rows need
        that are not alone in their group and node.
        """
        key = group.astype(np.int64) << _NODE_BITS | self.node
        order = key.argsort()
        key = key.take(order)
        new = np.ones(len(key) + 1, np.bool_)  # whether another group begins here, or ends before
        np.not_equal(key[1:], key[:-1], out=new[1:-1])
        shared = np.flatnonzero(~(new[1:] & new[:-1]))
        which = order[shared]
        order[shared] = which[np.lexsort((which, -self.prospect[which], key[shared]))]
        return order, np.flatnonzero(new[:-1])

    def largest(self, count: int) -> Rows:
        """Return the `count` rows with the largest prospects, in their order."""
        if len(self) <= count:
            return self
        return self.take(np.sort(np.argpartition(-self.prospect, count)[:count]))

    def _columns(self) -> tuple[NDArray[Any], ...]:
        """All columns, in their order."""
        return (
            self.history,
            self.node,
            self.blank,
            self.nonblank,
            self.began,
            self.heard,
            self.prospect,
        )
