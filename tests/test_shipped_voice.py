"""The shipped voice-activity bundle, alone and in front of the recognizer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from linnet import Final, Recognizer
from linnet_runtime.bundle import Bundle
from linnet_runtime.voice_activity import VoiceActivity

BUNDLE = Path(__file__).parent.parent / "sdk" / "linnet" / "bundles" / "voice-activity"
RATE, CHUNK = 16_000, 1_920
LENGTH = 50 * CHUNK
LARGEST_BYTES = 400_000


@pytest.fixture(scope="module")
def voice() -> VoiceActivity:
    return VoiceActivity.load(Bundle.open(BUNDLE))


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer.load()


def probabilities(voice: VoiceActivity, samples: NDArray[np.float32]) -> NDArray[np.float32]:
    state, parts = voice.initial(), []
    for start in range(0, len(samples) - CHUNK + 1, CHUNK):
        speech, state = voice.step(samples[start : start + CHUNK], state)
        parts.append(speech)
    return np.concatenate(parts)


def wordless(name: str) -> NDArray[np.float32]:
    """Six seconds in which nobody speaks."""
    rng, time_s = np.random.default_rng(1), np.arange(LENGTH) / RATE
    sounds = {
        "silence": np.zeros(LENGTH),
        "offset": np.full(LENGTH, 0.05),
        "quiet noise": rng.normal(0, 1e-4, LENGTH),
        "loud noise": rng.normal(0, 0.1, LENGTH),
        "hum": 0.1 * np.sign(np.sin(2 * np.pi * 50 * time_s)),
    }
    return sounds[name].clip(-1, 1).astype(np.float32)


@pytest.mark.parametrize("name", ["silence", "offset", "quiet noise", "loud noise", "hum"])
def test_silence_and_noise_are_no_speech_and_give_no_words(
    voice: VoiceActivity, recognizer: Recognizer, name: str
) -> None:
    samples = wordless(name)
    assert (probabilities(voice, samples)[8:] < 0.5).mean() > 0.95
    stream = recognizer.stream(RATE)
    events = stream.accept(samples) + stream.finish()
    assert [event for event in events if isinstance(event, Final)] == []


@pytest.mark.parametrize("gain", [1.0, 0.05])
def test_a_voice_is_speech_at_any_level(voice: VoiceActivity, clip: Path, gain: float) -> None:
    samples, _ = soundfile.read(clip, dtype="float32")
    speech = probabilities(voice, (samples * gain).astype(np.float32))
    assert (speech > 0.5).mean() > 0.5


def test_shipped_voice_bundle_is_small_and_measured() -> None:
    manifest = Bundle.open(BUNDLE).manifest
    assert manifest.graphs["int8"].size_bytes < LARGEST_BYTES
    assert "voice-activity" in {one.task for one in manifest.measurements}
    assert manifest.parity.max_abs_difference < 1e-4
