"""Greedy CTC over one head of the acoustic graph, frame by frame, with the state as a value.

Connectionist temporal classification (Graves et al. 2006): the best unit of each frame, repeats merged,
blanks dropped. What is emitted is never taken back, so every letter is stable as soon as it is seen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .errors import StateError
from .manifest import AudioSettings
from .units import BLANK, LETTERS

BLANK_INDEX = LETTERS.index(BLANK)
"""The same in every head, see :mod:`linnet_runtime.units`."""


@dataclass(frozen=True)
class CtcUnit:
    """One emitted unit and the frames it was seen in."""

    index: int
    """Place in the head's tokens."""
    start_frame: int
    end_frame: int
    """The frame after the last one in which this unit was the best."""
    posterior: float
    """Its highest probability among those frames."""


@dataclass(frozen=True)
class CtcState:
    """What the decoder knows between two frames: the units since the last :meth:`CtcDecoder.cut`."""

    frames: int = 0
    """Frames decoded since the stream began; a cut does not set it back."""
    last_index: int = BLANK_INDEX
    """The best unit of the previous frame: the same again is a repeat, not a new unit."""
    units: tuple[CtcUnit, ...] = ()
    """Begins with a letter, never with the separator, and holds no two separators in a row."""


@dataclass(frozen=True)
class CtcWord:
    """The units between two separators."""

    text: str
    start_frame: int
    end_frame: int
    confidence: float
    """Mean posterior of its units, 0 to 1. Uncalibrated: 0.9 does not mean right nine times in ten."""


class CtcDecoder:
    """Turns log-probabilities into units and words. Holds no state: share it between streams.

    >>> decoder = CtcDecoder(("<blank>", "a", " "), separator=" ")
    >>> state = decoder.step(log_probs, CtcState())
    """

    def __init__(self, tokens: tuple[str, ...], separator: str) -> None:
        self._tokens = tokens
        self._separator = tokens.index(separator)

    def step(self, log_probs: NDArray[np.float32], state: CtcState) -> CtcState:
        """Decode some frames.

        Args:
            log_probs: ``(frames, units)``, natural logarithms.
            state: what the previous call returned, or ``CtcState()``.
        """
        best = log_probs.argmax(axis=1)
        posteriors = np.exp(log_probs[np.arange(len(best)), best])
        for index, posterior in zip(best.tolist(), posteriors.tolist(), strict=True):
            state = self._frame(index, posterior, state)
        return state

    def words(self, state: CtcState) -> tuple[CtcWord, ...]:
        """The words since the last cut; the last one may still grow."""
        groups: list[list[CtcUnit]] = [[]]
        for unit in state.units:
            if unit.index == self._separator:
                groups.append([])
            else:
                groups[-1].append(unit)
        return tuple(self._word(group) for group in groups if group)

    def text(self, state: CtcState) -> str:
        """The units since the last cut as text, without a separator at its end."""
        units = state.units[:-1] if self.between_words(state) else state.units
        return "".join(self._tokens[unit.index] for unit in units)

    def between_words(self, state: CtcState) -> bool:
        """Whether the last unit is the separator: a cut here breaks no word."""
        return bool(state.units) and state.units[-1].index == self._separator

    def silent_frames(self, state: CtcState) -> int:
        """Frames since the last letter ended, 0 before any letter. A late separator shortens no pause."""
        letters = state.units[:-1] if self.between_words(state) else state.units
        return state.frames - letters[-1].end_frame if letters else 0

    def spoken_frames(self, state: CtcState) -> int:
        """Frames since the first letter began, 0 before any letter."""
        return state.frames - state.units[0].start_frame if state.units else 0

    def cut(self, state: CtcState) -> CtcState:
        """The state after its units were taken; a letter that goes on is not emitted again."""
        return replace(state, units=())

    def check(self, state: CtcState) -> None:
        """Raise `StateError` when a state from outside cannot be one of this decoder's."""
        indices = [state.last_index, *(unit.index for unit in state.units)]
        times = [frame for unit in state.units for frame in (unit.start_frame, unit.end_frame)]
        if not all(0 <= index < len(self._tokens) for index in indices):
            raise StateError(
                f"expected units 0 to {len(self._tokens) - 1} in the decoder's state, got {indices}"
            )
        if [0, *times, state.frames] != sorted([0, *times, state.frames]):
            raise StateError(
                f"expected frames in order in the decoder's state, got {times} of {state.frames}"
            )
        if state.units and state.units[0].index == self._separator:
            raise StateError("expected a decoder's state that begins with a letter, got a separator")

    def _frame(self, index: int, posterior: float, state: CtcState) -> CtcState:
        """One more frame whose best unit is ``index``."""
        frame = state.frames
        units = state.units
        repeat = index == state.last_index
        if repeat and units and units[-1].index == index and units[-1].end_frame == frame:
            longer = replace(units[-1], end_frame=frame + 1, posterior=max(posterior, units[-1].posterior))
            units = (*units[:-1], longer)
        elif not repeat and index != BLANK_INDEX and not self._is_idle_separator(index, state):
            units = (*units, CtcUnit(index, frame, frame + 1, posterior))
        return CtcState(frame + 1, index, units)

    def _is_idle_separator(self, index: int, state: CtcState) -> bool:
        """Whether this separator separates nothing: before the first letter, or after another separator."""
        return index == self._separator and (not state.units or self.between_words(state))

    def _word(self, units: list[CtcUnit]) -> CtcWord:
        """One word from its units."""
        text = "".join(self._tokens[unit.index] for unit in units)
        confidence = sum(unit.posterior for unit in units) / len(units)
        return CtcWord(text, units[0].start_frame, units[-1].end_frame, min(confidence, 1.0))


def frame_time_s(frame: int, audio: AudioSettings) -> float:
    """When in the audio a frame begins, in seconds from its start, never negative.

    Frames lag the audio by the look-ahead: with a hop of 480 and a look-ahead of 1,920 samples at 16 kHz,
    frame 10 begins at (10 * 480 - 1920) / 16000 = 0.18 s.
    """
    return max(0, frame * audio.frame_hop_samples - audio.lookahead_samples) / audio.sample_rate_hz
