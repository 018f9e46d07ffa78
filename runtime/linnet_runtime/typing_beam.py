"""The hypotheses about a word while it is typed, as a value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

NOTHING = 255
"""`Beam.owed` where every letter on the way to the node has been typed."""
NO_WORD = -1
"""`Beam.first` where only one word has been typed."""


@dataclass(frozen=True, eq=False)
class Beam:
    """H hypotheses about which letters were meant by the taps so far; nothing is ever written into one.

    An earlier beam is the state before a backspace; two beams are equal when every value is.
    """

    node: NDArray[np.int32]
    """(H,) node of the lexicon's trie: the letters meant so far."""
    owed: NDArray[np.uint8]
    """(H,) label of a letter on the way to the node that comes with the next tap, swapped; or `NOTHING`."""
    first: NDArray[np.int32]
    """(H,) id of the word before a missed space, or `NO_WORD`."""
    channel: NDArray[np.float32]
    """(H,) log-likelihood of the taps."""
    sharpest: float = 0.0
    """Log-likelihood of the taps when each means its likeliest letter, as the literal word has it."""
    taps: int = 0

    def __len__(self) -> int:
        return len(self.node)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Beam):
            return NotImplemented
        return all(np.array_equal(getattr(self, f.name), getattr(other, f.name)) for f in fields(self))

    __hash__ = None  # type: ignore[assignment]


def hypotheses(
    node: NDArray[np.int32],
    channel: NDArray[np.float32],
    owed: NDArray[np.uint8] | int,
    first: NDArray[np.int32],
) -> Beam:
    """Return hypotheses of one kind; `owed` may be one label for all."""
    return Beam(
        node, np.broadcast_to(np.uint8(owed), node.shape) if isinstance(owed, int) else owed, first, channel
    )


def joined(beams: Sequence[Beam]) -> Beam:
    """Return the hypotheses of several beams in one."""
    return Beam(
        np.concatenate([beam.node for beam in beams]),
        np.concatenate([beam.owed for beam in beams]),
        np.concatenate([beam.first for beam in beams]),
        np.concatenate([beam.channel for beam in beams]),
    )


def taken(beam: Beam, index: NDArray[np.intp] | NDArray[np.bool_]) -> Beam:
    """Return some of a beam's hypotheses."""
    return Beam(beam.node[index], beam.owed[index], beam.first[index], beam.channel[index])
