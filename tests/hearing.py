"""Sounds for streams, and what streams make of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from linnet import Event, Final, Partial, SpeechStream
from spelling import RATE_HZ, silence, spell

Samples = NDArray[np.float32]


def two_stretches(rate_hz: int = RATE_HZ) -> Samples:
    return np.concatenate(
        [
            silence(0.5, rate_hz),
            spell("hello world", rate_hz),
            silence(1.2, rate_hz),
            spell("it's me", rate_hz),
        ]
    )


def cut(samples: Samples, lengths: Iterable[int]) -> list[Samples]:
    """The samples in pieces of these lengths, the rest in a last one."""
    edges = [min(edge, len(samples)) for edge in itertools.accumulate(lengths)]
    return np.split(samples, edges)


def hear(stream: SpeechStream, chunks: Iterable[Samples]) -> list[Event]:
    events = [event for chunk in chunks for event in stream.accept(chunk)]
    return events + stream.finish()


def finals(events: Iterable[Event]) -> list[Final]:
    return [event for event in events if isinstance(event, Final)]


def noise(duration_s: float, seed: int = 0) -> Samples:
    return np.random.default_rng(seed).normal(0, 0.3, round(duration_s * RATE_HZ)).astype(np.float32)


def check_guarantees(events: list[Event]) -> None:
    """Stable text begins all that follows in its stretch; all is in time order; all text has its final."""
    stable, last_end_s = "", 0.0
    for event in events:
        assert event.text.startswith(stable)
        if isinstance(event, Partial):
            assert 0 <= event.stable_length <= len(event.text)
            stable = event.text[: event.stable_length]
            continue
        edges = [edge for word in event.words for edge in (word.start_s, word.end_s)]
        assert [last_end_s, *edges] == sorted([last_end_s, *edges])
        assert (event.start_s, event.end_s) == (edges[0], edges[-1])
        assert event.text == " ".join(word.text for word in event.words)
        assert all(0.0 <= word.confidence <= 1.0 for word in event.words)
        stable, last_end_s = "", event.end_s
    assert not events or isinstance(events[-1], Final) or not events[-1].text
