"""Fitting the weights of keyword spotting to false alarms."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from linnet_export.evaluation import Listening
from linnet_export.keyword_tuning import FalseAlarms, draw_keywords, false_alarms, fit_keywords
from linnet_export.utterance import CorpusError, Utterance
from linnet_runtime.bundle import Bundle
from linnet_runtime.lexicon import Lexicon, LexiconWord
from linnet_runtime.speech_weights import SpeechWeights
from linnet_runtime.spoken_lexicon import SpokenLexicon
from linnet_runtime.word_sounds import WordSounds
from spelling import RATE_HZ, silence
from talking import Speller, say

HOURS = 50.0


def exponential(slope: float, phones: float, offset: float) -> FalseAlarms:
    """Alarms whose rate is what `SpeechWeights` says of it."""
    rng, lengths = np.random.default_rng(1), np.repeat([4, 6, 8, 10], 20)
    ratios = []
    for count in lengths.tolist():
        lowest = -15.0
        expected = HOURS * np.exp(-(slope * lowest + phones * count + offset))
        drawn = lowest + rng.exponential(1 / slope, rng.poisson(expected))
        ratios.append(np.sort(drawn)[::-1])
    return FalseAlarms(lengths, tuple(ratios), HOURS)


def test_the_rate_of_false_alarms_is_found_again() -> None:
    alarms = exponential(0.6, 0.8, -4.0)
    fitted = fit_keywords(alarms, SpeechWeights())
    assert fitted.keyword_slope == pytest.approx(0.6, rel=0.05)
    assert fitted.keyword_phones == pytest.approx(0.8, rel=0.1)
    odds = [
        fitted.keyword_slope * ratio + fitted.keyword_phones * count + fitted.keyword_offset
        for ratios, count in zip(alarms.ratios, alarms.phones.tolist(), strict=True)
        for ratio in ratios.tolist()
    ]
    an_hour = sum(value > 0 for value in odds) / (HOURS * len(alarms.ratios))
    assert an_hour == pytest.approx(1.0, rel=0.1)


def test_too_little_sound_is_refused() -> None:
    with pytest.raises(CorpusError, match="hours of sound"):
        fit_keywords(FalseAlarms(np.array([4]), (np.array([1.0]),), 0.01), SpeechWeights())


def test_drawn_keywords_are_never_said(tmp_path: Path) -> None:
    lexicon = Lexicon.build([LexiconWord(word, -1.0, (1,)) for word in ("stop", "amelia", "kitchen", "of")])
    said = [Utterance("a", tmp_path / "a.wav", 1.0, "Stop!")]
    drawn = draw_keywords(lexicon, said, 20, seed=1)
    assert len(drawn) == 20
    assert {word for keyword in drawn for word in keyword.split()} == {"amelia", "kitchen"}


def test_alarms_are_heard_in_recordings(spelling_bundle: Path, tmp_path: Path) -> None:
    path = tmp_path / "amelia.wav"
    sound = np.concatenate([silence(0.6), say("amelia"), silence(0.6)])
    soundfile.write(path, sound, RATE_HZ, subtype="FLOAT")
    sounds = WordSounds(SpokenLexicon.build(Lexicon.build([]), []), Speller())
    listening = Listening.of(Bundle.open(spelling_bundle), "int8")
    utterances = [Utterance("amelia", path, len(sound) / RATE_HZ, "amelia")]
    found = false_alarms(listening, RATE_HZ, ["amelia", "stephen"], sounds, SpeechWeights(), utterances)
    assert found.phones.tolist() == [6, 7]
    assert max(found.ratios[0]) > max(found.ratios[1], default=-25.0) + 5
