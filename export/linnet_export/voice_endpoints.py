"""How soon after the end of speech a recognizer gives its final, and how often it ends too early."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from linnet_export.augment import Samples
from linnet_export.metric import Metric, divide, measure_counts, ratio, total
from linnet_export.speech_engine import HeardFinal, SpeechEngine
from linnet_export.voice_mixing import Clip, coloured
from linnet_runtime.manifest import AudioSettings
from linnet_runtime.typing_accuracy import Measure

_AFTER_S = 2.0
_LEVEL_DB = -65.0
_STEP_S = 0.03
_FIELDS = ("utterances", "ended", "latency_s", "early", "cut", "never")
_METRICS = (
    Metric("final_after_speech_ms", lambda t: 1000 * divide(t["latency_s"], t["ended"]), total("ended")),
    Metric("early_finals_per_utterance", ratio("early", "utterances"), total("utterances")),
    Metric("utterances_cut_rate", ratio("cut", "utterances"), total("utterances")),
    Metric("no_final_rate", ratio("never", "utterances"), total("utterances")),
)


@dataclass(frozen=True)
class Ended:
    """When the finals of one utterance came."""

    speech_end_s: float
    finals_s: tuple[float, ...]
    """Length of the audio accepted when each came; those that only `finish` gave are left out."""

    @property
    def early(self) -> int:
        """Finals before the end of speech."""
        return sum(final_s < self.speech_end_s for final_s in self.finals_s)

    @property
    def latency_s(self) -> float | None:
        """From the end of speech to the first final after it; None when there was none in time."""
        late = [final_s for final_s in self.finals_s if final_s >= self.speech_end_s]
        return late[0] - self.speech_end_s if late else None


def followed_by_noise(clip: Clip, hop_samples: int, rate_hz: int, seed: int) -> tuple[Samples, float]:
    """A labelled utterance with two seconds of low noise from the end of its speech on, and that end."""
    end = (int(np.flatnonzero(clip.speech)[-1]) + 1) * hop_samples
    samples = np.pad(clip.samples, (0, max(end + round(_AFTER_S * rate_hz) - len(clip.samples), 0)))
    noise = coloured(len(samples), 0.0, np.random.default_rng(seed)) * np.float32(10 ** (_LEVEL_DB / 20))
    return samples + noise, end / rate_hz


def hear_end(engine: SpeechEngine, samples: Samples, speech_end_s: float, rate_hz: int) -> Ended:
    """Stream an utterance (samples,) frame by frame and note when finals come."""
    stream, step, finals_s = engine.stream(rate_hz), round(_STEP_S * rate_hz), []
    for start in range(0, len(samples), step):
        events = stream.accept(samples[start : start + step])
        accepted_s = min(start + step, len(samples)) / rate_hz
        finals_s += [accepted_s for event in events if isinstance(event, HeardFinal)]
    return Ended(speech_end_s, tuple(finals_s))


def utterance_ends(
    engine: SpeechEngine, clips: Sequence[Clip], audio: AudioSettings, seed: int
) -> list[Ended]:
    """When the finals of labelled utterances come."""
    found = []
    for index, clip in enumerate(clips):
        samples, end_s = followed_by_noise(clip, audio.frame_hop_samples, audio.sample_rate_hz, seed + index)
        found.append(hear_end(engine, samples, end_s, audio.sample_rate_hz))
    return found


def measure_endpoints(found: Sequence[Ended], seed: int) -> dict[str, Measure]:
    """Mean latency of the final, and how many came too early."""
    counts = np.array([_row(one) for one in found], dtype=np.float64)
    return measure_counts(_METRICS, _FIELDS, counts, seed)


def _row(one: Ended) -> tuple[float, ...]:
    latency_s = one.latency_s
    return (1, latency_s is not None, latency_s or 0.0, one.early, one.early > 0, latency_s is None)
