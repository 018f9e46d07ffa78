"""The front end is librosa's log-mel spectrogram, also when the sound comes in pieces."""

from __future__ import annotations

from pathlib import Path

import librosa
import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from linnet_export.frontend import FrontendSettings, LogMel
from linnet_export.recording import read_mono

SETTINGS = FrontendSettings()
FRONTEND = LogMel(SETTINGS)
RATE_HZ = SETTINGS.sample_rate_hz
HOP = SETTINGS.hop_samples


def features(audio: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of whole hops (samples,) from silence: (frames, mels)."""
    return FRONTEND(torch.from_numpy(audio[None]), torch.zeros(1, SETTINGS.overlap_samples))[0][0].numpy()


def librosa_features(audio: NDArray[np.float32]) -> NDArray[np.float32]:
    power = librosa.feature.melspectrogram(
        y=np.concatenate([np.zeros(SETTINGS.overlap_samples, np.float32), audio]),
        sr=16_000,
        n_fft=512,
        hop_length=160,
        window="hann",
        center=False,
        power=2.0,
        n_mels=80,
        fmin=20.0,
    )
    return (np.log(power.T + SETTINGS.floor) - SETTINGS.mean) / SETTINGS.deviation


def sound(name: str, clip: Path) -> NDArray[np.float32]:
    """Three seconds of the named sound, (samples,)."""
    samples = 3 * RATE_HZ
    time_s = np.arange(samples) / RATE_HZ
    return {
        "speech": lambda: read_mono(clip, RATE_HZ)[:samples],
        "noise": lambda: np.random.default_rng(0).uniform(-1, 1, samples),
        "tone": lambda: np.sin(2 * np.pi * 440 * time_s),
        "square": lambda: np.sign(np.sin(2 * np.pi * 113 * time_s)),
    }[name]().astype(np.float32)


@pytest.mark.parametrize("loudness", [1.0, 0.1, 1e-3, 1e-5, 0.0])
@pytest.mark.parametrize("name", ["speech", "noise", "tone", "square"])
def test_equals_librosa(name: str, loudness: float, clip: Path) -> None:
    audio = sound(name, clip) * np.float32(loudness)
    difference = np.abs(features(audio) - librosa_features(audio)).max()
    # In the logarithm itself 1e-4 too, but for a full-scale pure tone: float32 sums next to a peak of 1e10.
    assert difference * SETTINGS.deviation <= (4e-4 if name == "tone" else 1e-4)
    assert difference <= 1e-4


def test_speech_comes_out_near_zero_mean_and_unit_variance(clip: Path) -> None:
    found = features(sound("speech", clip))
    assert abs(found.mean()) < 1.0
    assert 0.3 < found.std() < 2.0


def test_overlap_is_the_last_samples_and_makes_pieces_equal_the_whole(clip: Path) -> None:
    audio = torch.from_numpy(sound("speech", clip)[None])
    zeros = torch.zeros(1, SETTINGS.overlap_samples)
    whole, last = FRONTEND(audio, zeros)
    for hops in (1, 3, 7):
        overlap, pieces = zeros, []
        for piece in audio.split(hops * HOP, dim=1):
            frames, overlap = FRONTEND(piece, overlap)
            pieces.append(frames)
        torch.testing.assert_close(torch.cat(pieces, dim=1), whole, atol=1e-4, rtol=0)
        assert torch.equal(overlap, last)
    assert torch.equal(last, audio[:, -SETTINGS.overlap_samples :])


def test_has_a_frame_per_hop_and_leaves_its_state_alone() -> None:
    overlap = torch.rand(2, SETTINGS.overlap_samples)
    before = overlap.clone()
    frames, new = FRONTEND(torch.rand(2, 5 * HOP), overlap)
    assert frames.shape == (2, 5, SETTINGS.mels)
    assert new.shape == overlap.shape
    assert torch.equal(overlap, before)
