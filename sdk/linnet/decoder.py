"""What makes text of the acoustic graph's frames: one protocol for dictation, grammars and plain letters."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from linnet.events import Final, Partial
from linnet_runtime.ctc import frame_time_s
from linnet_runtime.manifest import AudioSettings

S = TypeVar("S")

Frame = Mapping[str, NDArray[np.float32]]
"""One frame of the graph's outputs by name, each ``(units,)`` natural logarithms: "phones", "letters"."""


@dataclass(frozen=True)
class Pause:
    """What endpoint rules must know of the present stretch of speech."""

    silent_frames: int
    """Frames since the last sound of a word; 0 before the first."""
    spoken_frames: int
    """Frames since the first sound of a word; 0 before it."""
    between_words: bool
    """Whether a cut here breaks no word."""


@dataclass(frozen=True)
class FrameClock:
    """When frames lie in a stream."""

    audio: AudioSettings
    latest_s: float = math.inf
    """Nothing ends later than this: the end of the recording, once it is known."""

    def time_s(self, frame: int) -> float:
        """When a frame begins, in seconds from the start of the stream."""
        return min(frame_time_s(frame, self.audio), self.latest_s)


class Decoder(Protocol[S]):
    """Frames in, text out. It never changes and is shared; ``S`` is a value that the stream owns.

    >>> state = decoder.initial()
    >>> for frame in frames:
    ...     state = decoder.step(frame, state)
    >>> final = decoder.final(state, clock)
    >>> state = decoder.cut(state)  # the next stretch of the same stream
    """

    @property
    def identity(self) -> str:
        """Hexadecimal SHA-256 of all that its states depend on: only states of an equal one are resumed."""

    def initial(self) -> S:
        """The state of a stream that has heard nothing."""

    def step(self, frame: Frame, state: S) -> S:
        """The state after one more frame. Does not depend on chunks; ``state`` is left as it was."""

    def partial(self, state: S) -> Partial | None:
        """The text so far since the last cut; None when there is none.

        The text within ``stable_length`` begins every later partial and the final up to the next cut.
        """

    def final(self, state: S, clock: FrameClock) -> Final | None:
        """The stretch since the last cut as it stands; None when nothing was said. May take its time."""

    def cut(self, state: S) -> S:
        """The state in which a new stretch begins. Frames are counted on from the start of the stream."""

    def pause(self, state: S) -> Pause:
        """Whether someone speaks; called after each frame."""

    def to_bytes(self, state: S) -> bytes:
        """A state as bytes, best written by :func:`linnet_runtime.state_bytes.pack`."""

    def from_bytes(self, data: bytes) -> S:
        """Read what ``to_bytes`` wrote.

        Raises:
            StateError: the bytes are damaged, or no state of this decoder.
        """
