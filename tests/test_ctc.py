from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from linnet_runtime.ctc import CtcDecoder, CtcState, CtcUnit, frame_time_s
from linnet_runtime.errors import StateError
from linnet_runtime.manifest import AudioSettings
from linnet_runtime.units import LETTERS

DECODER = CtcDecoder(LETTERS, separator=" ")
BLANK = "-"
ALPHABET = "-abc' "


def log_probs(frames: str, probability: float = 0.9) -> NDArray[np.float32]:
    """One frame for each character, ``-`` is blank."""
    rest = (1 - probability) / (len(LETTERS) - 1)
    values = np.full((len(frames), len(LETTERS)), rest)
    for frame, char in enumerate(frames):
        values[frame, 0 if char == BLANK else LETTERS.index(char)] = probability
    result: NDArray[np.float32] = np.log(values).astype(np.float32)
    return result


def decode(frames: str) -> CtcState:
    return DECODER.step(log_probs(frames), CtcState())


@pytest.mark.parametrize(
    ("frames", "text"),
    [
        ("", ""),
        ("---", ""),
        ("hhee-l-lloo", "hello"),
        ("a-a", "aa"),
        ("aa", "a"),
        ("  a", "a"),
        ("a  ", "a"),
        ("a -- b", "a b"),
        ("a --  ", "a"),
        ("i-t-'-s", "it's"),
    ],
)
def test_repeats_merge_and_blanks_drop(frames: str, text: str) -> None:
    assert DECODER.text(decode(frames)) == text


@given(st.text(ALPHABET, max_size=40), st.integers(0, 40))
def test_streaming_equals_whole(frames: str, cut: int) -> None:
    probabilities = log_probs(frames)
    state = DECODER.step(probabilities[cut:], DECODER.step(probabilities[:cut], CtcState()))
    assert state == decode(frames)


@given(st.text(ALPHABET, max_size=40))
def test_text_only_grows(frames: str) -> None:
    state, before = CtcState(), ""
    for frame in log_probs(frames):
        state = DECODER.step(frame[None], state)
        assert DECODER.text(state).startswith(before)
        before = DECODER.text(state)


@given(st.text(ALPHABET, max_size=40))
def test_words_are_the_text_in_frame_order(frames: str) -> None:
    state = decode(frames)
    words = DECODER.words(state)
    assert " ".join(word.text for word in words) == DECODER.text(state)
    edges = [frame for word in words for frame in (word.start_frame, word.end_frame)]
    assert edges == sorted(edges)
    assert all(word.start_frame < word.end_frame for word in words)
    DECODER.check(state)


def test_a_step_leaves_its_state_as_it_was() -> None:
    state = decode("a")
    DECODER.step(log_probs("ab"), state)
    assert state == decode("a")


def test_words_know_their_frames() -> None:
    hello, you = DECODER.words(decode("--hhi-- --youu--"))
    assert (hello.text, hello.start_frame, hello.end_frame) == ("hi", 2, 5)
    assert (you.text, you.start_frame, you.end_frame) == ("you", 10, 14)


def test_confidence_is_the_mean_of_the_best_posteriors() -> None:
    state = DECODER.step(log_probs("h", 0.5), CtcState())
    state = DECODER.step(log_probs("h", 0.8), state)  # a repeat that is surer
    state = DECODER.step(log_probs("i", 0.6), state)
    assert DECODER.words(state)[0].confidence == pytest.approx((0.8 + 0.6) / 2, abs=1e-6)


def test_a_cut_neither_repeats_nor_loses_a_letter() -> None:
    cut = DECODER.cut(decode("ab"))
    assert DECODER.text(DECODER.step(log_probs("bbc"), cut)) == "c"
    assert DECODER.text(DECODER.step(log_probs("-b"), cut)) == "b"
    assert cut.frames == 2


@pytest.mark.parametrize(
    ("frames", "silent", "spoken", "between"),
    [("----", 0, 0, False), ("--ab--", 2, 4, False), ("--a-  -", 4, 5, True)],
)
def test_silence_is_counted_from_the_last_letter(
    frames: str, silent: int, spoken: int, between: bool
) -> None:
    state = decode(frames)
    assert DECODER.silent_frames(state) == silent
    assert DECODER.spoken_frames(state) == spoken
    assert DECODER.between_words(state) is between


def test_frame_times_allow_for_the_lookahead() -> None:
    audio = AudioSettings(16_000, frame_hop_samples=480, chunk_samples=1_920, lookahead_samples=1_920)
    assert frame_time_s(10, audio) == pytest.approx(0.18)
    assert frame_time_s(0, audio) == 0.0


@pytest.mark.parametrize(
    "state",
    [
        CtcState(5, 99, ()),
        CtcState(5, 0, (CtcUnit(-1, 0, 1, 0.9),)),
        CtcState(5, 0, (CtcUnit(1, 4, 6, 0.9),)),
        CtcState(5, 0, (CtcUnit(1, 3, 4, 0.9), CtcUnit(2, 1, 2, 0.9))),
        CtcState(5, 0, (CtcUnit(LETTERS.index(" "), 0, 1, 0.9),)),
    ],
)
def test_a_foreign_state_is_refused(state: CtcState) -> None:
    with pytest.raises(StateError):
        DECODER.check(state)
