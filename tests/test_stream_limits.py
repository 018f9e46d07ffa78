"""What a stream takes: memory that does not grow, one chunk at a time, one recognizer for all threads."""

from __future__ import annotations

import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numpy.typing import NDArray

from hearing import Samples, cut, hear, noise
from linnet import EndpointRules, Recognizer
from linnet_runtime.audio import Rechunker
from linnet_runtime.state import State
from linnet_runtime.step_model import StepModel
from spelling import AUDIO, RATE_HZ, silence, spell


def test_the_graph_runs_one_stream_and_one_chunk_at_a_time(
    random_recognizer: Recognizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    shapes: list[tuple[int, ...]] = []
    step = StepModel.step

    def watched(
        model: StepModel, inputs: dict[str, Samples], state: State
    ) -> tuple[dict[str, NDArray[np.float32]], State]:
        shapes.append(inputs["audio"].shape)
        return step(model, inputs, state)

    monkeypatch.setattr(StepModel, "step", watched)
    hear(random_recognizer.stream(), cut(noise(1.0), [1, 0, 5_000, 33]))
    audio = random_recognizer.manifest.audio
    chunks = -(-RATE_HZ // audio.chunk_samples) + -(-audio.lookahead_samples // audio.chunk_samples)
    assert set(shapes) == {(1, audio.chunk_samples)}
    assert chunks - 1 <= len(shapes) <= chunks


def test_memory_does_not_grow_with_silence(speller: Recognizer) -> None:
    """What holds for a minute holds for an hour: no size in a stream depends on its length."""
    stream = speller.stream(44_100)
    second = silence(1.0, 44_100)
    for _ in range(5):
        stream.accept(second)
    size_bytes = len(stream.snapshot())
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for _ in range(60):
        stream.accept(second)
    after, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # Pending input differs by where the blocks of 44.1 kHz fall: at most a filter's reach and a chunk.
    assert abs(len(stream.snapshot()) - size_bytes) <= 4 * (44_100 // 5 + AUDIO.chunk_samples)
    assert after - before < 300_000  # the resampler's filter has most of it
    assert peak - before < 3_000_000  # a second of 44.1 kHz and its copies; a minute would be 10 MB


def test_memory_does_not_grow_with_talk(speller: Recognizer) -> None:
    """A stretch holds at most one unit a frame, limit_s / 30 ms = 1,000 of them, then it is cut."""
    stream = speller.stream(endpoint=EndpointRules(pause_s=0.5, longest_s=2.0, limit_s=2.0))
    sizes = []
    for _ in range(30):
        stream.accept(spell("abcdefgh"))
        sizes.append(len(stream.snapshot()))
    assert max(sizes) <= max(sizes[:5]) + 4 * AUDIO.chunk_samples


def test_threads_share_a_recognizer(random_recognizer: Recognizer) -> None:
    sounds = [noise(1.0, seed) for seed in range(8)]
    alone = [random_recognizer.transcribe(sound, RATE_HZ) for sound in sounds]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda sound: random_recognizer.transcribe(sound, RATE_HZ), sounds))
    assert together == alone
    assert len({transcript.text for transcript in alone}) > 1


def test_pending_samples_never_reach_a_chunk() -> None:
    rechunker = Rechunker(AUDIO.chunk_samples)
    for length in (0, 1, 1_919, 1_920, 5_000):
        rechunker.push(silence(length / RATE_HZ))
        assert len(rechunker.pending) < AUDIO.chunk_samples
