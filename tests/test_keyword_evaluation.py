"""Counting keywords and commands in recordings whose words are known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from linnet_export.command_evaluation import CommandTrial, measure_commands
from linnet_export.evaluation import Listening
from linnet_export.keyword_evaluation import (
    FIELDS,
    SENSITIVITIES,
    KeywordTrial,
    keywords_of,
    measure_keywords,
)
from linnet_export.utterance import Utterance
from linnet_runtime.bundle import Bundle
from linnet_runtime.lexicon import Lexicon
from linnet_runtime.speech_weights import SpeechWeights
from linnet_runtime.spoken_lexicon import SpokenLexicon
from linnet_runtime.word_sounds import WordSounds
from spelling import RATE_HZ, silence
from talking import Speller, say

TEXTS = {"Amelia!": "amelia", "amelia": "stephen", "turn left": "turn left", "": "amelia"}
"""What the manifest says, and what is said."""


@pytest.fixture(scope="module")
def utterances(tmp_path_factory: pytest.TempPathFactory) -> list[Utterance]:
    folder, found = tmp_path_factory.mktemp("recordings"), []
    for number, (text, said) in enumerate(TEXTS.items()):
        sound = np.concatenate([silence(0.6), say(said), silence(0.6)])
        path: Path = folder / f"{number}.wav"
        soundfile.write(path, sound, RATE_HZ, subtype="FLOAT")
        found.append(Utterance(str(number), path, len(sound) / RATE_HZ, text))
    return found


@pytest.fixture(scope="module")
def listening(spelling_bundle: Path) -> Listening:
    return Listening.of(Bundle.open(spelling_bundle), "int8")


@pytest.fixture(scope="module")
def sounds() -> WordSounds:
    return WordSounds(SpokenLexicon.build(Lexicon.build([]), []), Speller())


def test_recall_and_false_alarms_are_counted(
    listening: Listening, sounds: WordSounds, utterances: list[Utterance]
) -> None:
    trial = KeywordTrial.of(listening, RATE_HZ, ["amelia", "turn left"], sounds, SpeechWeights())
    counts = trial.counts(utterances)
    assert counts.shape == (len(TEXTS), len(FIELDS))
    measured = measure_keywords(counts, seed=1)
    assert measured["recall_at_0.5"].value == pytest.approx(2 / 3)
    assert measured["recall_at_0.5"].count == 3
    seconds = sum(one.duration_s for one in utterances[:3]) + 2 * utterances[3].duration_s
    assert measured["false_alarms_an_hour_at_0.5"].value == pytest.approx(3600 / seconds)
    assert {name.rpartition("_")[2] for name in measured} == {str(one) for one in SENSITIVITIES}


def test_commands_are_counted(listening: Listening, sounds: WordSounds, utterances: list[Utterance]) -> None:
    trial = CommandTrial(listening, RATE_HZ, sounds, SpeechWeights())
    measured = measure_commands(trial.counts(utterances[:3], sentences=1), seed=1)
    assert measured["commands_right"].value == pytest.approx(2 / 3)  # "stephen" is not "amelia"
    assert measured["commands_mistaken"].value == 0.0
    assert measured["others_accepted"].value == 0.0
    assert measured["others_accepted"].count == 2  # the second utterance has the text of the first


def test_keywords_are_texts_with_enough_recordings(utterances: list[Utterance]) -> None:
    assert keywords_of(utterances, least=2) == ("amelia",)
    assert keywords_of(utterances, least=1) == ("amelia", "turn left")
