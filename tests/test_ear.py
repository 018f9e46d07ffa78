"""What the gate lets through of exact sound, with the voice-activity bundle that comes along."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hearing import Samples, noise
from linnet import AudioFile, BundleError, StateError
from linnet.acoustics import Acoustics
from linnet.ear import DEFAULT_VOICE, Ear, EarState, HeardFrame
from linnet_runtime.bundle import Bundle
from linnet_runtime.voice_activity import VoiceActivity
from spelling import AUDIO, RATE_HZ, silence


@pytest.fixture(scope="module")
def acoustics(spelling_bundle: Path) -> Acoustics:
    return Acoustics.load(spelling_bundle, "int8")


@pytest.fixture(scope="module")
def ear(acoustics: Acoustics) -> Ear:
    return Ear.load(acoustics, None, "int8")


def hear(ear: Ear, sound: Samples) -> tuple[list[HeardFrame], EarState]:
    heard, state = [], ear.initial()
    for start in range(0, len(sound) - AUDIO.chunk_samples + 1, AUDIO.chunk_samples):
        new, state = ear.step(sound[start : start + AUDIO.chunk_samples], state)
        heard += new
    return heard, state


def decoded(ear: Ear, sound: Samples) -> int:
    """How many frames are decoded, those that wait at the end included."""
    heard, state = hear(ear, sound)
    return sum(one.frame is not None for one in heard) + len(ear.finish(state))


def test_every_frame_is_decoded_once(ear: Ear, acoustics: Acoustics) -> None:
    frames = 40 * AUDIO.chunk_samples // AUDIO.frame_hop_samples
    for sound in (silence(4.8), noise(4.8)):
        assert decoded(ear, sound) == decoded(Ear(acoustics, None), sound) == frames


def test_silence_waits_at_the_gate(ear: Ear) -> None:
    heard, _ = hear(ear, silence(3.0))
    assert heard[-1].held > 0
    for one in heard:
        assert one.frame is None or one.frame["phones"].argmax() == 0


def test_speech_passes_at_once(ear: Ear, clip: Path) -> None:
    with AudioFile.open(clip) as recording:
        sound = np.concatenate(list(recording.blocks()))[:, 0]
        assert recording.sample_rate_hz == RATE_HZ
    heard, _ = hear(ear, sound)
    assert sum(one.held == 0 and one.frame is not None for one in heard) > len(heard) / 2


def test_without_voice_activity_nothing_waits(acoustics: Acoustics) -> None:
    heard, state = hear(Ear(acoustics, None), silence(1.2))
    assert all(one.held == 0 and one.frame is not None for one in heard)
    assert state.voice is None


def test_a_state_comes_back_from_bytes(ear: Ear, acoustics: Acoustics) -> None:
    sound = noise(2.4)
    _, state = hear(ear, sound)
    resumed = ear.from_bytes(ear.to_bytes(state))
    after = [ear.step(sound[: AUDIO.chunk_samples], one) for one in (state, resumed)]
    assert [[one.held for one in heard] for heard, _ in after] == [[one.held for one in after[0][0]]] * 2
    assert len({ear.to_bytes(new) for _, new in after}) == 1
    deaf = Ear(acoustics, None)
    assert deaf.identity != ear.identity
    with pytest.raises(StateError):
        deaf.from_bytes(ear.to_bytes(state))


def test_graphs_must_step_together(acoustics: Acoustics) -> None:
    voice = VoiceActivity.load(Bundle.open(DEFAULT_VOICE))
    slower = replace(voice, audio=replace(voice.audio, chunk_samples=2 * voice.audio.chunk_samples))
    with pytest.raises(BundleError, match="3840"):
        Ear(acoustics, slower)
