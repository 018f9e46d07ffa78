"""How long the keyboard takes for a keystroke."""

from __future__ import annotations

import statistics
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

REMEMBERED_KEYSTROKES = 1_000


class Latency:
    """Times keystrokes, each from the key to its suggestions, in milliseconds; the last thousand count.

    >>> latency = Latency()
    >>> with latency.keystroke():
    ...     session.type("a")
    ...     session.suggestions()
    >>> latency.summary()
    'last 0.9 ms  median 0.9  p95 0.9'
    """

    def __init__(self, clock_s: Callable[[], float] = time.perf_counter) -> None:
        self._clock_s = clock_s
        self._times_ms: deque[float] = deque(maxlen=REMEMBERED_KEYSTROKES)

    @contextmanager
    def keystroke(self) -> Iterator[None]:
        """Measure what is done inside as one keystroke."""
        started_s = self._clock_s()
        yield
        self._times_ms.append(1_000 * (self._clock_s() - started_s))

    def summary(self) -> str:
        """The last keystroke, the median and the 95th percentile; empty before the first keystroke."""
        if not self._times_ms:
            return ""
        median = statistics.median(self._times_ms)
        return f"last {self._times_ms[-1]:.1f} ms  median {median:.1f}  p95 {self._p95_ms():.1f}"

    def short_summary(self) -> str:
        """The same without the median, for where there is little room."""
        return f"{self._times_ms[-1]:.1f} ms  p95 {self._p95_ms():.1f}" if self._times_ms else ""

    def _p95_ms(self) -> float:
        """The 95th percentile."""
        return sorted(self._times_ms)[round(0.95 * (len(self._times_ms) - 1))]
