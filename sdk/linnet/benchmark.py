"""How fast speech is recognised on this machine, on one thread, measured now."""

from __future__ import annotations

import itertools
import json
import math
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from linnet.acoustics import DEFAULT_BUNDLE
from linnet.audio_file import AudioFile
from linnet.events import Event, Final
from linnet.recognizer import Recognizer
from linnet_runtime.errors import AudioFormatError

SHORTEST_S = 30.0
"""A shorter recording is heard again and again: 30 s are 250 chunks of 120 ms, enough for a p99."""
LONGEST_S = 120.0
LOADS = 3
BANDWIDTH_BYTES = 1 << 26
"""64 MiB: more than most caches hold, so that memory is measured and not a cache."""

# In a process of its own, because this one has imported Linnet already. VmHWM is the peak of that process
# alone; ru_maxrss, where there is no /proc, also counts the process that started it.
_LOAD = """
import sys, time
started = time.perf_counter()
import linnet
recognizer = (linnet.Recognizer.load_letters if sys.argv[2:] else linnet.Recognizer.load)(sys.argv[1])
load_s = time.perf_counter() - started
stream = recognizer.stream()
stream.accept([0.0] * 10 * recognizer.sample_rate_hz)
stream.finish()
try:
    status = dict(line.split(":", 1) for line in open("/proc/self/status"))
    peak_bytes = int(status["VmHWM"].split()[0]) * 1024
except OSError:
    import resource
    unit = 1 if sys.platform == "darwin" else 1024
    peak_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
import json
print(json.dumps([load_s, peak_bytes]))
"""


@dataclass(frozen=True)
class SpeechBenchmark:
    """What :func:`benchmark_speech` measured."""

    audio_s: float
    """How much was heard."""
    real_time_factor: float
    """Computing time for a second of audio."""
    chunk_s: float
    chunk_ms: tuple[float, float, float]
    """50th, 95th and 99th percentile of the computing time for a chunk."""
    final_ms: tuple[float, float]
    """Median and longest computing time of the calls that gave a final: from endpoint to text."""
    load_s: float
    """Import and load in a new process, median of three."""
    peak_memory_bytes: int
    """Of a new process that loaded all that and heard ten seconds."""
    weight_bytes: int
    """Size of the acoustic graph."""
    bandwidth_bytes_per_s: float
    """Of one thread copying memory: bytes read and written."""

    @property
    def floor_ms(self) -> float:
        """What a chunk would take if reading the acoustic weights from memory once were all."""
        return 1000 * self.weight_bytes / self.bandwidth_bytes_per_s

    @property
    def floor_ratio(self) -> float:
        """How many times the floor the median chunk takes. Below 1 the weights stayed in a cache."""
        return self.chunk_ms[0] / self.floor_ms


def benchmark_speech(path: Path, bundle: Path | None = None, *, letters: bool = False) -> SpeechBenchmark:
    """Measure dictation with the int8 graphs on a recording.

    Args:
        path: the recording.
        bundle: of the sounds; None for the one that comes with Linnet, as language and pronunciation do.
        letters: whether to do without a language.

    Raises:
        AudioFormatError: the recording cannot be used.
        BundleError: the bundle cannot be used.
    """
    directory = bundle if bundle is not None else DEFAULT_BUNDLE
    load = partial(Recognizer.load_letters if letters else Recognizer.load, directory)
    recognizer = load()
    chunk_s = recognizer.manifest.sound().chunk_samples / recognizer.sample_rate_hz
    blocks, rate = _read(path, chunk_s)
    heard = _hear(load, blocks, rate)
    load_s, peak_bytes = _load_alone(directory, letters)
    p50, p95, p99 = np.percentile(heard.block_s, [50, 95, 99]).tolist()
    finals_s = heard.final_s or [0.0]
    return SpeechBenchmark(
        audio_s=heard.audio_s,
        real_time_factor=sum(heard.block_s + heard.finish_s) / heard.audio_s,
        chunk_s=chunk_s,
        chunk_ms=(1000 * p50, 1000 * p95, 1000 * p99),
        final_ms=(1000 * statistics.median(finals_s), 1000 * max(finals_s)),
        load_s=load_s,
        peak_memory_bytes=peak_bytes,
        weight_bytes=recognizer.manifest.graphs["int8"].size_bytes,
        bandwidth_bytes_per_s=copy_bandwidth(),
    )


def copy_bandwidth(size_bytes: int = BANDWIDTH_BYTES) -> float:
    """Bytes that one thread reads and writes in a second while it copies ``size_bytes``, best of seven."""
    source, target = np.ones(size_bytes, np.uint8), np.zeros(size_bytes, np.uint8)
    best_s = math.inf
    for _ in range(7):
        started = time.perf_counter()
        np.copyto(target, source)
        best_s = min(best_s, time.perf_counter() - started)
    return 2 * size_bytes / best_s


def _read(path: Path, block_s: float) -> tuple[list[NDArray[np.float32]], int]:
    """At most LONGEST_S of a recording in blocks, and its sample rate."""
    with AudioFile.open(path) as clip:
        blocks = list(itertools.islice(clip.blocks(block_s), math.ceil(LONGEST_S / block_s)))
        if not blocks:
            raise AudioFormatError(f"{path}: expected speech, got a recording without samples")
        return blocks, clip.sample_rate_hz


@dataclass(frozen=True)
class _Times:
    """Computing times in seconds."""

    audio_s: float
    """How much was heard."""
    block_s: list[float]
    """Of each block."""
    finish_s: list[float]
    """Of each end of the recording."""
    final_s: list[float]
    """Of those of both that gave a final."""


def _hear(load: Callable[[], Recognizer], blocks: list[NDArray[np.float32]], rate: int) -> _Times:
    """Hear a recording again and again until it is long enough.

    Each time with a recognizer loaded anew, for one remembers what the language model said of the words.
    """
    once_s = sum(map(len, blocks)) / rate
    repeats = math.ceil(SHORTEST_S / once_s)
    times = _Times(repeats * once_s, [], [], [])
    for _ in range(repeats):
        stream = load().stream(rate)
        for block in blocks:
            times.block_s.append(_timed(partial(stream.accept, block), times.final_s))
        times.finish_s.append(_timed(stream.finish, times.final_s))
    return times


def _timed(call: Callable[[], list[Event]], final_s: list[float]) -> float:
    """Time of a call, which is also added to ``final_s`` if it gave a final."""
    started = time.perf_counter()
    events = call()
    taken_s = time.perf_counter() - started
    if any(isinstance(event, Final) for event in events):
        final_s.append(taken_s)
    return taken_s


def _load_alone(bundle: Path, letters: bool) -> tuple[float, int]:
    """Seconds to import and load, and the peak memory in bytes, each the median of new processes."""
    command = [sys.executable, "-c", _LOAD, str(bundle), *(["letters"] if letters else [])]
    runs = [json.loads(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(LOADS)]
    return statistics.median(run[0] for run in runs), int(statistics.median(run[1] for run in runs))
