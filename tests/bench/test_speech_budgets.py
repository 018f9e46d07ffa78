"""What dictation with the shipped bundles may cost: promises about computing time, on one thread."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from linnet import Recognizer
from linnet_export.dictation_listening import Listened, listen
from linnet_export.recording import read_mono

TRIES = 3
SENTENCES = 4
PAUSE_S = 1.5


@pytest.fixture(scope="module")
def measured(clip: Path) -> list[Listened]:
    """Several runs over a person reading a sentence, with pauses after it: what counts is the best run."""
    recognizer = Recognizer.load()
    rate_hz = recognizer.sample_rate_hz
    sentence = np.concatenate([read_mono(clip, rate_hz), np.zeros(round(PAUSE_S * rate_hz), np.float32)])
    speech = np.tile(sentence, SENTENCES)
    return [listen(recognizer.stream(rate_hz), speech, rate_hz) for _ in range(TRIES)]


def test_each_pause_ends_a_sentence(measured: list[Listened]) -> None:
    assert all(len(one.final_s) >= SENTENCES for one in measured)
    assert measured[0].words == measured[1].words != ()


def test_a_second_of_speech_takes_at_most_80_ms(measured: list[Listened]) -> None:
    assert min(one.compute_s / one.audio_s for one in measured) <= 0.08


def test_99_of_100_chunks_take_at_most_40_ms(measured: list[Listened]) -> None:
    assert min(np.percentile(one.chunk_s, 99) for one in measured) <= 0.040


def test_the_final_comes_at_most_150_ms_after_the_endpoint(measured: list[Listened]) -> None:
    assert min(max(one.final_s) for one in measured) <= 0.150
