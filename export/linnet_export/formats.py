"""One model in every format: size, time to load, time of a step, and what it says."""

from __future__ import annotations

import math
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from linnet_export.corpora.jsonl import read_jsonl
from linnet_export.evaluation import Listening, Tally
from linnet_export.ort_format import convert
from linnet_export.pronunciation import Pronunciations
from linnet_export.real_input import Feed, Source, feeds, run
from linnet_export.recording import read_mono
from linnet_runtime.bundle import Bundle
from linnet_runtime.step_model import StepModel, session_options

REFERENCE = "float32"
"""What the others are compared with."""
_FASTEST_SHARE = 0.1
_LOADS = 5


@dataclass(frozen=True)
class SpeechSource:
    """Transcribed recordings on which an acoustic bundle's errors are counted."""

    manifest: Path
    cmudict: Path
    utterances: int


@dataclass(frozen=True)
class FormatRow:
    """One format of one bundle."""

    bundle: str
    format: str
    """Precision, with ".ort" where it is in that format."""
    size_bytes: int
    load_ms: float
    """Computing time of one thread, the fastest of a few."""
    step_ms: float
    """The 10th percentile of the steps' computing times."""
    steps: int
    largest_difference: float
    """Of a probability, from the float graph's."""
    other_best: float
    """Share of frames whose most probable unit is another than the float graph's."""
    frames: int
    accuracy: str
    """What was measured with its count, or ""."""


def measure_formats(bundle: Bundle, source: Source, speech: SpeechSource | None = None) -> list[FormatRow]:
    """Measure every graph of a bundle as ONNX and as `.ort` on real input.

    Raises `BundleError` for a bundle without float graph: nothing could be compared with it.
    """
    steps = feeds(bundle, source)
    with tempfile.TemporaryDirectory() as folder:
        paths = dict(_formats(bundle, Path(folder)))
        exact = _probabilities(bundle, open_graph(paths[REFERENCE], bundle), steps)
        return [_row(bundle, name, path, steps, exact, speech) for name, path in paths.items()]


def open_graph(path: Path, bundle: Bundle, more: Sequence[str] = ()) -> StepModel:
    """Load a graph file, ONNX or `.ort`, as the bundle's manifest describes it, with ``more`` outputs."""
    session = ort.InferenceSession(str(path), session_options(1), providers=["CPUExecutionProvider"])
    manifest = bundle.manifest
    return StepModel(session, manifest.inputs, (*manifest.outputs, *more), manifest.states)


def _formats(bundle: Bundle, folder: Path) -> Iterator[tuple[str, Path]]:
    bundle.graph_path(REFERENCE)  # raises when there is none
    for precision in bundle.manifest.graphs:
        yield precision, bundle.graph_path(precision)
    for precision in bundle.manifest.graphs:
        path = folder / f"{precision}.ort"
        convert(bundle.graph_path(precision), path, small=precision == "weight_only")
        yield path.name, path


def _row(
    bundle: Bundle,
    name: str,
    path: Path,
    steps: Sequence[Feed],
    exact: NDArray[np.float32],
    speech: SpeechSource | None,
) -> FormatRow:
    load_ms = min(_milliseconds(lambda: open_graph(path, bundle)) for _ in range(_LOADS))
    model = open_graph(path, bundle)
    found = _probabilities(bundle, model, steps)
    return FormatRow(
        bundle=bundle.manifest.name,
        format=name,
        size_bytes=path.stat().st_size,
        load_ms=load_ms,
        step_ms=_step_ms(model, steps),
        steps=len(steps),
        largest_difference=float(np.abs(found - exact).max()),
        other_best=float((found.argmax(axis=1) != exact.argmax(axis=1)).mean()),
        frames=len(exact),
        accuracy=_accuracy(bundle, model, steps, speech),
    )


def _probabilities(bundle: Bundle, model: StepModel, steps: Sequence[Feed]) -> NDArray[np.float32]:
    """Probabilities (frames, units) of the first output."""
    scores = run(model, list(steps))[bundle.manifest.outputs[0]]
    joined: NDArray[np.float32] = np.exp(np.concatenate([one.reshape(-1, one.shape[-1]) for one in scores]))
    return joined


def _step_ms(model: StepModel, steps: Sequence[Feed]) -> float:
    state, taken = model.initial(), []
    for feed in steps:
        start = time.thread_time()
        _, state = model.step(feed, state)
        taken.append(1000 * (time.thread_time() - start))
    return float(np.quantile(taken, _FASTEST_SHARE))


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.thread_time()
    work()
    return 1000 * (time.thread_time() - start)


def _accuracy(bundle: Bundle, model: StepModel, steps: Sequence[Feed], speech: SpeechSource | None) -> str:
    """A real measure where there is one."""
    if bundle.manifest.kind == "language":
        return _perplexity(model, steps)
    if bundle.manifest.kind == "acoustic" and speech:
        return _phone_errors(bundle, model, speech)
    return ""


def _perplexity(model: StepModel, steps: Sequence[Feed]) -> str:
    """Per piece of the text that the steps read."""
    scores = run(model, list(steps))["log_probs"]
    read = [int(feed["pieces"][0, 0]) for feed in steps]
    losses = [-float(one[0, piece]) for one, piece in zip(scores, read[1:], strict=False)]
    return f"perplexity {math.exp(sum(losses) / len(losses)):.2f} over {len(losses):,} pieces"


def _phone_errors(bundle: Bundle, model: StepModel, speech: SpeechSource) -> str:
    """Greedy phone errors, streamed, of recordings spread evenly over the manifest."""
    audio, pronunciations = bundle.manifest.sound(), Pronunciations.load(speech.cmudict)
    listening, tally = Listening(model, audio.chunk_samples, audio.lookahead_samples), Tally()
    utterances = read_jsonl(speech.manifest)
    every = max(1, len(utterances) // speech.utterances)
    for utterance in utterances[::every][: speech.utterances]:
        samples = read_mono(utterance.audio, audio.sample_rate_hz)
        tally.add(listening.hear(samples, utterance.dataset, utterance.text), pronunciations)
    return f"phone errors {tally.phone_errors / max(tally.phones, 1):.2%} of {tally.phones:,}"
