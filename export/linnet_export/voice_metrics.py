"""Measures of voice activity that follow from counts of frames, each with its bootstrap interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linnet_export.metric import Metric, Totals, divide, measure_counts, ratio, total
from linnet_export.voice_labels import Mask
from linnet_runtime.typing_accuracy import Measure

BINS = 200
"""Probabilities of speech are counted in so many bins, equally wide in log-odds from -10 to 10."""
_EDGES = np.linspace(-10.0, 10.0, BINS - 1)
_SPEECH = tuple(f"speech{index}" for index in range(BINS))
_NOISE = tuple(f"noise{index}" for index in range(BINS))
_MIDDLE = BINS // 2
"""Bins from here on are P(speech) >= 0.5."""


@dataclass(frozen=True)
class HeardActivity:
    """What was found in one recording, frame by frame."""

    speech: NDArray[np.float32]
    """P(speech), (frames,)."""
    truth: Mask
    """(frames,)."""
    openings: int
    """How often the gate opened."""
    onset_s: float | None
    """From the first speech to the gate's opening; None when it never opened, or without speech."""
    offset_s: float | None
    """From the last speech to the gate's closing; None when it never closed, or without speech."""


_FIELDS = (*_SPEECH, *_NOISE, "seconds", "openings", "onsets", "onset_s", "offsets", "offset_s", "spoken")


def _missed(totals: Totals) -> NDArray[np.float64]:
    return sum_of(totals, _SPEECH[:_MIDDLE])


def _false(totals: Totals) -> NDArray[np.float64]:
    return sum_of(totals, _NOISE[_MIDDLE:])


def _all_speech(totals: Totals) -> NDArray[np.float64]:
    return sum_of(totals, _SPEECH)


def _all_noise(totals: Totals) -> NDArray[np.float64]:
    return sum_of(totals, _NOISE)


def _frames(totals: Totals) -> NDArray[np.float64]:
    return _all_speech(totals) + _all_noise(totals)


def roc(totals: Totals) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Shares of speech missed and of noise taken for speech at each threshold, both (thresholds, rows)."""
    speech, noise = (np.stack([totals[name] for name in names]) for names in (_SPEECH, _NOISE))
    missed = np.concatenate([np.zeros((1, speech.shape[1])), speech.cumsum(axis=0)])
    false = noise.sum(axis=0) - np.concatenate([np.zeros((1, noise.shape[1])), noise.cumsum(axis=0)])
    return divide(missed, speech.sum(axis=0)), divide(false, noise.sum(axis=0))


def _area(totals: Totals) -> NDArray[np.float64]:
    """Area under the curve of speech found over noise taken for it."""
    missed, false = roc(totals)
    return np.asarray(np.trapezoid(1 - missed[::-1], false[::-1], axis=0))


def _equal_error(totals: Totals) -> NDArray[np.float64]:
    """The share of errors at the threshold where both shares are most alike."""
    missed, false = roc(totals)
    at = np.abs(missed - false).argmin(axis=0)
    rows = np.arange(missed.shape[1])
    return np.asarray((missed[at, rows] + false[at, rows]) / 2)


def _missed_at(share: float) -> Metric:
    """Speech missed where at most a share of noise is taken for speech."""

    def value(totals: Totals) -> NDArray[np.float64]:
        missed, false = roc(totals)
        return np.asarray(np.where(false <= share, missed, 1.0).min(axis=0))

    return Metric(f"missed_at_{share:.0%}_false".replace("%", "_percent"), value, _all_speech)


_BOTH = (
    Metric(
        "frame_error_rate", lambda totals: divide(_missed(totals) + _false(totals), _frames(totals)), _frames
    ),
    Metric("missed_speech_rate", lambda totals: divide(_missed(totals), _all_speech(totals)), _all_speech),
    Metric("area_under_roc", _area, _frames),
    Metric("equal_error_rate", _equal_error, _frames),
    _missed_at(0.01),
    _missed_at(0.05),
    Metric("onset_delay_s", ratio("onset_s", "onsets"), total("onsets")),
    Metric("offset_delay_s", ratio("offset_s", "offsets"), total("offsets")),
    Metric("never_opened_rate", lambda t: 1 - divide(t["onsets"], t["spoken"]), total("spoken")),
)
_NOISE_ALONE = (
    Metric("openings_per_hour", lambda t: divide(3600 * t["openings"], t["seconds"]), total("seconds")),
)
_ALWAYS = (Metric("false_speech_rate", lambda t: divide(_false(t), _all_noise(t)), _all_noise),)


def measure_voice(found: Sequence[HeardActivity], hop_s: float, seed: int) -> dict[str, Measure]:
    """Measure recordings; what needs both speech and noise only where there are both."""
    counts = np.array([_row(one, hop_s) for one in found])
    spoken = any(one.truth.any() for one in found)
    return measure_counts((*(_BOTH if spoken else _NOISE_ALONE), *_ALWAYS), _FIELDS, counts, seed)


def sum_of(totals: Totals, names: Sequence[str]) -> NDArray[np.float64]:
    """The sum of some fields, for each row."""
    return np.asarray(np.stack([totals[name] for name in names]).sum(axis=0))


def _row(one: HeardActivity, hop_s: float) -> list[float]:
    """The counts of one recording, in the order of `_FIELDS`."""
    inside = np.clip(one.speech.astype(np.float64), 1e-9, 1 - 1e-9)
    bins = np.searchsorted(_EDGES, np.log(inside / (1 - inside)), side="right")
    speech, noise = (np.bincount(bins[truth], minlength=BINS) for truth in (one.truth, ~one.truth))
    return [
        *speech.tolist(),
        *noise.tolist(),
        len(one.truth) * hop_s,
        one.openings,
        one.onset_s is not None,
        one.onset_s or 0.0,
        one.offset_s is not None,
        one.offset_s or 0.0,
        bool(one.truth.any()),
    ]
