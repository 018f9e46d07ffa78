"""Steps of a graph in numbers: what goes in, and the first of what comes out, to check another runtime by."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from linnet_export.accuracy_table import table
from linnet_runtime.bundle import Bundle
from linnet_runtime.manifest import AudioSettings
from linnet_runtime.step_model import StepModel

TONE_HZ = 440.0
TONE_LEVEL = 0.5
STEPS = 2
SHOWN = 5
EXACT = ("weight_only", "float32")
"""Graphs whose outputs are the same on every machine but for rounding, the preferred one first."""


def worked_step(bundle: Bundle) -> list[str]:
    """Return a table: the first columns of each output's last frame, after each of two steps on a tone."""
    manifest = bundle.manifest
    precision = next(one for one in EXACT if one in manifest.graphs)
    model = StepModel.load(bundle, precision)
    state, rows = model.initial(), []
    for step in range(STEPS):
        outputs, state = model.step({manifest.inputs[0]: tone(manifest.sound(), step)}, state)
        rows += [_row(step, name, outputs[name]) for name in manifest.outputs]
    graph = manifest.graphs[precision].file
    head = ("step", "output", "shape", f"first {SHOWN} numbers of the last frame (`{graph}`)")
    return table(head, rows)


def tone(audio: AudioSettings, step: int) -> NDArray[np.float32]:
    """Return the chunk of a step, (1, samples): 0.5 sin(2 pi 440 t), t in seconds from the first sample."""
    samples = np.arange(step * audio.chunk_samples, (step + 1) * audio.chunk_samples)
    wave = TONE_LEVEL * np.sin(2 * np.pi * TONE_HZ * samples / audio.sample_rate_hz)
    return wave.astype(np.float32)[np.newaxis]


def _row(step: int, name: str, output: NDArray[np.float32]) -> list[str]:
    """output: (1, frames, columns) or (1, frames)."""
    numbers = np.atleast_1d(output[0, -1])[:SHOWN]
    shape = ", ".join(map(str, output.shape))
    return [str(step + 1), f"`{name}`", f"({shape})", " ".join(f"{number:.4f}" for number in numbers)]
