from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from linnet import InputError, StateError
from linnet.decoder import Frame, FrameClock
from linnet.letters_decoder import Letters, LettersDecoder
from linnet.stream_options import StreamOptions
from linnet_runtime.ctc import CtcState
from linnet_runtime.units import LETTERS
from spelling import AUDIO

DECODER = LettersDecoder(LETTERS)


def frame(letter: str) -> Frame:
    scores: NDArray[np.float32] = np.full(len(LETTERS), -9, np.float32)
    scores[LETTERS.index(letter) if letter != "_" else 0] = -0.1
    return {"letters": scores}


def decoded(letters: str) -> CtcState:
    state = DECODER.initial()
    for letter in letters:
        state = DECODER.step(frame(letter), state)
    return state


def test_letters_are_stable_at_once() -> None:
    partial = DECODER.partial(decoded("_hh_i_ y"))
    assert partial is not None
    assert (partial.text, partial.stable_length) == ("hi y", 4)
    assert DECODER.partial(decoded("__")) is None


def test_a_final_has_words_with_times_and_no_alternatives() -> None:
    final = DECODER.final(decoded("_____hi_ _y"), FrameClock(AUDIO, latest_s=0.18))
    assert final is not None
    assert [(word.text, word.start_s, word.end_s) for word in final.words] == [
        ("hi", 0.0, pytest.approx(0.06)),
        ("y", pytest.approx(0.15), pytest.approx(0.18)),
    ]
    assert (final.alternatives, final.command) == ((), None)
    assert DECODER.final(decoded("___"), FrameClock(AUDIO)) is None


def test_frames_are_counted_on_after_a_cut() -> None:
    state = DECODER.cut(decoded("__hi__"))
    assert DECODER.pause(state).spoken_frames == 0
    state = DECODER.step(frame("a"), state)
    assert DECODER.pause(state).spoken_frames == 1
    final = DECODER.final(state, FrameClock(AUDIO))
    assert final is not None
    assert final.start_s == pytest.approx(0.03)


def test_a_state_comes_back_from_bytes() -> None:
    state = decoded("__hi_ ")
    assert DECODER.from_bytes(DECODER.to_bytes(state)) == state
    with pytest.raises(StateError):
        DECODER.from_bytes(DECODER.to_bytes(state)[:-1])
    foreign = LettersDecoder(("<blank>", "a", " "))
    assert foreign.identity != DECODER.identity
    with pytest.raises(StateError, match="units 0 to 2"):
        foreign.from_bytes(DECODER.to_bytes(state))


@pytest.mark.parametrize("options", [StreamOptions(("x",)), StreamOptions(personal=(("x", 1.0),))])
def test_letters_expect_no_words(options: StreamOptions) -> None:
    with pytest.raises(InputError, match=r"Recognizer\.load"):
        Letters(LETTERS).decoder(options)
