"""How long after the last sound the model still reports letters: the silence that `finish` must add."""

from __future__ import annotations

from collections.abc import Iterable

import librosa
import numpy as np
from numpy.typing import NDArray

from linnet_export.evaluation import Listening

QUANTILE = 0.99
_LONGEST_S = 0.6
_SILENCE_DB = 35.0


def measure_lookahead(
    listening: Listening, clips: Iterable[NDArray[np.float32]], sample_rate_hz: int, hop_samples: int
) -> int:
    """Samples of silence after which all letters are out in 99 of 100 clips, each (samples,).

    Every clip is cut where its sound ends (35 dB below its peak) and followed by 0.6 s of silence; what
    counts is the last frame that is not blank. Later input cannot change it: the graph is causal.
    """
    late_frames = []
    for clip in clips:
        cut = librosa.effects.trim(clip, top_db=_SILENCE_DB)[0]
        padded = np.pad(cut, (0, round(_LONGEST_S * sample_rate_hz)))
        best = listening.outputs(padded)["letters"].argmax(axis=1)
        spoken = np.flatnonzero(best)
        if len(spoken):
            late_frames.append(max(int(spoken[-1]) + 1 - len(cut) // hop_samples, 0))
    return int(np.quantile(late_frames, QUANTILE, method="higher")) * hop_samples if late_frames else 0
