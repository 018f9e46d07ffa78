"""Hypotheses of one frame while they are made, merged and cut down to the best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
        return Rows(*(getattr(self, field.name)[index] for field in fields(self)))

    def best(self) -> float:
        """Return the largest prospect, minus infinity when there are no rows."""
        return float(self.prospect.max(initial=-np.inf))

    @staticmethod
    def joined(parts: Sequence[Rows]) -> Rows:
        """Return the rows of all parts in one."""
        return Rows(*(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Rows)))

    def merged(self) -> Rows:
        """Return one row for each history and node: probabilities add up, the rest is of the best row."""
        rows, first = self._grouped(self.history)
        if len(first) == len(rows):
            return rows
        blank, nonblank = (
            np.logaddexp.reduceat(rows.blank, first),
            np.logaddexp.reduceat(rows.nonblank, first),
        )
        return replace(rows.take(first), blank=blank, nonblank=nonblank)

    def best_of_each(self, kind: NDArray[np.intp]) -> Rows:
        """Return the best row for each kind of history and node; `kind` is one number for each history."""
        rows, first = self._grouped(kind[self.history])
        return rows.take(first)

    def _grouped(self, group: NDArray[np.integer[Any]]) -> tuple[Rows, NDArray[np.intp]]:
        """Return the rows sorted by group and node, the best first, and where each group and node begins."""
        order = np.lexsort((-self.prospect, self.node, group))
        rows, group = self.take(order), group[order]
        new = (group[1:] != group[:-1]) | (rows.node[1:] != rows.node[:-1])
        return rows, np.flatnonzero(np.concatenate([[True], new]))

    def largest(self, count: int) -> Rows:
        """Return the `count` rows with the largest prospects, in their order."""
        if len(self) <= count:
            return self
        return self.take(np.sort(np.argpartition(-self.prospect, count)[:count]))
