"""The hypotheses about what has been said so far, as a value."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .speech_history import SpeechHistory
from .speech_rows import Rows

NOTHING_HEARD = -1
"""`SpeechBeam.began` and `heard` where no phone has been heard."""
_LISTS = ("histories", "phones", "letters", "trunk")


@dataclass(frozen=True, eq=False)
class SpeechBeam:
    """H hypotheses, each with its finished words and the phones of the next; nothing is written into one."""

    history: NDArray[np.int32]
    """(H,) index into `histories`."""
    node: NDArray[np.int32]
    """(H,) node of `SpokenWords`; the root: a boundary, or the beginning."""
    blank: NDArray[np.float64]
    """(H,) natural-log probability of all ways to have heard this with a blank at the end."""
    nonblank: NDArray[np.float64]
    """(H,) of all other ways."""
    began: NDArray[np.int32]
    """(H,) frame of its first phone, or `NOTHING_HEARD`."""
    heard: NDArray[np.int32]
    """(H,) frame of its last phone, or `NOTHING_HEARD`."""
    histories: tuple[SpeechHistory, ...]
    """Those that some hypothesis has, each once."""
    first_frame: int = 0
    """Number of the first frame."""
    phones: tuple[NDArray[np.float32], ...] = ()
    """Log-probabilities of the phones in each frame, (phones,) each."""
    letters: tuple[NDArray[np.float32], ...] = ()
    """The same of the letters, for as many frames or for none."""
    trunk: tuple[NDArray[np.float32], ...] = ()
    """What a second pass reads, (hidden,) each, for as many frames or for none."""

    @property
    def next_frame(self) -> int:
        """Number of the frame after the last that was heard."""
        return self.first_frame + len(self.phones)

    def __len__(self) -> int:
        return len(self.node)

    def __eq__(self, other: object) -> bool:
        """Two beams are equal when every value is."""
        if not isinstance(other, SpeechBeam):
            return NotImplemented
        arrays = [field.name for field in fields(self) if field.name not in _LISTS]
        return (
            self.histories == other.histories
            and all(np.array_equal(getattr(self, name), getattr(other, name)) for name in arrays)
            and np.array_equal(self.phones, other.phones)
            and np.array_equal(self.letters, other.letters)
            and np.array_equal(self.trunk, other.trunk)
        )

    __hash__ = None  # type: ignore[assignment]

    @cached_property
    def sounded(self) -> NDArray[np.float64]:
        """(H,) natural-log probability of all ways to have heard each hypothesis."""
        sounded: NDArray[np.float64] = np.logaddexp(self.blank, self.nonblank)
        return sounded

    @cached_property
    def worth(self) -> NDArray[np.float64]:
        """(len(histories),) the score of each history."""
        return np.array([history.score for history in self.histories])

    @cached_property
    def totals(self) -> NDArray[np.float64]:
        """(H,) the score of each hypothesis: its sounds and its finished words."""
        return self.sounded + self.worth[self.history]

    def agreed(self) -> int:
        """Return how many words all hypotheses begin with."""
        words = [history.words for history in self.histories]
        first, last = min(words), max(words)  # whatever these two share, all share
        pairs = enumerate(zip(first, last, strict=False))
        return next((i for i, (one, other) in pairs if one != other), min(len(first), len(last)))

    def next(
        self,
        rows: Rows,
        histories: tuple[SpeechHistory, ...],
        phones: NDArray[np.float32],
        letters: NDArray[np.float32] | None,
        trunk: NDArray[np.float32] | None,
    ) -> SpeechBeam:
        """Return the beam of the rows that one more frame led to; histories that none has are left out."""
        used = np.zeros(len(histories), np.bool_)
        used[rows.history] = True
        return SpeechBeam(
            (np.cumsum(used, dtype=np.int32) - 1)[rows.history],
            rows.node,
            rows.blank,
            rows.nonblank,
            rows.began,
            rows.heard,
            tuple(history for history, kept in zip(histories, used.tolist(), strict=True) if kept),
            self.first_frame,
            (*self.phones, phones),
            self.letters if letters is None else (*self.letters, letters),
            self.trunk if trunk is None else (*self.trunk, trunk),
        )
