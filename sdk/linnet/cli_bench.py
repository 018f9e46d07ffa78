"""``linnet bench``: how fast it is here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from linnet.benchmark import SpeechBenchmark, benchmark_speech
from linnet.benchmark_serving import ServingBenchmark, ServingPlan, benchmark_serving
from linnet.benchmark_typing import TypingBenchmark, benchmark_typing
from linnet.cli_options import BundleOption, LettersOption
from linnet_runtime.batcher import Batching
from linnet_runtime.errors import InputError

TYPED_TEXT = Path(__file__).parent / "benchmark_typing.txt"
"""The text that is typed unless another one is given; written for this purpose."""

app = typer.Typer(help="Measure speed and memory on this machine.", rich_markup_mode=None)


@app.callback()
def bench() -> None:
    """Measure speed and memory on this machine."""


@app.command("speech")
def speech(
    file: Annotated[Path, typer.Argument(help="A recording.")],
    bundle: BundleOption = None,
    letters: LettersOption = False,
) -> None:
    """Recognise a recording chunk by chunk on one thread and print what it took."""
    for line in report(benchmark_speech(file, bundle, letters=letters)):
        print(line)


@app.command("typing")
def typing(
    file: Annotated[
        Path, typer.Argument(help="A text; default: one that comes along.", show_default=False)
    ] = TYPED_TEXT,
    bundle: BundleOption = None,
) -> None:
    """Type a text character by character, with suggestions at each, and print what it took."""
    try:
        measured = benchmark_typing(file, bundle)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: expected a text in UTF-8: {error}") from error
    for line in typing_report(measured):
        print(line)


@app.command("serve")
def serve(
    files: Annotated[list[Path], typer.Argument(help="Recordings; each stream hears another part of them.")],
    streams: Annotated[
        list[int] | None, typer.Option(help="How many streams; may be given several times.", min=1)
    ] = None,
    precision: Annotated[str, typer.Option(help="Graphs: weight_only or float32.")] = "weight_only",
    latency_ms: Annotated[float, typer.Option(help="How long a chunk may wait for others.")] = 20.0,
    seconds: Annotated[float, typer.Option(help="How long each stream speaks.")] = 4.0,
    rounds: Annotated[int, typer.Option(help="How often all is measured; what is told are medians.")] = 3,
) -> None:
    """Serve many streams in real time, each by a thread, alone and with shared graph calls in turns."""
    plan = ServingPlan(precision=precision, batching=Batching(latency_ms / 1000, most=max(streams or [32])))
    plan = replace(plan, streams=tuple(streams or plan.streams), stream_s=seconds, rounds=rounds)
    for line in serving_header(plan):
        print(line)
    for measured in benchmark_serving(files, plan):
        print(serving_line(measured), flush=True)


def serving_header(plan: ServingPlan) -> list[str]:
    """What the columns are."""
    return [
        f"{plan.precision}, {plan.stream_s:g} s of sound a stream, chunks wait up to "
        f"{1000 * plan.batching.latency_s:g} ms; processor time, median of {plan.rounds}; alone / batched",
        f"{'streams':>7}  {'in a call':>9}  {'graph ms a chunk':^22}  {'all in one':>10}  "
        f"{'search ms a chunk':^22}  {'streams a core':^20}  {'chunk ms, p50 p99':^23}",
    ]


def serving_line(measured: ServingBenchmark) -> str:
    """One row of the table; the number after two others is batched divided by alone, see ServingBenchmark."""
    alone, batched = measured.alone, measured.batched
    return (
        f"{measured.streams:>7}  {batched.batch:>9.1f}  {_pair(alone.graph_ms, batched.graph_ms):>22}  "
        f"{measured.least_graph_ms:>10.2f}  "
        f"{_pair(alone.search_ms, batched.search_ms):>22}  "
        f"{_pair(alone.streams_per_core, batched.streams_per_core, digits=1):>20}  "
        + " / ".join(f"{p50:.0f} {p99:.0f}" for p50, p99 in (alone.chunk_ms, batched.chunk_ms))
    )


def _pair(alone: float, batched: float, digits: int = 2) -> str:
    """Two numbers and their ratio."""
    return f"{alone:.{digits}f} / {batched:.{digits}f}  x{batched / alone:.2f}"


def report(measured: SpeechBenchmark) -> list[str]:
    """The measurements as lines of text."""
    p50, p95, p99 = measured.chunk_ms
    median, longest = measured.final_ms
    return [
        f"acoustic model    {measured.weight_bytes / 1e6:.2f} MB (int8)",
        f"load              {measured.load_s:.2f} s, import included",
        f"peak memory       {measured.peak_memory_bytes / 1e6:.0f} MB",
        f"real-time factor  {measured.real_time_factor:.4f} on one thread, {measured.audio_s:.0f} s heard",
        f"per {1000 * measured.chunk_s:.0f} ms chunk  p50 {p50:.2f} ms, p95 {p95:.2f} ms, p99 {p99:.2f} ms",
        f"final             {median:.1f} ms after the endpoint (median), {longest:.1f} ms (longest)",
        f"memory floor      {measured.floor_ms:.2f} ms to read its weights once at "
        f"{measured.bandwidth_bytes_per_s / 1e9:.1f} GB/s; p50 is {measured.floor_ratio:.1f} times that",
    ]


def typing_report(measured: TypingBenchmark) -> list[str]:
    """The measurements as lines of text."""
    p50, p95, p99 = measured.keystroke_ms
    return [
        f"bundle            {measured.bundle_bytes / 1e6:.2f} MB (int8)",
        f"load              {measured.load_s:.2f} s",
        f"memory            {measured.memory_bytes / 1e6:.0f} MB above numpy and onnxruntime, "
        f"{measured.memory_ratio:.1f} times the bundle",
        f"per keystroke     p50 {p50:.2f} ms, p95 {p95:.2f} ms, p99 {p99:.2f} ms "
        f"({measured.keystrokes} keystrokes)",
        f"language model    {measured.step_ms:.2f} ms a step; p50 is {measured.step_ratio:.1f} times that",
    ]
