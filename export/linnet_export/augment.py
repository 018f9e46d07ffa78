"""Random changes to a recording, so that a model trained on few rooms and microphones works in others.

All work on (samples,) float32; all of them together cost about 1 ms a second of audio.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import TypeAlias

import numpy as np
import scipy.signal
import soxr
from numpy.typing import NDArray

from linnet_export.augment_banks import Banks
from linnet_runtime.errors import AudioFormatError

Samples: TypeAlias = NDArray[np.float32]
Range: TypeAlias = tuple[float, float]
"""Lowest and highest value; one in between is drawn with equal chance."""

_TELEPHONE_HZ = 8000
_TELEPHONE_BAND_HZ = (300.0, 3400.0)
_PEAK = 0.99


@dataclass(frozen=True)
class AugmentSettings:
    """How often each change is made (a probability) and how strongly (a range). `from_table` reads TOML."""

    speed_probability: float = 0.7
    speed: Range = (0.88, 1.12)
    """Factor of tempo and pitch; above 1 is faster and shorter."""

    padding_probability: float = 0.3
    padding_s: Range = (0.0, 0.5)
    """Silence before and, drawn again, after the speech."""

    room_probability: float = 0.3

    noise_probability: float = 0.4
    snr_db: Range = (3.0, 30.0)
    """Power of the speech over that of the noise."""

    telephone_probability: float = 0.08
    """8 kHz sampling and the 300 to 3,400 Hz band."""

    gain_probability: float = 0.8
    gain_db: Range = (-20.0, 6.0)

    def __post_init__(self) -> None:
        for field in fields(self):
            _check(field.name, getattr(self, field.name))

    @classmethod
    def from_table(cls, table: Mapping[str, object]) -> AugmentSettings:
        """Build settings from a TOML table, ranges as lists. Raises `ValueError` for an unknown key."""
        unknown = set(table) - {field.name for field in fields(cls)}
        if unknown:
            raise ValueError(f"augmentation: unknown {', '.join(sorted(unknown))}")
        ranges = {key: tuple(value) for key, value in table.items() if isinstance(value, list)}
        return cls(**{**table, **ranges})  # type: ignore[arg-type]


def augment(
    samples: Samples, sample_rate_hz: int, rng: np.random.Generator, settings: AugmentSettings, banks: Banks
) -> Samples:
    """Return `samples` (samples,) changed; the same `rng` state gives the same result. Never writes to it.

    Speed and padding change the length. The result stays within -1 and 1 without clipping: a louder one is
    scaled down as a whole. Raises `AudioFormatError` when `banks` are at another sample rate.
    """
    if banks.sample_rate_hz != sample_rate_hz:
        raise AudioFormatError(f"expected banks at {sample_rate_hz} Hz, got {banks.sample_rate_hz} Hz")
    if rng.random() < settings.speed_probability:
        samples = change_speed(samples, rng.uniform(*settings.speed))
    if rng.random() < settings.padding_probability:
        before, after = rng.uniform(*settings.padding_s, size=2) * sample_rate_hz
        samples = np.pad(samples, (int(before), int(after)))
    if banks.rooms and rng.random() < settings.room_probability:
        samples = reverberate(samples, banks.rooms[rng.integers(len(banks.rooms))])
    if banks.noises and rng.random() < settings.noise_probability:
        noise = crop_noise(banks.noises[rng.integers(len(banks.noises))], len(samples), rng)
        samples = add_noise(samples, noise, rng.uniform(*settings.snr_db))
    if rng.random() < settings.telephone_probability:
        samples = telephone(samples, sample_rate_hz)
    if rng.random() < settings.gain_probability:
        samples = samples * np.float32(10.0 ** (rng.uniform(*settings.gain_db) / 20.0))
    return _within_peak(samples)


def change_speed(samples: Samples, factor: float) -> Samples:
    """Play `samples` `factor` times as fast, as a record player would: the pitch moves too."""
    resampled: Samples = soxr.resample(samples, factor, 1.0, quality="MQ")
    return resampled


def reverberate(samples: Samples, response: Samples) -> Samples:
    """Put `samples` into the room of `response`; the length stays, the last echoes are cut off."""
    if not samples.size:
        return samples
    wet: Samples = scipy.signal.oaconvolve(samples, response)[: len(samples)].astype(np.float32, copy=False)
    return wet


def crop_noise(noise: NDArray[np.floating], length: int, rng: np.random.Generator) -> Samples:
    """Return `length` samples of `noise` from a random place on, repeated where it is too short."""
    if len(noise) >= length:
        start = int(rng.integers(len(noise) - length + 1))
        return noise[start : start + length].astype(np.float32)
    rolled = np.roll(noise, -int(rng.integers(len(noise))))
    return np.resize(rolled, length).astype(np.float32)


def add_noise(samples: Samples, noise: Samples, snr_db: float) -> Samples:
    """Mix in `noise` (same length) at a signal-to-noise ratio; silence of either leaves `samples` alone."""
    speech_power, noise_power = _power(samples), _power(noise)
    if speech_power == 0.0 or noise_power == 0.0:
        return samples
    scale = np.sqrt(speech_power / noise_power / 10.0 ** (snr_db / 10.0))
    return samples + np.float32(scale) * noise


def telephone(samples: Samples, sample_rate_hz: int) -> Samples:
    """Limit `samples` to what a telephone line carries, at the rate and length they had."""
    narrow = soxr.resample(samples, sample_rate_hz, _TELEPHONE_HZ, quality="MQ")
    band = scipy.signal.sosfilt(_telephone_filter(), narrow).astype(np.float32, copy=False)
    wide = soxr.resample(band, _TELEPHONE_HZ, sample_rate_hz, quality="MQ")[: len(samples)]
    return np.pad(wide, (0, len(samples) - len(wide)))


@cache
def _telephone_filter() -> Samples:
    sections = scipy.signal.butter(2, _TELEPHONE_BAND_HZ, "bandpass", fs=_TELEPHONE_HZ, output="sos")
    return np.asarray(sections, dtype=np.float32)


def _power(samples: Samples) -> float:
    return float(np.dot(samples, samples)) / max(len(samples), 1)


def _within_peak(samples: Samples) -> Samples:
    peak = float(np.max(np.abs(samples), initial=0.0))
    return samples if peak <= 1.0 else samples * np.float32(_PEAK / peak)


def _check(name: str, value: object) -> None:
    """Raise `ValueError` for what is neither a probability nor an ascending range."""
    if name.endswith("_probability"):
        if not isinstance(value, int | float) or not 0.0 <= value <= 1.0:
            raise ValueError(f"{name}: expected a probability from 0 to 1, got {value!r}")
    elif not isinstance(value, tuple) or len(value) != 2 or not value[0] <= value[1]:
        raise ValueError(f"{name}: expected a lowest and a highest value, got {value!r}")
