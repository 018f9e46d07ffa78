"""Where in a clean recording someone speaks: what an acoustic model hears, checked against the energy.

Nobody marked it by hand. A frame is speech when it is near a phone that the acoustic model reports and not
far below the recording's loud frames; short gaps between such frames, as in a closed stop, are speech.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_closing, binary_dilation, binary_opening

from linnet_export.evaluation import Listening
from linnet_runtime.units import BLANK, PHONES, WORD_BOUNDARY

Mask = NDArray[np.bool_]
_SILENT = [PHONES.index(BLANK), PHONES.index(WORD_BOUNDARY)]
_POWER_FLOOR = 1e-9


@dataclass(frozen=True)
class LabelSettings:
    """When a frame is speech."""

    near_s: float = 0.21
    """So far from a reported phone there may be speech; phones are reported as short peaks."""
    delay_s: float = 0.09
    """Phones are reported so long after their middle."""
    loud_quantile: float = 0.95
    below_loud_db: float = 35.0
    """Frames so far below the loud ones are not speech,"""
    above_floor_db: float = 6.0
    """nor are those less than this above the quiet ones,"""
    floor_quantile: float = 0.02
    shortest_pause_s: float = 0.3
    """Shorter gaps belong to the speech around them."""
    shortest_speech_s: float = 0.06


def label_speech(
    listening: Listening,
    samples: NDArray[np.float32],
    hop_samples: int,
    rate_hz: int,
    settings: LabelSettings,
) -> Mask:
    """Say of each whole frame of a recording (samples,) whether it is speech: (frames,)."""
    hop_s = hop_samples / rate_hz
    phones = listening.outputs(samples)["phones"]
    return combine(
        near_phones(phones, hop_s, settings)[: len(samples) // hop_samples],
        loud_frames(samples, hop_samples, settings),
        hop_s,
        settings,
    )


def near_phones(phones: NDArray[np.float32], hop_s: float, settings: LabelSettings) -> Mask:
    """Frames near a reported phone, the reporting delay taken off: (frames,) of (frames, units)."""
    heard = np.exp(phones[:, _SILENT]).sum(axis=1) < 0.5
    delay = round(settings.delay_s / hop_s)
    heard = np.concatenate([heard[delay:], np.zeros(min(delay, len(heard)), dtype=bool)])
    return _dilated(heard, round(settings.near_s / hop_s))


def loud_frames(samples: NDArray[np.float32], hop_samples: int, settings: LabelSettings) -> Mask:
    """Frames that are loud enough for speech: (frames,) of (samples,)."""
    frames = samples[: len(samples) // hop_samples * hop_samples].reshape(-1, hop_samples)
    if not len(frames):
        return np.zeros(0, dtype=bool)
    db = 10 * np.log10(np.square(frames).mean(axis=1) + _POWER_FLOOR)
    loud, floor = np.quantile(db, [settings.loud_quantile, settings.floor_quantile])
    threshold = min(max(loud - settings.below_loud_db, floor + settings.above_floor_db), loud - 10)
    return np.asarray(db >= threshold)


def combine(near: Mask, loud: Mask, hop_s: float, settings: LabelSettings) -> Mask:
    """Frames that are both, without bits too short for speech and with gaps too short for a pause."""
    shortest, gap = round(settings.shortest_speech_s / hop_s), round(settings.shortest_pause_s / hop_s)
    speech = np.pad(near & loud, gap + 1)
    speech = binary_opening(speech, np.ones(max(shortest, 1)))
    speech = binary_closing(speech, np.ones(max(gap, 1)))
    return np.asarray(speech[gap + 1 : len(speech) - gap - 1])


def _dilated(mask: Mask, frames: int) -> Mask:
    """Frames at most so many away from one that is set."""
    return np.asarray(binary_dilation(mask, np.ones(2 * frames + 1))) if frames else mask
