"""Whether a graph says what the PyTorch model says, over many streaming steps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from linnet_export.export import OUTPUTS, StreamingModel
from linnet_runtime.step_model import StepModel

STEPS = 240
_LOUDNESS_STEP = 8000


def parity(
    model: StreamingModel,
    graph: StepModel,
    audio: NDArray[np.float32],
    chunk_samples: int,
    outputs: Sequence[str] = OUTPUTS,
) -> float:
    """Largest absolute difference of any output in chunks of ``audio`` (samples,), each carrying its state.

    Log-probabilities are compared where they are above -20; further down both mean never.
    """
    model.eval()
    torch_state, onnx_state = model.initial(1), graph.initial()
    largest = 0.0
    for start in range(0, len(audio) - chunk_samples + 1, chunk_samples):
        chunk = audio[np.newaxis, start : start + chunk_samples]
        with torch.no_grad():
            *expected, torch_state = model(torch.from_numpy(chunk), torch_state)
        found, onnx_state = graph.step({"audio": chunk}, onnx_state)
        for name, values in zip(outputs, expected, strict=True):
            largest = max(largest, _difference(values.numpy(), found[name]))
    return largest


def varying_noise(samples: int, seed: int = 0) -> NDArray[np.float32]:
    """Noise whose loudness changes, (samples,): every parity run hears the same."""
    rng = np.random.default_rng(seed)
    knots = np.arange(0, samples + _LOUDNESS_STEP, _LOUDNESS_STEP)
    loudness = np.exp(np.interp(np.arange(samples), knots, rng.uniform(-7.0, -1.0, len(knots))))
    return (rng.standard_normal(samples) * loudness).clip(-1, 1).astype(np.float32)


def _difference(expected: NDArray[np.float32], got: NDArray[np.float32]) -> float:
    return float(np.abs(np.maximum(expected, -20.0) - np.maximum(got, -20.0)).max())
