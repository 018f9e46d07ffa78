"""One call for what several threads ask at about the same time."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from .errors import InputError

Q = TypeVar("Q")
A = TypeVar("A")
LATELY_S = 1.0
"""Threads that asked within so long are expected to ask again."""


@dataclass(frozen=True)
class Batching:
    """How long to wait for others, and for how many."""

    latency_s: float
    """No question is held back longer than this for others to come; one that comes during a call waits for
    the end of the call, too."""
    most: int
    """So many are answered by one call."""

    def __post_init__(self) -> None:
        if not 0.0 <= self.latency_s <= LATELY_S:
            longest_ms = round(1000 * LATELY_S)
            raise InputError(f"expected a latency of 0 to {longest_ms} ms, got {1000 * self.latency_s} ms")
        if self.most < 1:
            raise InputError(f"expected at least 1 stream in a call, got {self.most}")


@dataclass(eq=False)
class _Ask(Generic[Q, A]):
    """A question that a thread waits for the answer of."""

    question: Q
    since_s: float
    answer: Future[A] = field(default_factory=Future)


class Batcher(Generic[Q, A]):
    """Answers the questions of many threads, several in one call, which is made by one of those that wait.

    A call begins when as many wait as asked lately, so that nobody else is to be expected; when `most` wait;
    or when the first has waited for `latency_s`. Who came first is answered first, and each thread waits for
    one answer at a time, so none can crowd out the others. Where a call fails, each question is asked alone,
    so that only whoever caused it gets the error.

    >>> batcher = Batcher(lambda questions: [2 * one for one in questions], Batching(latency_s=0.01, most=8))
    >>> batcher(21)
    42
    """

    def __init__(self, answer_each: Callable[[Sequence[Q]], Sequence[A]], batching: Batching) -> None:
        """`answer_each` returns an answer for each question; it is called by one thread at a time."""
        self._answer_each = answer_each
        self._batching = batching
        self._changed = threading.Condition()
        self._waiting: list[_Ask[Q, A]] = []  # the oldest first
        self._asked_s: dict[int, float] = {}  # when each thread asked last
        self._calling = False

    def __call__(self, question: Q) -> A:
        """Return the answer; whatever it raises is this question's own error."""
        ask = _Ask[Q, A](question, time.monotonic())
        self._enter(ask)
        try:
            while batch := self._due(ask):
                self._call(batch)
        finally:
            self._leave(ask)
        return ask.answer.result()

    def _enter(self, ask: _Ask[Q, A]) -> None:
        """Wait in line."""
        with self._changed:
            lately_s = ask.since_s - LATELY_S
            self._asked_s = {one: at_s for one, at_s in self._asked_s.items() if at_s >= lately_s}
            self._asked_s[threading.get_ident()] = ask.since_s
            self._waiting.append(ask)

    def _leave(self, ask: _Ask[Q, A]) -> None:
        """Wait no longer, where the thread was interrupted."""
        with self._changed:
            if ask in self._waiting:
                self._waiting.remove(ask)

    def _due(self, ask: _Ask[Q, A]) -> list[_Ask[Q, A]]:
        """Wait for the answer, which is an empty list, or for a call that this thread should make."""
        with self._changed:
            while not ask.answer.done():
                wait_s = self._wait_s()
                if wait_s <= 0:
                    return self._taken()
                self._changed.wait(None if math.isinf(wait_s) else wait_s)
        return []

    def _wait_s(self) -> float:
        """How long the next call should wait for more questions; until woken while another call is made."""
        if self._calling:
            return math.inf
        if len(self._waiting) >= min(self._batching.most, len(self._asked_s)):
            return 0.0
        return self._waiting[0].since_s + self._batching.latency_s - time.monotonic()

    def _taken(self) -> list[_Ask[Q, A]]:
        """The questions of the next call."""
        self._calling = True
        most = self._batching.most
        batch, self._waiting = self._waiting[:most], self._waiting[most:]
        return batch

    def _call(self, batch: list[_Ask[Q, A]]) -> None:
        """Answer some, then let others go on; those that an interrupted call leaves unanswered wait again."""
        try:
            self._answer(batch)
        finally:
            with self._changed:
                self._waiting[:0] = [ask for ask in batch if not ask.answer.done()]
                self._calling = False
                self._changed.notify_all()

    def _answer(self, batch: Sequence[_Ask[Q, A]]) -> None:
        """Answer by one call, or where that fails by one for each."""
        try:
            answers = self._answer_each([ask.question for ask in batch])
        except Exception as error:  # whatever a question raises is handed to whoever asked it
            if len(batch) == 1:
                batch[0].answer.set_exception(error)
                return
            for ask in batch:
                self._answer([ask])
            return
        for ask, answer in zip(batch, answers, strict=True):
            ask.answer.set_result(answer)
