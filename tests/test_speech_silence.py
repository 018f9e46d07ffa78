from __future__ import annotations

import numpy as np
import pytest

from linnet_runtime.speech_hypothesis import SpokenHypothesis, SpokenWord
from linnet_runtime.speech_silence import outweighs_silence, stable_words
from linnet_runtime.speech_weights import SpeechWeights
from linnet_runtime.units import PHONES

WEIGHTS = SpeechWeights(silence_margin=3.0, silence_margin_per_word=10.0)
BLANK_SCORE = -2.0
FRAMES = 5


def said(words: int, acoustic: float) -> SpokenHypothesis:
    word = SpokenWord("word", 0, 0, 0, 1, 1.0)
    return SpokenHypothesis((word,) * words, acoustic, -99.0, acoustic - 99.0, 1.0)


@pytest.mark.parametrize(("words", "needed"), [(1, 13.0), (2, 23.0), (3, 33.0), (4, 43.0), (9, 43.0)])
def test_each_of_the_first_words_must_beat_silence(words: int, needed: float) -> None:
    sound = np.full((FRAMES, len(PHONES)), -20.0)
    sound[:, 0] = BLANK_SCORE
    silence = FRAMES * BLANK_SCORE
    assert outweighs_silence(said(words, silence + needed + 0.01), sound, WEIGHTS)
    assert not outweighs_silence(said(words, silence + needed - 0.01), sound, WEIGHTS)


def test_words_are_promised_only_when_they_cannot_be_noise_any_more() -> None:
    assert [stable_words(agreed) for agreed in range(6)] == [0, 0, 0, 0, 0, 5]
