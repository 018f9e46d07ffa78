"""Decoding recordings to what training and evaluation work on: mono float32 at one rate."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from linnet_runtime.errors import AudioFormatError


def read_mono(path: Path, sample_rate_hz: int) -> NDArray[np.float32]:
    """Decode `path` (wav, flac, Ogg, mp3): (samples,) at `sample_rate_hz`, channels averaged.

    Raises `AudioFormatError` naming the file when it is missing or cannot be decoded.
    """
    return decode_mono(path, sample_rate_hz, str(path))


def decode_mono(file: Path | BinaryIO, sample_rate_hz: int, name: str) -> NDArray[np.float32]:
    """Decode what `read_mono` does, from a path or from an open file that messages call ``name``."""
    try:
        samples, file_rate_hz = soundfile.read(file, dtype="float32", always_2d=True)
    except (OSError, soundfile.SoundFileError) as error:
        raise AudioFormatError(f"{name}: expected an audio file that libsndfile decodes: {error}") from error
    mono = samples.mean(axis=1, dtype=np.float32)
    if file_rate_hz != sample_rate_hz:
        mono = soxr.resample(mono, file_rate_hz, sample_rate_hz)
    return np.ascontiguousarray(mono, dtype=np.float32)


def duration_s(path: Path) -> float:
    """Return the length of an audio file in seconds from its header. Raises `AudioFormatError`."""
    try:
        return float(soundfile.info(path).duration)
    except (OSError, soundfile.SoundFileError) as error:
        raise AudioFormatError(f"{path}: expected an audio file that libsndfile decodes: {error}") from error
