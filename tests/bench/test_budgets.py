"""What the shipped bundle may cost. Limits are the product's promises, far above what is measured."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from linnet.benchmark import SpeechBenchmark, benchmark_speech
from linnet.recognizer import DEFAULT_BUNDLE

TRIES = 3


@pytest.fixture(scope="module")
def measured() -> list[SpeechBenchmark]:
    """Several runs: what counts is the best, a busy machine makes any single one slow."""
    clip = next((Path(__file__).parents[1] / "data").glob("*.opus"))
    return [benchmark_speech(clip) for _ in range(TRIES)]


def test_the_int8_graph_is_at_most_8_mb(measured: list[SpeechBenchmark]) -> None:
    assert measured[0].weight_bytes <= 8_000_000


def test_the_float_graph_is_at_most_25_mb() -> None:
    assert sum(os.path.getsize(path) for path in DEFAULT_BUNDLE.glob("*.float32.onnx")) <= 25_000_000


def test_a_second_of_speech_takes_at_most_20_ms(measured: list[SpeechBenchmark]) -> None:
    assert min(one.real_time_factor for one in measured) <= 0.02


def test_99_of_100_chunks_take_at_most_10_ms(measured: list[SpeechBenchmark]) -> None:
    assert measured[0].chunk_s == pytest.approx(0.12)
    assert min(one.chunk_ms[2] for one in measured) <= 10.0


def test_import_and_load_take_at_most_half_a_second(measured: list[SpeechBenchmark]) -> None:
    assert min(one.load_s for one in measured) <= 0.5


def test_a_loaded_recognizer_takes_at_most_150_mb(measured: list[SpeechBenchmark]) -> None:
    assert min(one.peak_memory_bytes for one in measured) <= 150_000_000
