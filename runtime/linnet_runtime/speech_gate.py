"""Keeps what is surely no speech from the decoder, and loses no first sound of what is.

While nobody speaks, frames wait a moment before they go on as blanks; when somebody begins to speak, those
that wait go on as they were. So frames keep their order and number, and come late in silence only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import state_bytes
from .errors import InputError, StateError
from .units import BLANK, PHONES

Frame = Mapping[str, NDArray[np.float32]]
"""One frame of the acoustic graph's outputs by name, each (units,)."""

HEADS = ("phones", "letters")
"""Outputs of log-probabilities; in both the blank has the same index."""
_BLANK_INDEX = PHONES.index(BLANK)
_NEVER = -30.0
_KIND = "speech-gate"


@dataclass(frozen=True)
class GateRules:
    """When somebody begins and ceases to speak; times are in frames."""

    open_probability: float = 0.7
    """Frames as likely as this to be speech count towards opening."""
    open_frames: int = 5
    """So many of them, one after the other, open the gate: a single click does not."""
    close_probability: float = 0.3
    """Frames less likely than this count towards closing."""
    close_frames: int = 10
    """So many of them, one after the other, close the gate: a stop's closure does not."""
    lookback_frames: int = 12
    """Frames before the opening that are heard after all; the acoustic graph may be quicker than this one."""

    def __post_init__(self) -> None:
        if not 0.0 < self.close_probability <= self.open_probability <= 1.0:
            raise InputError(f"expected 0 < close_probability <= open_probability <= 1, got {self}")
        if min(self.open_frames, self.close_frames) < 1 or self.lookback_frames < self.open_frames:
            raise InputError(f"expected at least 1 frame, and open_frames <= lookback_frames, got {self}")


@dataclass(frozen=True, eq=False)
class GateState:
    """What the gate knows between two frames."""

    is_open: bool = False
    run: int = 0
    """Frames in a row that count towards the other position."""
    quiet: int = 0
    """Frames in a row, up to now, that are less likely speech than `close_probability`."""
    held: tuple[Frame, ...] = ()
    """The frames that wait, oldest first; none while the gate is open."""


@dataclass(frozen=True)
class SpeechGate:
    """Decides frame by frame what the decoder hears. It never changes; the state is a value of the stream.

    >>> ready, state = gate.step(speech, frame, state)
    """

    rules: GateRules = GateRules()

    def initial(self) -> GateState:
        """Return the state of a stream that has heard nothing: closed."""
        return GateState()

    def step(self, speech: float, frame: Frame, state: GateState) -> tuple[tuple[Frame, ...], GateState]:
        """Take one frame and the probability that someone speaks in it.

        Returns the frames that the decoder shall hear now, none to `lookback_frames` of them, and the state.
        """
        state = self._moved(speech, state)
        frames = (*state.held, frame)
        if state.is_open:
            return frames, replace(state, held=())
        late = max(len(frames) - self.rules.lookback_frames, 0)
        return tuple(silent(one) for one in frames[:late]), replace(state, held=frames[late:])

    def flush(self, state: GateState) -> tuple[tuple[Frame, ...], GateState]:
        """Return the frames that wait, as blanks, at the end of a recording: nobody spoke in them."""
        return tuple(silent(one) for one in state.held), replace(state, held=())

    def held(self, state: GateState) -> int:
        """Return how many frames wait: silence that the decoder has not heard of yet."""
        return len(state.held)

    def quiet(self, state: GateState) -> int:
        """Return for how many frames nobody seems to have spoken, whether the gate has closed or not."""
        return state.quiet

    def to_bytes(self, state: GateState) -> bytes:
        """Return a snapshot of a state."""
        names = sorted(state.held[0]) if state.held else []
        held = {f"held.{name}": np.stack([frame[name] for frame in state.held]) for name in names}
        return state_bytes.pack(
            _KIND, {"position": np.array([state.is_open, state.run, state.quiet]), **held}
        )

    def from_bytes(self, data: bytes) -> GateState:
        """Read what `to_bytes` wrote. Raises `StateError` when it is damaged or no state of a gate."""
        arrays = state_bytes.unpack(_KIND, data)
        try:
            is_open, run, quiet = arrays.pop("position").tolist()
        except (KeyError, ValueError) as error:
            raise StateError(f"snapshot of a gate lacks its position ({error!r}); take a new one") from error
        held = {name.removeprefix("held."): rows for name, rows in arrays.items()}
        counts = {len(rows) for rows in held.values()} or {0}
        if len(counts) != 1 or max(counts) > self.rules.lookback_frames or min(run, quiet) < 0:
            raise StateError(f"expected a gate's state of {self.rules}, got {counts} frames, run {run}")
        return GateState(bool(is_open), int(run), int(quiet), _frames(held, counts.pop()))

    def _moved(self, speech: float, state: GateState) -> GateState:
        """Open or close the gate when it is time."""
        rules = self.rules
        state = replace(state, quiet=state.quiet + 1 if speech < rules.close_probability else 0)
        if state.is_open:
            counts, needed = speech < rules.close_probability, rules.close_frames
        else:
            counts, needed = speech >= rules.open_probability, rules.open_frames
        run = state.run + 1 if counts else 0
        return replace(state, is_open=not state.is_open, run=0) if run >= needed else replace(state, run=run)


def silent(frame: Frame) -> Frame:
    """Return a frame in which no phone and no letter is heard."""
    return {name: _blank(values) if name in HEADS else values for name, values in frame.items()}


def _blank(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return log-probabilities (units,) of a sure blank."""
    blank = np.full_like(values, _NEVER)
    blank[_BLANK_INDEX] = 0.0
    return blank


def _frames(held: Mapping[str, NDArray[Any]], count: int) -> tuple[Frame, ...]:
    return tuple({name: rows[index] for name, rows in held.items()} for index in range(count))
