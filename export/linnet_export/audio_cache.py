"""All recordings of a manifest decoded once into one file, so that an epoch reads memory, not codecs."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from linnet_export.recording import read_mono
from linnet_export.utterance import Utterance

_FULL_SCALE = 32767


@dataclass(frozen=True)
class AudioCache:
    """int16 samples of every utterance, one after the other, memory-mapped."""

    samples: NDArray[np.int16]
    """(samples,) of all utterances."""
    starts: NDArray[np.int64]
    """(utterances + 1,): utterance i is ``samples[starts[i]:starts[i + 1]]``."""

    def read(self, index: int) -> NDArray[np.float32]:
        """Samples (samples,) of utterance ``index``, in [-1, 1]."""
        stored = self.samples[self.starts[index] : self.starts[index + 1]]
        return stored.astype(np.float32) / np.float32(_FULL_SCALE)


def open_cache(utterances: Sequence[Utterance], sample_rate_hz: int, folder: Path) -> AudioCache:
    """Open the cache of these utterances in ``folder``; decode them first when it is not there yet.

    The file's name is a hash of the list, so another list never meets the wrong audio.
    """
    names = [str(utterance.audio.resolve()) for utterance in utterances]
    key = hashlib.sha256(json.dumps([sample_rate_hz, names]).encode()).hexdigest()[:16]
    path = folder / f"audio-{key}.i16"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _decode(utterances, sample_rate_hz, path)
    starts = np.load(path.with_suffix(".npy"))
    return AudioCache(np.memmap(path, dtype=np.int16, mode="r"), starts)


def _decode(utterances: Sequence[Utterance], sample_rate_hz: int, path: Path) -> None:
    """Write samples and starts; the samples' file gets its name last, when both are whole."""
    partial = path.with_suffix(f".{os.getpid()}.partial")
    starts = [0]
    with partial.open("wb") as file:
        for utterance in utterances:
            samples = read_mono(utterance.audio, sample_rate_hz)
            file.write((np.clip(samples, -1.0, 1.0) * _FULL_SCALE).astype(np.int16).tobytes())
            starts.append(starts[-1] + len(samples))
    np.save(path.with_suffix(".npy"), np.array(starts, dtype=np.int64))
    partial.replace(path)
