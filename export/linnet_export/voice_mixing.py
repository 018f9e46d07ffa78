"""Sequences of speech, pauses and noise with the truth of each frame, as a microphone might hear them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linnet_export.augment import Range, Samples, add_noise, crop_noise, reverberate, telephone
from linnet_export.augment_banks import Banks
from linnet_export.voice_labels import Mask

Generator = np.random.Generator
_COLOURS = {"white": 0.0, "pink": 0.5, "brown": 1.0}
_HUM_HZ = (50.0, 60.0, 100.0, 120.0)


@dataclass(frozen=True)
class Clip:
    """A recording, (samples,), and where in it someone speaks, (frames,)."""

    samples: Samples
    speech: Mask


@dataclass(frozen=True)
class MixSettings:
    """How often each thing happens (a probability) and how strongly (a range)."""

    sequence_s: float = 14.4
    speech_probability: float = 0.75
    """The other sequences are noise or silence alone."""
    gap_s: Range = (0.0, 4.0)
    """Between two utterances."""
    room_probability: float = 0.3
    noise_probability: float = 0.75
    """The others are digitally silent but for the recordings' own noise."""
    made_probability: float = 0.25
    """Share of the noises that are made: white, pink, brown, hum."""
    snr_db: Range = (-3.0, 35.0)
    level_db: Range = (-70.0, -12.0)
    """Power of a sequence without speech, against full scale."""
    telephone_probability: float = 0.1
    gain_db: Range = (-35.0, 15.0)
    """On everything; what passes full scale is clipped."""
    offset_probability: float = 0.1
    offset: Range = (-0.05, 0.05)
    """A constant, as cheap microphones add."""


@dataclass(frozen=True)
class Mixer:
    """What sequences are mixed of."""

    clips: Sequence[Clip]
    banks: Banks
    hop_samples: int
    settings: MixSettings

    def mix(self, rng: Generator) -> Clip:
        """Return a new sequence of whole frames; the same ``rng`` state gives the same one."""
        settings, rate_hz = self.settings, self.banks.sample_rate_hz
        frames = int(settings.sequence_s * rate_hz) // self.hop_samples
        samples = np.zeros(frames * self.hop_samples, dtype=np.float32)
        speech = np.zeros(frames, dtype=bool)
        if self.clips and rng.random() < settings.speech_probability:
            self._speak(samples, speech, rng)
            if self.banks.rooms and rng.random() < settings.room_probability:
                samples = reverberate(samples, self.banks.rooms[rng.integers(len(self.banks.rooms))])
        samples = self._noisy(samples, speech, rng)
        if rng.random() < settings.telephone_probability:
            samples = telephone(samples, rate_hz)
        if rng.random() < settings.offset_probability:
            samples = samples + np.float32(rng.uniform(*settings.offset))
        return Clip(np.clip(samples * _gain(rng, settings.gain_db), -1.0, 1.0), speech)

    def _speak(self, samples: Samples, speech: Mask, rng: Generator) -> None:
        """Fill a sequence with utterances and gaps, one after the other; the last may be cut off."""
        place = self._gap(rng)
        while place < len(speech):
            clip = self.clips[int(rng.integers(len(self.clips)))]
            frames = min(len(clip.speech), len(speech) - place)
            start, length = place * self.hop_samples, frames * self.hop_samples
            samples[start : start + length] = clip.samples[:length]
            speech[place : place + frames] = clip.speech[:frames]
            place += frames + self._gap(rng)

    def _gap(self, rng: Generator) -> int:
        seconds = rng.uniform(*self.settings.gap_s)
        return int(seconds * self.banks.sample_rate_hz) // self.hop_samples

    def _noisy(self, samples: Samples, speech: Mask, rng: Generator) -> Samples:
        """Add a noise; to speech at a ratio to it, else at a level of its own."""
        settings = self.settings
        if rng.random() >= settings.noise_probability:
            return samples
        noise = self._noise(len(samples), rng)
        if speech.any():
            return add_noise(samples, noise, whole_snr_db(rng.uniform(*settings.snr_db), speech))
        power = float(np.square(noise).mean())
        return noise * np.float32(_gain(rng, settings.level_db) / np.sqrt(power + 1e-12))

    def _noise(self, length: int, rng: Generator) -> Samples:
        """A made noise, or one or two recordings one after the other."""
        if not self.banks.noises or rng.random() < self.settings.made_probability:
            return made_noise(length, self.banks.sample_rate_hz, rng)
        cut = int(rng.integers(length + 1)) if rng.random() < 0.5 else length
        parts = [
            crop_noise(self.banks.noises[rng.integers(len(self.banks.noises))], part, rng)
            for part in (cut, length - cut)
        ]
        return np.concatenate(parts)


def whole_snr_db(snr_db: float, speech: Mask) -> float:
    """The ratio of a whole sequence to noise at which its speech alone has the ratio ``snr_db``.

    With speech in a tenth of the frames it is 10 dB less.
    """
    return snr_db + 10 * float(np.log10(speech.mean()))


def made_noise(length: int, rate_hz: int, rng: Generator) -> Samples:
    """White, pink or brown noise or mains hum of any power, (length,)."""
    kinds: list[Callable[[], Samples]] = [
        *(lambda slope=slope: coloured(length, slope, rng) for slope in _COLOURS.values()),
        lambda: hum(length, rate_hz, float(rng.choice(_HUM_HZ))),
    ]
    return kinds[rng.integers(len(kinds))]()


def coloured(length: int, slope: float, rng: Generator) -> Samples:
    """Noise of unit power whose amplitude falls with frequency to the power of ``slope``: 0.5 is pink."""
    spectrum = np.fft.rfft(rng.standard_normal(length))
    spectrum /= np.maximum(np.arange(len(spectrum)), 1.0) ** slope
    spectrum[0] = 0.0
    noise = np.fft.irfft(spectrum, length)
    return np.asarray(noise / (noise.std() + 1e-12), dtype=np.float32)


def hum(length: int, rate_hz: int, tone_hz: float) -> Samples:
    """Mains hum of unit power: a tone and its overtones, each half as strong as the one before."""
    time_s = np.arange(length) / rate_hz
    tones = [0.5**n * np.sin(2 * np.pi * tone_hz * (n + 1) * time_s) for n in range(6)]
    wave: NDArray[np.float64] = np.sum(tones, axis=0)
    return np.asarray(wave / (wave.std() + 1e-12), dtype=np.float32)


def _gain(rng: Generator, range_db: Range) -> np.float32:
    return np.float32(10.0 ** (rng.uniform(*range_db) / 20.0))
