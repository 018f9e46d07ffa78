"""The gate loses no frame and no beginning, and lets nothing through that nobody said."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet_runtime import state_bytes
from linnet_runtime.errors import InputError, StateError
from linnet_runtime.speech_gate import Frame, GateRules, GateState, SpeechGate, silent
from linnet_runtime.units import LETTERS, PHONES

RULES = GateRules(open_frames=3, close_frames=4, lookback_frames=5)
GATE = SpeechGate(RULES)
PROBABILITIES = st.lists(st.sampled_from([0.0, 0.2, 0.4, 0.9]), max_size=60)


def frame(number: int) -> Frame:
    """A frame that can be told from all others."""
    return {
        "phones": np.full(len(PHONES), -float(number + 1), np.float32),
        "letters": np.full(len(LETTERS), -float(number + 1), np.float32),
        "trunk": np.array([number], np.float32),
    }


def run(speech: list[float], state: GateState | None = None) -> tuple[list[Frame], GateState]:
    """All frames that come out for these probabilities, before the flush."""
    state, out = state or GATE.initial(), []
    for number, probability in enumerate(speech):
        ready, state = GATE.step(probability, frame(number), state)
        out += ready
    return out, state


def heard(frames: list[Frame]) -> list[int]:
    """Which frames came out with their sounds."""
    return [int(one["trunk"][0]) for one in frames if one["phones"].max() < 0]


@given(PROBABILITIES)
def test_every_frame_comes_out_once_in_order_and_at_most_the_lookback_late(speech: list[float]) -> None:
    state = GATE.initial()
    frames: list[Frame] = []
    for number, probability in enumerate(speech):
        ready, state = GATE.step(probability, frame(number), state)
        frames += ready
        assert len(frames) + GATE.held(state) == number + 1
        assert GATE.held(state) <= RULES.lookback_frames
        assert not (state.is_open and GATE.held(state))
    rest, flushed = GATE.flush(state)
    assert [int(one["trunk"][0]) for one in (*frames, *rest)] == list(range(len(speech)))
    assert GATE.held(flushed) == 0


@given(PROBABILITIES)
def test_a_frame_is_heard_as_it_was_or_not_at_all(speech: list[float]) -> None:
    out, state = run(speech)
    for one in (*out, *GATE.flush(state)[0]):
        number = int(one["trunk"][0])
        for name in ("phones", "letters"):
            expected = frame(number)[name], silent(frame(number))[name]
            assert any(np.array_equal(one[name], value) for value in expected)


@given(PROBABILITIES)
def test_without_speech_nothing_is_heard(speech: list[float]) -> None:
    quiet = [min(probability, 0.4) for probability in speech]
    out, state = run(quiet)
    assert heard([*out, *GATE.flush(state)[0]]) == []


@given(PROBABILITIES, PROBABILITIES)
def test_a_gate_is_causal(first: list[float], then: list[float]) -> None:
    before, _ = run(first)
    after, _ = run([*first, *then])
    assert heard(before) == heard(after[: len(before)])


@given(PROBABILITIES, PROBABILITIES)
def test_a_gate_continues_from_its_bytes(first: list[float], then: list[float]) -> None:
    _, state = run(first)
    resumed = GATE.from_bytes(GATE.to_bytes(state))
    assert (resumed.is_open, resumed.run, resumed.quiet) == (state.is_open, state.run, state.quiet)
    assert heard(run(then, resumed)[0]) == heard(run(then, state)[0])
    assert GATE.to_bytes(resumed) == GATE.to_bytes(state)


def test_the_beginning_is_heard_and_a_click_is_not() -> None:
    out, _ = run([0.0] * 10 + [0.9] * 2 + [0.0] * 10 + [0.9] * 8)
    assert heard(out) == list(range(19, 30))  # opens at 24, when 19 to 23 waited


def test_it_closes_after_a_pause_only() -> None:
    out, state = run([0.9] * 5 + [0.0] * 3 + [0.9] * 2 + [0.0] * 12)
    assert heard(out) == list(range(13))  # closes with the fourth quiet frame, 13
    assert not state.is_open


def test_in_between_nothing_changes() -> None:
    assert run([0.4] * 30)[1].is_open is False
    assert run([0.9] * 3 + [0.4] * 30)[1].is_open is True


@pytest.mark.parametrize(
    "rules",
    [
        {"close_probability": 0.8},
        {"close_probability": 0.0},
        {"open_probability": float("nan")},
        {"open_frames": 0},
        {"close_frames": 0},
        {"lookback_frames": 2},
    ],
)
def test_impossible_gate_rules_are_refused(rules: dict[str, float]) -> None:
    with pytest.raises(InputError, match="expected"):
        GateRules(**rules)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "arrays",
    [
        {},
        {"position": np.zeros(2, np.int64)},
        {"position": np.array([0, -1, 0])},
        {"position": np.zeros(3, np.int64), "held.phones": np.zeros((99, 2), np.float32)},
    ],
)
def test_bytes_of_no_gate_are_refused(arrays: dict[str, np.ndarray]) -> None:
    with pytest.raises(StateError):
        GATE.from_bytes(state_bytes.pack("speech-gate", arrays))
    with pytest.raises(StateError):
        GATE.from_bytes(b"nothing")


def test_quiet_frames_are_counted_since_the_last_voice() -> None:
    speech = [0.9] * 5 + [0.0] * 12 + [0.4] + [0.2] * 3
    counts, state = [], GATE.initial()
    for number, probability in enumerate(speech):
        _, state = GATE.step(probability, frame(number), state)
        counts.append(GATE.quiet(state))
    assert counts == [0] * 5 + list(range(1, 13)) + [0, 1, 2, 3]
