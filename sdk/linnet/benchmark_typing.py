"""How fast the keyboard is on this machine, on one thread, measured now."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from linnet.keyboard import Keyboard
from linnet.language import DEFAULT_LANGUAGE
from linnet_runtime.bundle import Bundle
from linnet_runtime.language_model import LanguageModel

LOADS = 3
STEPS = 200

# In a process of its own, because this one has imported Linnet already. What a keyboard takes is what is
# resident after typing a little, less what numpy and onnxruntime take by themselves.
_LOAD = """
import sys, time

def resident_bytes():
    try:
        status = dict(line.split(":", 1) for line in open("/proc/self/status"))
        return int(status["VmRSS"].split()[0]) * 1024
    except OSError:
        import resource
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit

import numpy, onnxruntime
bare_bytes = resident_bytes()
import linnet
started = time.perf_counter()
keyboard = linnet.Keyboard.load(sys.argv[1])
load_s = time.perf_counter() - started
session = keyboard.session(learn=False)
for character in open(sys.argv[2], encoding="utf-8").read():
    session.type(character)
    session.suggestions()
import json
print(json.dumps([load_s, resident_bytes() - bare_bytes]))
"""


@dataclass(frozen=True)
class TypingBenchmark:
    """What :func:`benchmark_typing` measured."""

    keystrokes: int
    keystroke_ms: tuple[float, float, float]
    """50th, 95th and 99th percentile of the time to type a character and get three suggestions."""
    step_ms: float
    """Median of one step of the language model, which no keyboard could do without at each word."""
    load_s: float
    """In a new process, without imports; median of three."""
    memory_bytes: int
    """Resident after typing the text, above the interpreter with numpy and onnxruntime; median of three."""
    bundle_bytes: int
    """Size of the files that are loaded."""

    @property
    def step_ratio(self) -> float:
        """How many language-model steps the median keystroke takes."""
        return self.keystroke_ms[0] / self.step_ms

    @property
    def memory_ratio(self) -> float:
        """Memory for each byte of the bundle."""
        return self.memory_bytes / self.bundle_bytes


def benchmark_typing(path: Path, bundle: Path | None = None) -> TypingBenchmark:
    """Measure the int8 graph of a bundle while a text is typed character by character.

    Raises:
        BundleError: the bundle cannot be used.
        OSError: the text cannot be read.
    """
    directory = bundle if bundle is not None else DEFAULT_LANGUAGE
    text = path.read_text(encoding="utf-8")
    times_s = _type(Keyboard.load(directory), text)
    load_s, memory_bytes = _load_alone(directory, path)
    opened = Bundle.open(directory)
    files = [opened.manifest.graphs["int8"], *opened.manifest.files.values()]
    p50, p95, p99 = (1000 * np.percentile(times_s, [50, 95, 99])).tolist()
    return TypingBenchmark(
        keystrokes=len(times_s),
        keystroke_ms=(p50, p95, p99),
        step_ms=step_ms(LanguageModel.load(opened)),
        load_s=load_s,
        memory_bytes=memory_bytes,
        bundle_bytes=sum(file.size_bytes for file in files),
    )


def _type(keyboard: Keyboard, text: str) -> list[float]:
    """Seconds for each character of a text, a session for each line."""
    times_s: list[float] = []
    for line in text.splitlines(keepends=True):
        session = keyboard.session(learn=False)
        for character in line:
            started = time.perf_counter()
            session.type(character)
            session.suggestions()
            times_s.append(time.perf_counter() - started)
    return times_s


def step_ms(model: LanguageModel) -> float:
    """Median milliseconds in which a language model reads one word."""
    times_s = []
    for _ in range(STEPS):
        started = time.perf_counter()
        model.read(model.start(), ["the"])
        times_s.append(time.perf_counter() - started)
    return 1000 * statistics.median(times_s)


def _load_alone(bundle: Path, text: Path) -> tuple[float, int]:
    """Seconds to load, and memory in bytes, each the median of new processes."""
    command = [sys.executable, "-c", _LOAD, str(bundle), str(text)]
    runs = [json.loads(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(LOADS)]
    return statistics.median(run[0] for run in runs), int(statistics.median(run[1] for run in runs))
