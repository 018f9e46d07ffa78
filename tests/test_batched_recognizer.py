"""Streams that share graph calls give what each would give alone, whoever joins, leaves or fails."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearing import Samples, cut, finals, hear, noise, two_stretches
from linnet import AudioFile, AudioFormatError, BundleError, EndpointRules, Event, InputError, Recognizer
from linnet.acoustics import Acoustics
from linnet_runtime.state import State
from spelling import silence, spell
from talking import say

RULES = EndpointRules(pause_s=0.1, longest_s=0.5, limit_s=1.0)
SOUNDS = [noise(0.3 + 0.17 * seed, seed) for seed in range(6)]
SOON_S = 60.0


@pytest.fixture(scope="module")
def alone(tiny_bundle: Path) -> Recognizer:
    """Random weights, float32: its text means nothing, but it depends on every sample."""
    return Recognizer.load_letters(tiny_bundle, "float32", RULES)


@pytest.fixture(scope="module")
def batched(alone: Recognizer) -> Recognizer:
    return alone.batched(latency_ms=5)


def together(jobs: Sequence[Callable[[], list[Event]]]) -> list[list[Event]]:
    """Do jobs at the same time, each in a thread, and return what came of them."""
    start = threading.Barrier(len(jobs))

    def begun(job: Callable[[], list[Event]]) -> list[Event]:
        start.wait(SOON_S)
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(begun, jobs))


def listening(recognizer: Recognizer, sound: Samples, lengths: Sequence[int] = ()) -> list[Event]:
    return hear(recognizer.stream(), cut(sound, lengths))


def test_streams_share_calls(alone: Recognizer, batched: Recognizer, calls: list[int]) -> None:
    expected = [listening(alone, sound) for sound in SOUNDS]
    assert set(calls) == {1}
    del calls[:]
    assert together([partial(listening, batched, sound) for sound in SOUNDS]) == expected
    assert all(expected)
    assert max(calls) > 1
    assert sum(calls) > len(calls)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(st.integers(0, 6_000), max_size=8), min_size=2, max_size=6), st.integers(1, 8))
def test_streams_out_of_step_hear_what_they_hear_alone(
    alone: Recognizer, lengths: list[list[int]], most_streams: int
) -> None:
    batched = alone.batched(latency_ms=2, most_streams=most_streams)
    jobs = [
        partial(listening, batched, sound, pieces) for sound, pieces in zip(SOUNDS, lengths, strict=False)
    ]
    assert together(jobs) == [listening(alone, sound) for sound, _ in zip(SOUNDS, lengths, strict=False)]


def test_words_and_their_times_are_those_heard_alone(talker: Recognizer) -> None:
    batched = talker.batched(latency_ms=5)
    sounds = [say(text) for text in ("I like the house", "see you", "good morning Anna", "thanks")]
    jobs = [partial(listening, batched, sound, [777 * i] * 30) for i, sound in enumerate(sounds, 1)]
    heard = together(jobs)
    assert heard == [listening(talker, sound) for sound in sounds]
    assert next(final.text for events in heard for final in finals(events)) == "I like the house"


def test_a_stream_ends_is_dropped_or_raises_and_the_others_go_on(speller: Recognizer) -> None:
    batched = speller.batched(latency_ms=5)
    expected = listening(speller, two_stretches())

    def dropped() -> list[Event]:
        batched.stream().accept(spell("he"))
        return []

    def raising() -> list[Event]:
        stream = batched.stream()
        stream.accept(spell("hel"))
        with pytest.raises(AudioFormatError):
            stream.accept(np.full(10, np.nan, np.float32))
        return stream.accept(np.concatenate([spell("lo"), silence(1.5)])) + stream.finish()

    def joining() -> list[Event]:
        return [event for _ in range(3) for event in listening(batched, spell("me"))]

    whole = [partial(listening, batched, two_stretches(), [1_000 * i] * 9) for i in (1, 2, 3)]
    *heard, none, raised, joined = together([*whole, dropped, raising, joining])
    assert heard == [expected] * 3
    assert none == []
    assert [final.text for final in finals(raised)] == ["hello"]
    assert [final.text for final in finals(joined)] == ["me"] * 3


def test_a_chunk_that_a_graph_refuses_is_its_own_streams_error(
    alone: Recognizer, batched: Recognizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No sound can cause that; a graph that runs out of memory may."""
    expected = [listening(alone, sound) for sound in SOUNDS]
    step_each = Acoustics.step_each

    def refusing(acoustics: Acoustics, chunks: Sequence[Samples], states: Sequence[State]) -> Any:
        if any((chunk == 1).all() for chunk in chunks):
            raise AudioFormatError("too loud")
        return step_each(acoustics, chunks, states)

    def refused() -> list[Event]:
        with pytest.raises(AudioFormatError, match="too loud"):
            listening(batched, np.ones(20_000, np.float32))
        return []

    monkeypatch.setattr(Acoustics, "step_each", refusing)
    jobs = [partial(listening, batched, sound) for sound in SOUNDS]
    assert together([*jobs, refused]) == [*expected, []]


def test_snapshots_go_from_batched_to_alone_and_back(alone: Recognizer, batched: Recognizer) -> None:
    def moving(sound: Samples) -> list[Event]:
        stream, events = batched.stream(), []
        for number, piece in enumerate(cut(sound, [2_500] * 5)):
            events += stream.accept(piece)
            stream = (alone, batched)[number % 2].resume(stream.snapshot())
        return events + stream.finish()

    assert together([partial(moving, sound) for sound in SOUNDS]) == [
        listening(alone, sound) for sound in SOUNDS
    ]


def test_reset_equals_new(alone: Recognizer, batched: Recognizer) -> None:
    stream = batched.stream()
    stream.accept(SOUNDS[0])
    stream.reset()
    assert stream.snapshot() == alone.stream().snapshot()


@pytest.mark.parametrize("precision", ["weight_only", "float32"])
def test_the_shipped_graphs_hear_the_same_in_a_batch(clip: Path, precision: str) -> None:
    alone = Recognizer.load(precision=precision)
    batched = alone.batched(latency_ms=50)
    with AudioFile.open(clip) as recording:
        sound, rate_hz = np.concatenate(list(recording.blocks()))[:, 0], recording.sample_rate_hz

    def listened(recognizer: Recognizer, start: int) -> list[Event]:
        stream = recognizer.stream(rate_hz)
        return hear(stream, cut(sound[start : start + 2 * rate_hz], [3_000 + start // 100] * 12))

    starts = [rate_hz // 2 * number for number in range(4)]
    expected = [listened(alone, start) for start in starts]
    assert together([partial(listened, batched, start) for start in starts]) == expected
    assert any(finals(events) for events in expected)


def test_graphs_that_must_run_alone_are_refused(tiny_bundle: Path) -> None:
    for recognizer in (Recognizer.load_letters(tiny_bundle), Recognizer.load()):
        with pytest.raises(BundleError, match="weight_only"):
            recognizer.batched()


def test_impossible_waits_are_refused(alone: Recognizer) -> None:
    with pytest.raises(InputError, match="ms"):
        alone.batched(latency_ms=-1)
    with pytest.raises(InputError, match="got 0"):
        alone.batched(most_streams=0)
