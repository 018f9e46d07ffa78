"""Sound in which nobody speaks, streamed through a recognizer: how many words does it make of it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from linnet_export.augment import Samples
from linnet_export.corpora.jsonl import read_jsonl
from linnet_export.dictation_listening import CHUNK_S
from linnet_export.metric import Metric, divide, measure_counts, total
from linnet_export.recording import read_mono
from linnet_export.speech_engine import HeardFinal, SpeechEngine
from linnet_export.utterance import Utterance
from linnet_export.voice_mixing import Clip, coloured, hum
from linnet_export.voice_recipe import is_held_out
from linnet_runtime.typing_accuracy import Measure

_LEVELS_DB = (-70.0, -50.0, -30.0, -15.0)
_HUM_HZ = 50.0
_CLICK_S = 0.7
_FIELDS = ("words", "finals", "seconds")
_METRICS = (
    Metric("words_per_hour", lambda t: divide(3600 * t["words"], t["seconds"]), total("seconds")),
    Metric("finals_per_hour", lambda t: divide(3600 * t["finals"], t["seconds"]), total("seconds")),
    Metric("words", total("words"), total("seconds")),
)


@dataclass(frozen=True)
class Wordless:
    """A recording without words."""

    name: str
    samples: Samples


@dataclass(frozen=True)
class HeardInNoise:
    """What a recognizer made of one of them."""

    name: str
    seconds: float
    texts: tuple[str, ...]
    """Of each final."""

    @property
    def words(self) -> int:
        """How many words there are in all finals."""
        return sum(len(text.split()) for text in self.texts)


def recordings(noise: Path, rate_hz: int, held_out: str, *, of_held_out: bool) -> list[Wordless]:
    """Decode the noises of a manifest that are, or are not, held out of training."""
    kept = [one for one in read_jsonl(noise) if is_held_out(one.id, held_out) == of_held_out]
    return [_decoded(one, rate_hz) for one in kept]


def made(rate_hz: int, seconds: float, seed: int) -> list[Wordless]:
    """Digital silence, a constant, clicks, and white, pink and hum noise at several levels."""
    length, rng = round(seconds * rate_hz), np.random.default_rng(seed)
    silence = np.zeros(length, dtype=np.float32)
    clicks = silence.copy()
    clicks[:: round(_CLICK_S * rate_hz)] = 0.9
    found = [Wordless("silence", silence), Wordless("offset", silence + 0.05), Wordless("clicks", clicks)]
    noises = {
        "white": coloured(length, 0.0, rng),
        "pink": coloured(length, 0.5, rng),
        "hum": hum(length, rate_hz, _HUM_HZ),
    }
    for name, noise in noises.items():
        for level_db in _LEVELS_DB:
            loud = np.clip(noise * np.float32(10 ** (level_db / 20)), -1.0, 1.0)
            found.append(Wordless(f"{name} at {level_db:.0f} dB", loud))
    return found


def wordless_clips(sounds: Sequence[Wordless], hop_samples: int) -> list[Clip]:
    """The same recordings with labels: nobody speaks."""
    return [Clip(one.samples, np.zeros(len(one.samples) // hop_samples, dtype=bool)) for one in sounds]


def hear_noise(engine: SpeechEngine, sounds: Sequence[Wordless], rate_hz: int) -> list[HeardInNoise]:
    """Stream each recording through a new stream, in chunks as a microphone gives them."""
    return [
        HeardInNoise(one.name, len(one.samples) / rate_hz, _texts(engine, one.samples, rate_hz))
        for one in sounds
    ]


def measure_noise(found: Sequence[HeardInNoise], seed: int) -> dict[str, Measure]:
    """Words and finals an hour."""
    counts = np.array([(one.words, len(one.texts), one.seconds) for one in found], dtype=np.float64)
    return measure_counts(_METRICS, _FIELDS, counts, seed)


def _texts(engine: SpeechEngine, samples: Samples, rate_hz: int) -> tuple[str, ...]:
    stream, step = engine.stream(rate_hz), round(CHUNK_S * rate_hz)
    events: list[object] = []
    for start in range(0, len(samples), step):
        events += stream.accept(samples[start : start + step])
    events += stream.finish()
    finals = [event for event in events if isinstance(event, HeardFinal)]
    return tuple(" ".join(word.text for word in final.words) for final in finals if final.words)


def _decoded(utterance: Utterance, rate_hz: int) -> Wordless:
    return Wordless(utterance.id, read_mono(utterance.audio, rate_hz))
