"""Streaming a recording through a recognizer as a microphone would, and what came of it and when."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from linnet_export.dictation_text import scored_words
from linnet_export.speech_engine import EngineStream, HeardFinal

CHUNK_S = 0.12
"""How much a microphone hands over at a time."""
BEST = 10
"""So many readings of a stretch count for the oracle."""


@dataclass(frozen=True)
class Listened:
    """What a recognizer made of one recording. Times are computing times of the whole process.

    A busy machine makes them a little longer, not a multiple, as it would make times by the clock.
    """

    words: tuple[str, ...]
    """As `scored_words` spells them."""
    confidences: tuple[float, ...]
    """Of each word, 0 to 1."""
    readings: tuple[tuple[tuple[str, ...], ...], ...]
    """Of each stretch of speech its readings, the best first, at most `BEST`."""
    audio_s: float
    compute_s: float
    chunk_s: tuple[float, ...]
    """Of each chunk that was accepted."""
    final_s: tuple[float, ...]
    """Of each call that returned a final: from the endpoint, or the end of the recording, to the final."""


@dataclass
class _Collected:
    """What came while a recording is heard."""

    finals: list[HeardFinal] = field(default_factory=list)
    final_s: list[float] = field(default_factory=list)

    def timed(self, call: Callable[[], Sequence[object]]) -> float:
        """Make one call of a stream; returns its computing time."""
        started = time.process_time()
        events = call()
        spent_s = time.process_time() - started
        if finals := [event for event in events if isinstance(event, HeardFinal)]:
            self.finals += finals
            self.final_s.append(spent_s)
        return spent_s


def listen(stream: EngineStream, samples: NDArray[np.float32], sample_rate_hz: int) -> Listened:
    """Let a new stream hear a recording (samples,) in chunks of `CHUNK_S`, then finish it."""
    collected, chunk_s = _Collected(), []
    step = round(CHUNK_S * sample_rate_hz)
    for start in range(0, len(samples), step):
        chunk = samples[start : start + step]
        chunk_s.append(collected.timed(lambda chunk=chunk: stream.accept(chunk)))  # type: ignore[misc]
    finish_s = collected.timed(stream.finish)
    heard = [
        (part, word.confidence)
        for final in collected.finals
        for word in final.words
        for part in scored_words(word.text)
    ]
    return Listened(
        words=tuple(word for word, _ in heard),
        confidences=tuple(confidence for _, confidence in heard),
        readings=tuple(_readings(final) for final in collected.finals),
        audio_s=len(samples) / sample_rate_hz,
        compute_s=sum(chunk_s) + finish_s,
        chunk_s=tuple(chunk_s),
        final_s=tuple(collected.final_s),
    )


def _readings(final: HeardFinal) -> tuple[tuple[str, ...], ...]:
    """The best reading and its alternatives, each once."""
    best = tuple(part for word in final.words for part in scored_words(word.text))
    others = (scored_words(one.text) for one in final.alternatives)
    return tuple(dict.fromkeys((best, *others)))[:BEST]
