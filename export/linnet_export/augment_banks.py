"""Noises and room responses that augmentation mixes into speech, decoded once and kept in memory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyroomacoustics
from numpy.typing import NDArray

from linnet_export.corpora.jsonl import read_jsonl
from linnet_export.recording import read_mono

_LONGEST_RESPONSE_S = 0.6
_ROOM_SIZE_M = ((2.5, 2.5, 2.3), (9.0, 7.0, 3.5))
_WALL_DISTANCE_M = 0.4
_RT60_S = (0.15, 0.6)
_MAX_REFLECTIONS = 24


@dataclass(frozen=True)
class Banks:
    """All recordings that augmentation draws from. A value: safe to pickle and to share after a fork."""

    sample_rate_hz: int
    noises: tuple[NDArray[np.float16], ...] = ()
    """Each (samples,); half precision, because an hour of it stays in memory."""

    rooms: tuple[NDArray[np.float32], ...] = ()
    """Each (samples,), from the direct sound on, of unit energy."""


def load_noises(manifest: Path, sample_rate_hz: int) -> tuple[NDArray[np.float16], ...]:
    """Decode every recording of a JSONL manifest of noises that is not empty."""
    clips = (read_mono(utterance.audio, sample_rate_hz) for utterance in read_jsonl(manifest))
    return tuple(clip.astype(np.float16) for clip in clips if clip.size)


def load_rooms(manifest: Path, sample_rate_hz: int) -> tuple[NDArray[np.float32], ...]:
    """Decode every room response of a JSONL manifest."""
    responses = (read_mono(utterance.audio, sample_rate_hz) for utterance in read_jsonl(manifest))
    return tuple(prepare_response(response, sample_rate_hz) for response in responses if response.any())


def simulate_rooms(
    count: int, sample_rate_hz: int, rng: np.random.Generator
) -> tuple[NDArray[np.float32], ...]:
    """Compute the responses of `count` random rooms with one talker and one microphone, about 5 ms each.

    Box-shaped rooms by the image method: Allen and Berkley, "Image method for efficiently simulating
    small-room acoustics", JASA 65 (1979).
    """
    return tuple(_simulate_room(sample_rate_hz, rng) for _ in range(count))


def prepare_response(response: NDArray[np.floating], sample_rate_hz: int) -> NDArray[np.float32]:
    """Return (samples,) `response` from its direct sound on, shortened to 0.6 s, of unit energy.

    Starting at the direct sound keeps speech where it was in time; unit energy keeps its loudness.
    """
    direct = int(np.argmax(np.abs(response)))
    kept = response[direct : direct + int(_LONGEST_RESPONSE_S * sample_rate_hz)].astype(np.float64)
    return np.asarray(kept / np.sqrt(np.sum(kept**2)), dtype=np.float32)


def _simulate_room(sample_rate_hz: int, rng: np.random.Generator) -> NDArray[np.float32]:
    size_m = rng.uniform(*_ROOM_SIZE_M)
    rt60_s = rng.uniform(*_RT60_S)
    absorption = _absorption(rt60_s, size_m)
    room = pyroomacoustics.ShoeBox(
        size_m,
        fs=sample_rate_hz,
        materials=pyroomacoustics.Material(absorption),
        max_order=_MAX_REFLECTIONS,
    )
    room.add_source(rng.uniform(_WALL_DISTANCE_M, size_m - _WALL_DISTANCE_M))
    room.add_microphone(rng.uniform(_WALL_DISTANCE_M, size_m - _WALL_DISTANCE_M))
    room.compute_rir()
    return prepare_response(room.rir[0][0], sample_rate_hz)


def _absorption(rt60_s: float, size_m: NDArray[np.float64]) -> float:
    """Return the walls' energy absorption for a decay time, by Sabine's formula, at most 0.95."""
    volume_m3 = float(np.prod(size_m))
    walls_m2 = 2.0 * float(size_m[0] * size_m[1] + size_m[1] * size_m[2] + size_m[0] * size_m[2])
    return min(0.161 * volume_m3 / (walls_m2 * rt60_s), 0.95)
