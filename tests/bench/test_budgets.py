"""What the shipped bundle may cost. Limits are the product's promises, far above what is measured."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from linnet.acoustics import DEFAULT_BUNDLE
from linnet.benchmark import SpeechBenchmark, benchmark_speech
from machine_speed import Timed, timed

TRIES = 3


@pytest.fixture(scope="module")
def measured(clip: Path) -> list[Timed[SpeechBenchmark]]:
    """Several runs: what counts is the best, a busy machine makes any single one slow."""
    return [timed(lambda: benchmark_speech(clip)) for _ in range(TRIES)]


def test_the_int8_graph_is_at_most_8_mb(measured: list[Timed[SpeechBenchmark]]) -> None:
    assert measured[0].value.weight_bytes <= 8_000_000


def test_the_float_graph_is_at_most_30_mb() -> None:
    assert sum(os.path.getsize(path) for path in DEFAULT_BUNDLE.glob("*.float32.onnx")) <= 30_000_000


def test_a_second_of_speech_takes_at_most_80_ms(measured: list[Timed[SpeechBenchmark]]) -> None:
    assert min(one.value.real_time_factor / one.slowness for one in measured) <= 0.08


def test_99_of_100_chunks_take_at_most_40_ms(measured: list[Timed[SpeechBenchmark]]) -> None:
    assert measured[0].value.chunk_s == pytest.approx(0.12)
    assert min(one.value.chunk_ms[2] / one.slowness for one in measured) <= 40.0


def test_a_final_takes_at_most_150_ms(measured: list[Timed[SpeechBenchmark]]) -> None:
    assert min(one.value.final_ms[1] / one.slowness for one in measured) <= 150.0


def test_import_and_load_take_at_most_a_second(measured: list[Timed[SpeechBenchmark]]) -> None:
    assert min(one.value.load_s / one.slowness for one in measured) <= 1.0


def test_a_loaded_recognizer_takes_at_most_200_mb(measured: list[Timed[SpeechBenchmark]]) -> None:
    assert min(one.value.peak_memory_bytes for one in measured) <= 200_000_000
