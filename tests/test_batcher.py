"""Questions of many threads in one call: what waits for what, and who gets which error."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linnet_runtime.batcher import Batcher, Batching
from linnet_runtime.errors import InputError

LONG_S = 10.0
"""Longer than anything takes on a busy machine."""
LATENCY_S = 1.0


class Doubling:
    """Doubles numbers; remembers the calls. It can be held up, and a negative number is an error."""

    def __init__(self) -> None:
        self.calls: list[list[int]] = []
        self.go = threading.Event()
        self.go.set()
        self.within = 0

    def __call__(self, questions: Sequence[int]) -> list[int]:
        self.within += 1
        assert self.within == 1  # one call at a time
        self.calls.append(list(questions))
        assert self.go.wait(LONG_S)
        self.within -= 1
        if min(questions) < 0:
            raise ValueError(min(questions))
        return [2 * one for one in questions]


def wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + LONG_S
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.001)


def in_line(batcher: Batcher[int, int]) -> int:
    return len(batcher._waiting)


def test_a_thread_alone_waits_for_nobody() -> None:
    batcher, started = Batcher(Doubling(), Batching(LATENCY_S, most=8)), time.monotonic()
    assert [batcher(one) for one in range(30)] == [2 * one for one in range(30)]
    assert time.monotonic() - started < 15 * LATENCY_S


def test_threads_that_asked_lately_are_waited_for() -> None:
    doubling = Doubling()
    batcher = Batcher(doubling, Batching(LATENCY_S, most=8))
    doubling.go.clear()

    def ask(number: int, times: int) -> list[int]:
        return [batcher(number) for _ in range(times)]

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ask, 0, 6)]
        wait_for(lambda: len(doubling.calls) == 1)
        asked += [pool.submit(ask, number, 5) for number in (1, 2, 3)]
        wait_for(lambda: in_line(batcher) == 3)
        doubling.go.set()
        assert [one.result(LONG_S) for one in asked] == [[0] * 6, [2] * 5, [4] * 5, [6] * 5]
    assert [sorted(call) for call in doubling.calls] == [[0], *[[0, 1, 2, 3]] * 5]


def test_nobody_waits_longer_than_the_latency() -> None:
    batcher = Batcher(Doubling(), Batching(0.02, most=8))
    with ThreadPoolExecutor(1) as pool:
        pool.submit(batcher, 1).result(LONG_S)  # and never again
        started = time.monotonic()
        assert batcher(2) == 4
        assert 0.02 <= time.monotonic() - started < 1.0


def test_what_comes_during_a_call_is_the_next_one_and_the_first_go_first() -> None:
    doubling = Doubling()
    batcher = Batcher(doubling, Batching(0.0, most=2))
    doubling.go.clear()
    with ThreadPoolExecutor(6) as pool:
        asked = []
        for number in range(6):
            asked.append(pool.submit(batcher, number))
            wait_for(lambda number=number: in_line(batcher) == number and len(doubling.calls) == 1)  # type: ignore[misc]
        doubling.go.set()
        assert [one.result(LONG_S) for one in asked] == [0, 2, 4, 6, 8, 10]
    assert doubling.calls == [[0], [1, 2], [3, 4], [5]]


def test_only_who_caused_an_error_gets_it() -> None:
    doubling = Doubling()
    batcher = Batcher(doubling, Batching(0.0, most=8))
    doubling.go.clear()
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(batcher, 0)]
        wait_for(lambda: len(doubling.calls) == 1)
        asked += [pool.submit(batcher, number) for number in (5, -1, 7)]
        wait_for(lambda: in_line(batcher) == 3)
        doubling.go.set()
        assert [asked[at].result(LONG_S) for at in (0, 1, 3)] == [0, 10, 14]
        with pytest.raises(ValueError, match="-1"):
            asked[2].result(LONG_S)
    assert batcher(4) == 8


def test_an_interrupted_call_leaves_the_others_to_be_answered() -> None:
    interrupted = threading.Event()

    def answer_each(questions: Sequence[int]) -> list[int]:
        if 1 in questions and not interrupted.is_set():
            interrupted.set()
            wait_for(lambda: in_line(batcher) == 1)
            raise KeyboardInterrupt
        return [2 * one for one in questions]

    batcher = Batcher(answer_each, Batching(0.0, most=8))
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(batcher, 1)
        assert interrupted.wait(LONG_S)
        second = pool.submit(batcher, 2)
        with pytest.raises(KeyboardInterrupt):
            first.result(LONG_S)
        assert second.result(LONG_S) == 4
    assert in_line(batcher) == 0


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.integers(1, 6), min_size=1, max_size=6),
    st.integers(1, 8),
    st.sampled_from([0.0, 0.001, 0.01]),
)
def test_every_question_gets_its_own_answer(counts: list[int], most: int, latency_s: float) -> None:
    doubling = Doubling()
    batcher = Batcher(doubling, Batching(latency_s, most))

    def ask(thread: int) -> list[int]:
        return [batcher(100 * thread + at) for at in range(counts[thread])]

    with ThreadPoolExecutor(len(counts)) as pool:
        answers = list(pool.map(ask, range(len(counts))))
    assert answers == [[200 * thread + 2 * at for at in range(count)] for thread, count in enumerate(counts)]
    assert sum(map(len, doubling.calls)) == sum(counts)
    assert max(map(len, doubling.calls)) <= most


@pytest.mark.parametrize(("latency_s", "most"), [(-0.001, 1), (1.1, 1), (float("nan"), 1), (0.0, 0)])
def test_impossible_rules_are_refused(latency_s: float, most: int) -> None:
    with pytest.raises(InputError, match="expected"):
        Batching(latency_s, most)
