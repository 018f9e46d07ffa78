"""Augmentation: the same generator gives the same audio, nothing clips, and each change does what it says."""

from __future__ import annotations

import pickle
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from linnet_export.augment import (
    AugmentSettings,
    add_noise,
    augment,
    change_speed,
    crop_noise,
    reverberate,
    telephone,
)
from linnet_export.augment_banks import Banks, load_noises, load_rooms, prepare_response, simulate_rooms
from linnet_export.corpora import write_jsonl
from linnet_export.utterance import Utterance
from linnet_runtime.errors import AudioFormatError

RATE_HZ = 16000
NEVER = AugmentSettings(
    speed_probability=0,
    padding_probability=0,
    room_probability=0,
    noise_probability=0,
    telephone_probability=0,
    gain_probability=0,
)
ALWAYS = AugmentSettings(
    speed_probability=1,
    padding_probability=1,
    room_probability=1,
    noise_probability=1,
    telephone_probability=1,
    gain_probability=1,
)


def tone(hz: float, seconds: float = 1.0, amplitude: float = 0.5) -> NDArray[np.float32]:
    times_s = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    return (amplitude * np.sin(2 * np.pi * hz * times_s)).astype(np.float32)


def peak_hz(samples: NDArray[np.float32]) -> float:
    return float(np.argmax(np.abs(np.fft.rfft(samples))) * RATE_HZ / len(samples))


def decibels(ratio: float) -> float:
    return float(10 * np.log10(ratio))


@pytest.fixture(scope="module")
def banks() -> Banks:
    rng = np.random.default_rng(0)
    noise = (0.1 * rng.standard_normal(RATE_HZ // 2)).astype(np.float16)
    return Banks(RATE_HZ, (noise,), simulate_rooms(2, RATE_HZ, rng))


def test_the_same_generator_gives_the_same_audio(banks: Banks) -> None:
    first, again, other = (
        augment(tone(440), RATE_HZ, np.random.default_rng(seed), ALWAYS, banks) for seed in (7, 7, 8)
    )
    np.testing.assert_array_equal(first, again)
    assert first.dtype == np.float32
    assert first.shape != other.shape or not np.array_equal(first, other)


def test_the_input_is_not_written_to(banks: Banks) -> None:
    samples = tone(440)
    samples.setflags(write=False)
    augment(samples, RATE_HZ, np.random.default_rng(0), ALWAYS, banks)


def test_nothing_asked_for_is_nothing_done(banks: Banks) -> None:
    np.testing.assert_array_equal(
        augment(tone(440), RATE_HZ, np.random.default_rng(0), NEVER, banks), tone(440)
    )


def test_loud_audio_is_scaled_as_a_whole_and_never_clipped(banks: Banks) -> None:
    loud = AugmentSettings.from_table({"gain_probability": 1.0, "gain_db": [20.0, 20.0]})
    for seed in range(20):
        changed = augment(tone(440, amplitude=0.9), RATE_HZ, np.random.default_rng(seed), loud, banks)
        assert np.max(np.abs(changed)) <= 1.0
        assert np.count_nonzero(np.abs(changed) >= 0.985) < len(changed) // 10


@pytest.mark.parametrize("length", [0, 1, 7, 400])
def test_any_length_is_taken(banks: Banks, length: int) -> None:
    changed = augment(np.ones(length, np.float32), RATE_HZ, np.random.default_rng(3), ALWAYS, banks)
    assert np.all(np.isfinite(changed))


def test_speed_moves_length_and_pitch() -> None:
    faster = change_speed(tone(400, 2.0), 1.25)
    assert len(faster) == pytest.approx(2.0 * RATE_HZ / 1.25, abs=2)
    assert peak_hz(faster) == pytest.approx(500, abs=2)


def test_padding_is_silence_around_the_speech(banks: Banks) -> None:
    padded_only = AugmentSettings.from_table(
        {f"{name}_probability": 0 for name in ("speed", "room", "noise", "telephone", "gain")}
        | {"padding_probability": 1, "padding_s": [0.25, 0.25]}
    )
    changed = augment(tone(440), RATE_HZ, np.random.default_rng(0), padded_only, banks)
    assert changed.shape == (RATE_HZ * 3 // 2,)
    np.testing.assert_array_equal(changed[RATE_HZ // 4 : -RATE_HZ // 4], tone(440))


def test_noise_is_added_at_the_ratio_asked_for() -> None:
    noise = np.random.default_rng(0).standard_normal(RATE_HZ).astype(np.float32)
    added = add_noise(tone(440), noise, 10.0) - tone(440)
    assert decibels(np.mean(tone(440) ** 2) / np.mean(added**2)) == pytest.approx(10.0, abs=0.01)


def test_silence_gets_no_noise_and_silent_noise_adds_nothing() -> None:
    silence = np.zeros(100, np.float32)
    np.testing.assert_array_equal(add_noise(silence, np.ones(100, np.float32), 10.0), silence)
    np.testing.assert_array_equal(add_noise(tone(440)[:100], silence, 10.0), tone(440)[:100])


@pytest.mark.parametrize("length", [10, 100, 101, 1000])
def test_noise_is_cropped_or_repeated_to_length(length: int) -> None:
    noise = np.arange(100, dtype=np.float16)
    cropped = crop_noise(noise, length, np.random.default_rng(0))
    assert cropped.shape == (length,)
    assert set(np.diff(cropped)) <= {1.0, -99.0}


def test_a_room_is_a_convolution_that_keeps_the_length() -> None:
    samples, response = tone(440, 0.1), np.array([1.0, 0.0, 0.5], np.float32)
    wet = reverberate(samples, response)
    np.testing.assert_allclose(wet, np.convolve(samples, response)[: len(samples)], atol=1e-5)


def test_the_telephone_passes_its_band_only() -> None:
    kept, low, high = (telephone(tone(hz), RATE_HZ) for hz in (1000, 60, 5000))
    assert len(kept) == RATE_HZ
    reference = np.mean(tone(1000) ** 2)
    assert decibels(np.mean(kept**2) / reference) == pytest.approx(0.0, abs=0.5)
    assert decibels(np.mean(low**2) / reference) < -20
    assert decibels(np.mean(high**2) / reference) < -30


def test_simulated_rooms_start_with_the_direct_sound_and_fade() -> None:
    first, second = simulate_rooms(2, RATE_HZ, np.random.default_rng(5))
    again = simulate_rooms(1, RATE_HZ, np.random.default_rng(5))[0]
    np.testing.assert_array_equal(first, again)
    for response in (first, second):
        assert np.argmax(np.abs(response)) == 0
        assert np.sum(response**2) == pytest.approx(1.0, abs=1e-4)
        half = len(response) // 2
        assert np.sum(response[half:] ** 2) < 0.1 * np.sum(response[:half] ** 2)


def test_a_response_is_cut_to_the_direct_sound_and_normalised() -> None:
    response = np.concatenate([np.zeros(50), [2.0], np.full(20000, 0.001)])
    prepared = prepare_response(response, RATE_HZ)
    assert prepared.shape == (int(0.6 * RATE_HZ),)
    assert prepared[0] == pytest.approx(1.0, abs=0.01)


def test_banks_are_decoded_from_manifests_and_survive_pickling(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "hum.flac", tone(100, 0.2), RATE_HZ)
    soundfile.write(tmp_path / "empty.wav", np.zeros(0), RATE_HZ)
    listed = [Utterance(name, tmp_path / name, 0.2) for name in ("hum.flac", "empty.wav")]
    write_jsonl(tmp_path / "bank.jsonl", listed)
    manifest = tmp_path / "bank.jsonl"
    banks = Banks(RATE_HZ, load_noises(manifest, RATE_HZ), load_rooms(manifest, RATE_HZ))
    assert (len(banks.noises), len(banks.rooms)) == (1, 1)
    copy = pickle.loads(pickle.dumps(banks))
    np.testing.assert_array_equal(copy.noises[0], banks.noises[0])
    np.testing.assert_allclose(banks.noises[0].astype(np.float32), tone(100, 0.2), atol=1e-3)


def test_banks_at_another_rate_are_refused() -> None:
    with pytest.raises(AudioFormatError, match="expected banks at 16000 Hz, got 8000 Hz"):
        augment(tone(440), RATE_HZ, np.random.default_rng(0), ALWAYS, Banks(8000))


@pytest.mark.parametrize(
    "table",
    [{"sped": 1}, {"speed_probability": 1.5}, {"snr_db": [1.0]}, {"snr_db": [9.0, 1.0]}, {"gain_db": 3.0}],
)
def test_settings_that_mean_nothing_are_refused(table: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(table))):
        AugmentSettings.from_table(table)


def test_augmentation_is_cheap(banks: Banks) -> None:
    samples, rng = tone(440, 10.0), np.random.default_rng(0)
    augment(samples, RATE_HZ, rng, ALWAYS, banks)
    costs_s = []
    for _ in range(5):
        start_s = time.process_time()
        augment(samples, RATE_HZ, rng, ALWAYS, banks)
        costs_s.append(time.process_time() - start_s)
    assert min(costs_s) / 10.0 < 0.006  # measured: 0.8 ms a second; the bound allows for a busy machine
