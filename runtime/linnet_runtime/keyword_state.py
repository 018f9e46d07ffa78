"""Where a search for keywords is, as a value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import state_bytes
from .errors import StateError
from .phone_graph import NOWHERE, PhoneGraph, Scores

_KIND = "keywords"


@dataclass(frozen=True, eq=False)
class KeywordState:
    """The paths that are alive, and for each of K keywords the best one that has ended lately."""

    frame: int
    """Frames heard."""
    scores: Scores
    """(2N + J,)"""
    since: NDArray[np.int32]
    """(2N + J,) frame in which the path began."""
    peak: NDArray[np.float32]
    """(K,) best score of a path that has ended and is not told yet, minus infinity when there is none."""
    peak_start: NDArray[np.int32]
    """(K,) frame in which that path began."""
    peak_end: NDArray[np.int32]
    """(K,) frame after its last."""
    told_end: NDArray[np.int32]
    """(K,) frame after the last detection; no path that began before it is told."""

    @staticmethod
    def start(graph: PhoneGraph, keywords: int) -> KeywordState:
        """Return the state before the first frame."""
        scores = np.full(2 * len(graph.phone) + graph.junctions, NOWHERE)
        since = np.zeros(len(scores), np.int32)
        none = np.zeros(keywords, np.int32)
        return KeywordState(0, scores, since, np.full(keywords, NOWHERE), none, none, none)

    def to_bytes(self) -> bytes:
        """Return the state in the format of `state_bytes`."""
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        return state_bytes.pack(_KIND, {**arrays, "frame": np.array([self.frame], np.int64)})

    @staticmethod
    def from_bytes(data: bytes, graph: PhoneGraph, keywords: int) -> KeywordState:
        """Read what `to_bytes` wrote. Raises `StateError` when it is damaged or of other keywords."""
        arrays = state_bytes.unpack(_KIND, data)
        expected = KeywordState.start(graph, keywords)
        kinds = {name: (getattr(expected, name).shape, getattr(expected, name).dtype) for name in _ARRAYS}
        frame = arrays.pop("frame", np.zeros(0, np.int64))
        found = {name: (array.shape, array.dtype) for name, array in arrays.items()}
        if found != kinds or frame.shape != (1,) or any(np.isnan(arrays[name]).any() for name in _ARRAYS):
            raise StateError(f"expected the state of {keywords} keywords like these; take a new snapshot")
        return KeywordState(int(frame[0]), **arrays)


_ARRAYS = ("scores", "since", "peak", "peak_start", "peak_end", "told_end")
