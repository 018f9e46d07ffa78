"""What dictation with the shipped bundles may cost: promises about computing time, on one thread."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from linnet import Recognizer
from linnet_export.dictation_listening import Listened, listen
from linnet_export.recording import read_mono
from machine_speed import Timed, timed

TRIES = 3
SENTENCES = 4
PAUSE_S = 1.5


@pytest.fixture(scope="module")
def measured(clip: Path) -> list[Timed[Listened]]:
    """Several runs over a person reading a sentence, with pauses after it: what counts is the best run."""
    recognizer = Recognizer.load()
    rate_hz = recognizer.sample_rate_hz
    sentence = np.concatenate([read_mono(clip, rate_hz), np.zeros(round(PAUSE_S * rate_hz), np.float32)])
    speech = np.tile(sentence, SENTENCES)
    return [timed(lambda: listen(recognizer.stream(rate_hz), speech, rate_hz)) for _ in range(TRIES)]


def test_each_pause_ends_a_sentence(measured: list[Timed[Listened]]) -> None:
    assert all(len(one.value.final_s) >= SENTENCES for one in measured)
    assert measured[0].value.words == measured[1].value.words != ()


def test_a_second_of_speech_takes_at_most_80_ms(measured: list[Timed[Listened]]) -> None:
    assert min(one.value.compute_s / one.value.audio_s / one.slowness for one in measured) <= 0.08


def test_99_of_100_chunks_take_at_most_40_ms(measured: list[Timed[Listened]]) -> None:
    assert min(np.percentile(one.value.chunk_s, 99) / one.slowness for one in measured) <= 0.040


def test_the_final_comes_at_most_150_ms_after_the_endpoint(measured: list[Timed[Listened]]) -> None:
    assert min(max(one.value.final_s) / one.slowness for one in measured) <= 0.150
