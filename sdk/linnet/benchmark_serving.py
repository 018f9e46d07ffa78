"""What it costs to serve many streams on this machine, their graph calls shared or not, measured now."""

from __future__ import annotations

import itertools
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from linnet.acoustics import Acoustics
from linnet.audio_file import AudioFile
from linnet.dictation import Dictation
from linnet.ear import DEFAULT_VOICE, Ear, Heard, Sound
from linnet.language import Language
from linnet.recognizer import Recognizer
from linnet.stream import SpeechStream
from linnet_runtime.audio import Resampler, to_mono_float32
from linnet_runtime.batcher import Batching
from linnet_runtime.bundle import Bundle
from linnet_runtime.endpoint import EndpointRules
from linnet_runtime.errors import AudioFormatError, InputError
from linnet_runtime.voice_activity import VoiceActivity

Samples = NDArray[np.float32]
_CALLS = 15


@dataclass(frozen=True)
class ServingPlan:
    """What is measured."""

    streams: tuple[int, ...] = (1, 2, 4, 8, 16, 32)
    """Numbers of streams, each served by a thread."""
    precision: str = "weight_only"
    batching: Batching = Batching(latency_s=0.02, most=32)  # noqa: RUF009 (frozen)
    stream_s: float = 4.0
    """Length of the sound of each stream."""
    rounds: int = 3
    """How often all is measured, streams alone and batched in turns; what is told are medians."""

    def __post_init__(self) -> None:
        if not self.streams or min(self.streams) < 1 or self.rounds < 1 or not self.stream_s >= 1.0:
            raise InputError(f"expected at least 1 stream, 1 round and 1 second of sound, got {self}")


@dataclass(frozen=True)
class Served:
    """What serving took. Processor time of the whole process, but for the latencies."""

    graph_ms: float
    """Acoustic and voice-activity graph, for a chunk of a stream."""
    search_ms: float
    """All else, for a chunk: the search with the language model, threads, resampling."""
    real_time_factor: float
    """For a second of a stream."""
    chunk_ms: tuple[float, float]
    """50th and 99th percentile, by the clock, from when a chunk was spoken until its events are there."""
    batch: float
    """How many streams a call stepped, on average."""

    @property
    def streams_per_core(self) -> float:
        """How many streams a core that does nothing else can keep up with."""
        return 1 / self.real_time_factor


@dataclass(frozen=True)
class ServingBenchmark:
    """The same streams alone and batched."""

    streams: int
    alone: Served
    batched: Served
    least_graph_ms: float
    """Processor time of the graphs for a chunk when those of all streams are in one call, and no other thread
    runs: what batching cannot get below."""


class _TimedEar(Ear):
    """An ear that knows what its graphs took."""

    def __init__(self, acoustics: Acoustics, voice: VoiceActivity, batching: Batching | None) -> None:
        super().__init__(acoustics, voice, batching)
        self.call_s: list[float] = []
        self.stepped: list[int] = []

    def _hear_each(self, sounds: Sequence[Sound]) -> list[Heard]:
        started = time.thread_time()
        heard = super()._hear_each(sounds)
        self.call_s.append(time.thread_time() - started)
        self.stepped.append(len(sounds))
        return heard


class _Models:
    """Loaded graphs, which all that is measured shares."""

    def __init__(self, precision: str) -> None:
        self._precision = precision
        self._language = Language.load(precision=precision)
        self._acoustics = Acoustics.load(None, precision)
        self._voice = VoiceActivity.load(Bundle.open(DEFAULT_VOICE), precision)
        self.audio = self._acoustics.audio

    def full_call_ms(self, sounds: Sequence[Samples]) -> float:
        """Processor time of a call of both graphs that hears a chunk of each sound."""
        chunks = [sound[: self.audio.chunk_samples] for sound in sounds]
        unheard, silent = [self._acoustics.initial()] * len(chunks), [self._voice.initial()] * len(chunks)
        spent_s = []
        for _ in range(_CALLS):
            started_s = time.thread_time()
            self._acoustics.step_each(chunks, unheard)
            self._voice.step_each(chunks, silent)
            spent_s.append(time.thread_time() - started_s)
        return 1000 * statistics.median(spent_s)

    def recognizer(self, batching: Batching | None) -> tuple[_TimedEar, Recognizer]:
        """A recognizer that has heard nothing yet: one remembers what the language model said of words."""
        ear = _TimedEar(self._acoustics, self._voice, batching)
        dictation = Dictation.load(self._language, None, self._precision, self._acoustics.bundle)
        recognizer = Recognizer(ear, dictation, EndpointRules())
        recognizer.transcribe(np.zeros(self.audio.chunk_samples), self.audio.sample_rate_hz)  # lays out words
        ear.call_s.clear()
        ear.stepped.clear()
        return ear, recognizer


def benchmark_serving(paths: Sequence[Path], plan: ServingPlan) -> Iterator[ServingBenchmark]:
    """Serve streams that speak in real time and out of step; yields what each number of streams took.

    Args:
        paths: recordings, joined to one. Each stream begins at another place of it.
        plan: what is measured.

    Raises:
        AudioFormatError: a recording cannot be used.
        BundleError: the graphs of this precision cannot be shared.
    """
    models = _Models(plan.precision)
    sound = _joined(paths, models.audio.sample_rate_hz)
    for count in plan.streams:
        sounds = _cut(sound, count, plan, models.audio.sample_rate_hz)
        rounds = [
            [_serve(models, batching, sounds) for batching in (None, plan.batching)]
            for _ in range(plan.rounds)
        ]
        alone, batched = (_median(served) for served in zip(*rounds, strict=True))
        yield ServingBenchmark(count, alone, batched, models.full_call_ms(sounds) / count)


def _joined(paths: Sequence[Path], rate_hz: int) -> Samples:
    """All recordings, one after the other, ``(samples,)`` at this rate."""
    parts = []
    for path in paths:
        with AudioFile.open(path) as recording:
            samples = to_mono_float32(np.concatenate([np.zeros((0, 1), np.float32), *recording.blocks()]))
            if recording.sample_rate_hz != rate_hz:
                resampler = Resampler(recording.sample_rate_hz, rate_hz)
                samples = np.concatenate([resampler.push(samples), resampler.flush()])
            parts.append(samples)
    joined = np.concatenate([np.zeros(0, np.float32), *parts])
    if not len(joined):
        raise AudioFormatError(f"{', '.join(map(str, paths))}: expected speech, got no samples")
    return joined


def _cut(sound: Samples, count: int, plan: ServingPlan, rate_hz: int) -> list[Samples]:
    """The sounds of the streams, from places that are spread over the recording."""
    length = round(plan.stream_s * rate_hz)
    starts = [len(sound) * number // count for number in range(count)]
    return [np.resize(np.roll(sound, -start), length) for start in starts]


def _serve(models: _Models, batching: Batching | None, sounds: Sequence[Samples]) -> Served:
    """Serve each stream by a thread, chunk by chunk as it is spoken."""
    ear, recognizer = models.recognizer(batching)
    rate_hz, chunk_samples = models.audio.sample_rate_hz, models.audio.chunk_samples
    start = threading.Barrier(len(sounds))

    def listen(number: int) -> list[float]:
        chunks = np.array_split(sounds[number], range(chunk_samples, len(sounds[number]), chunk_samples))
        stream = recognizer.stream()
        start.wait()
        return _listen(
            stream, chunks, number / len(sounds) * chunk_samples / rate_hz, chunk_samples / rate_hz
        )

    started_s = time.process_time()
    with ThreadPoolExecutor(len(sounds)) as pool:
        late_s = list(itertools.chain.from_iterable(pool.map(listen, range(len(sounds)))))
    spent_s, graph_s = time.process_time() - started_s, sum(ear.call_s)
    p50, p99 = (1000 * np.percentile(late_s, [50, 99])).tolist()
    return Served(
        graph_ms=1000 * graph_s / len(late_s),
        search_ms=1000 * (spent_s - graph_s) / len(late_s),
        real_time_factor=spent_s / (sum(map(len, sounds)) / rate_hz),
        chunk_ms=(p50, p99),
        batch=statistics.mean(ear.stepped),
    )


def _listen(stream: SpeechStream, chunks: Sequence[Samples], phase_s: float, chunk_s: float) -> list[float]:
    """Hear chunks in real time, the first one after ``phase_s``; returns how late each was done."""
    late_s = []
    begin_s = time.perf_counter() + phase_s
    for place, chunk in enumerate(chunks):
        spoken_s = begin_s + place * chunk_s
        time.sleep(max(0.0, spoken_s - time.perf_counter()))
        stream.accept(chunk)
        late_s.append(time.perf_counter() - spoken_s)
    stream.finish()
    return late_s


def _median(served: Sequence[Served]) -> Served:
    """The median of each number."""
    p50, p99 = (statistics.median(one.chunk_ms[i] for one in served) for i in (0, 1))
    return Served(
        graph_ms=statistics.median(one.graph_ms for one in served),
        search_ms=statistics.median(one.search_ms for one in served),
        real_time_factor=statistics.median(one.real_time_factor for one in served),
        chunk_ms=(p50, p99),
        batch=statistics.median(one.batch for one in served),
    )
