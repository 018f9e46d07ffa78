"""Events of a listener whose decoder says what a test tells it to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import pytest

from hearing import Samples
from linnet import EndpointRules, Event, Final, Partial, Word
from linnet.acoustics import Acoustics
from linnet.decoder import Frame, FrameClock, Pause
from linnet.ear import Ear
from linnet.listener import Listener
from linnet_runtime.state import State
from spelling import AUDIO

FRAMES = AUDIO.chunk_samples // AUDIO.frame_hop_samples
RULES = EndpointRules(pause_s=0.12, longest_s=9.0, limit_s=9.0)  # 4 frames


class Deaf:
    """Acoustics whose frames say nothing."""

    audio = AUDIO
    graph_sha256 = "00"
    frame_s = AUDIO.frame_hop_samples / AUDIO.sample_rate_hz

    def initial(self) -> State:
        return State({})

    def step_each(
        self, chunks: Sequence[Samples], states: Sequence[State]
    ) -> list[tuple[list[Frame], State]]:
        return [([{}] * FRAMES, state) for _, state in zip(chunks, states, strict=True)]


@dataclass(frozen=True)
class Scripted:
    """A decoder whose state is how many frames it got since the last cut."""

    partials: tuple[str, ...]
    """Text after each frame; the last one stays."""
    speech: bool
    identity = "00"

    def initial(self) -> int:
        return 0

    def step(self, frame: Frame, state: int) -> int:  # noqa: ARG002
        return state + 1

    def partial(self, state: int) -> Partial | None:
        text = self.partials[min(state, len(self.partials)) - 1] if state else ""
        return Partial(text, 0) if text else None

    def final(self, state: int, clock: FrameClock) -> Final | None:
        end_s = clock.time_s(state)
        return Final("yes", 0.0, end_s, (Word("yes", 0.0, end_s, 1.0),)) if self.speech and state else None

    def cut(self, state: int) -> int:  # noqa: ARG002
        return 0

    def pause(self, state: int) -> Pause:
        return Pause(silent_frames=max(0, state - 4), spoken_frames=state, between_words=True)

    def to_bytes(self, state: int) -> bytes:
        return bytes([state])

    def from_bytes(self, data: bytes) -> int:
        return data[0]


def hear(decoder: Scripted, chunks: int) -> list[Event]:
    listener = Listener(Ear(cast(Acoustics, Deaf()), None), decoder, RULES)
    state, events = listener.initial(), []
    for _ in range(chunks):
        new, state = listener.step(np.zeros(AUDIO.chunk_samples, np.float32), state)
        events += new
    return events + listener.finish(state, 9.0)


def test_a_partial_is_given_once_and_a_final_ends_it() -> None:
    events = hear(Scripted(("y",) * 4 + ("yes",) * 4, speech=True), chunks=2)
    assert [event.text for event in events] == ["y", "yes"]
    assert isinstance(events[-1], Final)


def test_a_partial_that_was_no_speech_is_taken_back() -> None:
    events = hear(Scripted(("h",), speech=False), chunks=2)
    assert events == [Partial("h", 0), Partial("", 0)]


def test_a_partial_stays_while_there_is_no_better_one() -> None:
    events = hear(Scripted(("", "", "", "h", "", "", "", ""), speech=False), chunks=2)
    assert events == [Partial("h", 0), Partial("", 0)]


@pytest.mark.parametrize("speech", [True, False])
def test_nothing_heard_is_no_event(speech: bool) -> None:
    assert hear(Scripted(("",), speech=speech), chunks=0) == []


def test_each_stretch_begins_anew() -> None:
    events = hear(Scripted(("y",), speech=True), chunks=4)
    assert [event.text for event in events] == ["y", "yes", "y", "yes"]
