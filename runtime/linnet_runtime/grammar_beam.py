"""All paths of a grammar through the present stretch of speech, as a value."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from . import state_bytes
from .errors import StateError
from .phone_graph import BLANK_UNIT, BOUNDARY_UNIT, PhoneGraph, Scores

NO_WORD = -1
PREVIOUS, ARRIVAL, START, END = range(4)
"""Columns of `GrammarBeam.said`."""

_KIND = "grammar"
_MOST_WORDS = 4096


@dataclass(frozen=True)
class Loudest:
    """What the best units of the frames say, without any grammar."""

    unit: int = BLANK_UNIT
    """Of the last frame."""
    phones: int = 0
    """How many there were."""
    first_frame: int = -1
    """Where the first of them began; -1 before it."""
    end_frame: int = 0
    """After the last of them."""

    def heard(self, unit: int, frame: int) -> Loudest:
        """Return what is known after a frame whose best unit this is."""
        if unit in (BLANK_UNIT, BOUNDARY_UNIT):
            return replace(self, unit=unit)
        first_frame = frame if self.first_frame < 0 else self.first_frame
        return Loudest(unit, self.phones + (unit != self.unit), first_frame, frame + 1)


@dataclass(frozen=True, eq=False)
class GrammarBeam:
    """The paths that are alive; places are those of the search's `PhoneGraph`."""

    frame: int
    """Frames since the stream began; a new stretch does not set it back."""
    scores: Scores
    since: NDArray[np.int32]
    """(2N + J,) frame in which the word that the path is in began."""
    last_word: NDArray[np.int32]
    """(2N + J,) row of `said` with the path's last whole word, -1 before the first."""
    said: NDArray[np.int32]
    """(rows, 4) whole words: row of the word before, arrival, first frame, frame after the last."""
    loudest: Loudest

    @staticmethod
    def start(graph: PhoneGraph, frame: int, unit: int) -> GrammarBeam:
        """Return the beam before a stretch whose first frame has this number; `unit` was the best before."""
        scores = graph.start(0)
        return GrammarBeam(
            frame=frame,
            scores=scores,
            since=np.full(len(scores), frame, np.int32),
            last_word=np.full(len(scores), NO_WORD, np.int32),
            said=np.empty((0, 4), np.int32),
            loudest=Loudest(unit),
        )

    def rows(self, place: int) -> list[int]:
        """Return the rows of the whole words of a place's path, the first word first."""
        rows = []
        row = int(self.last_word[place])
        while row != NO_WORD:
            rows.append(row)
            row = int(self.said[row, PREVIOUS])
        return rows[::-1]

    def tidied(self) -> GrammarBeam:
        """Return the beam without the rows of paths that are gone, once there are many rows."""
        if len(self.said) <= _MOST_WORDS:
            return self
        kept = np.zeros(len(self.said) + 1, bool)  # the last one for -1
        rows = np.unique(self.last_word[np.isfinite(self.scores)])
        while not kept[rows].all():
            kept[rows] = True
            rows = np.unique(self.said[rows[rows != NO_WORD], PREVIOUS])
        kept[NO_WORD] = False
        moved = np.where(kept, np.cumsum(kept) - 1, NO_WORD).astype(np.int32)
        said = self.said[kept[:-1]]
        said[:, PREVIOUS] = moved[said[:, PREVIOUS]]
        return replace(self, last_word=moved[self.last_word], said=said)

    def to_bytes(self) -> bytes:
        """Return the beam in the format of `state_bytes`."""
        loudest = self.loudest
        counts = [self.frame, loudest.unit, loudest.phones, loudest.first_frame, loudest.end_frame]
        arrays = {"scores": self.scores, "since": self.since, "last_word": self.last_word, "said": self.said}
        return state_bytes.pack(_KIND, {**arrays, "counts": np.array(counts, np.int64)})

    @staticmethod
    def from_bytes(data: bytes, graph: PhoneGraph) -> GrammarBeam:
        """Read what `to_bytes` wrote. Raises `StateError` when it is damaged or not of this graph."""
        arrays = state_bytes.unpack(_KIND, data)
        try:
            frame, *loudest = arrays.pop("counts").tolist()
            beam = GrammarBeam(frame=frame, loudest=Loudest(*loudest), **arrays)
        except (KeyError, ValueError, TypeError) as error:
            raise StateError(f"grammar state lacks its values ({error!r}); take a new snapshot") from error
        beam._check(graph)
        return beam

    def _check(self, graph: PhoneGraph) -> None:
        """Raise `StateError` unless the beam can be one of this graph."""
        places = 2 * len(graph.phone) + graph.junctions
        said = self.said
        shapes = [array.shape for array in (self.scores, self.since, self.last_word)]
        kinds = [array.dtype.name for array in (self.scores, self.since, self.last_word, said)]
        if shapes != 3 * [(places,)] or said.shape[1:] != (4,) or kinds != ["float32", *3 * ["int32"]]:
            raise StateError(f"expected a grammar state of {places} places, got {shapes}, {kinds}")
        linked = (self.last_word < len(said)).all() and (said[:, PREVIOUS] < np.arange(len(said))).all()
        known = ((said[:, ARRIVAL] >= 0) & (said[:, ARRIVAL] < len(graph.word))).all()
        above = min(self.last_word.min(), said[:, PREVIOUS].min(initial=0)) >= NO_WORD
        if not (linked and known and above) or not (self.scores <= 0).all():
            raise StateError("expected a grammar state whose words follow each other; take a new snapshot")
