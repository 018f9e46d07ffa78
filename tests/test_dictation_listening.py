"""Recordings are streamed as by a microphone, and what comes is collected with its times."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from linnet_export.dictation_listening import BEST, listen
from linnet_export.speech_engine import PlainFinal, PlainText, PlainWord
from spelling import RATE_HZ


class Stream:
    """Gives a final in the second call and at the end, each after some computing."""

    def __init__(self) -> None:
        self.heard: list[NDArray[np.float32]] = []

    def accept(self, samples: NDArray[np.float32]) -> list[object]:
        self.heard.append(samples)
        if len(self.heard) != 2:
            return [object()]
        compute(0.02)
        others = tuple(PlainText(f"the {number}") for number in range(2 * BEST))
        return [PlainFinal((PlainWord("The", 0.5), PlainWord("well-known", 0.75)), others)]

    def finish(self) -> list[object]:
        compute(0.01)
        return [PlainFinal((PlainWord("cat.", 1.0),))]


def compute(seconds: float) -> None:
    started = time.process_time()
    while time.process_time() - started < seconds:
        pass


def test_all_samples_are_heard_in_chunks_of_120_ms() -> None:
    stream, samples = Stream(), np.arange(5_000, dtype=np.float32)
    found = listen(stream, samples, RATE_HZ)
    assert [len(chunk) for chunk in stream.heard] == [1_920, 1_920, 1_160]
    np.testing.assert_array_equal(np.concatenate(stream.heard), samples)
    assert found.audio_s == 5_000 / RATE_HZ
    assert len(found.chunk_s) == 3


def test_words_confidences_and_readings_are_those_of_all_finals() -> None:
    found = listen(Stream(), np.zeros(5_000, np.float32), RATE_HZ)
    assert found.words == ("the", "well", "known", "cat")
    assert found.confidences == (0.5, 0.75, 0.75, 1.0)
    assert [len(stretch) for stretch in found.readings] == [BEST, 1]
    assert found.readings[0][:2] == (("the", "well", "known"), ("the", "zero"))
    assert found.readings[1] == (("cat",),)


def test_the_time_of_a_final_is_that_of_its_call() -> None:
    found = listen(Stream(), np.zeros(5_000, np.float32), RATE_HZ)
    accepted, finished = found.final_s
    assert accepted == found.chunk_s[1] >= 0.02 > finished >= 0.01
    assert abs(found.compute_s - sum(found.chunk_s) - finished) < 1e-9
