"""From a trained tone model to ONNX: pieces and state in, log-probabilities of labels and the state out."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import softplus

from linnet_export.export import OPSET, QUANTIZED_OPERATORS, quantize_lstms
from linnet_export.tone_model import STATES, ToneModel
from linnet_export.weight_only import export_weight_only
from linnet_runtime.manifest import StateTensor
from linnet_runtime.step_model import StepModel

INPUT, OUTPUT = "pieces", "tone"
PARITY_STEPS = 400
_PARITY_TEXT = 25


class FlatToneModel(nn.Module):
    """The model as a graph has it: batch first, every piece counts."""

    def __init__(self, model: ToneModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, pieces: Tensor, *state: Tensor) -> tuple[Tensor, ...]:
        """Pieces (B, T) and state in, log-probabilities (B, labels) and the next state out."""
        logits, new = self.model(pieces.t(), state)
        return (log_sigmoid(logits), *new)


def state_tensors(model: ToneModel) -> tuple[StateTensor, ...]:
    """The model's state as the manifest describes it."""
    return tuple(
        StateTensor(name, tuple(tensor.shape), 1, "float32", f"{name}.in", f"{name}.out")
        for name, tensor in zip(STATES, model.initial(1), strict=True)
    )


def export_float(model: ToneModel, path: Path) -> None:
    """Write the float32 graph: any batch, any number of steps."""
    model.eval()
    ends = {end: [f"{name}.{end}" for name in STATES] for end in ("in", "out")}
    axes = {INPUT: {0: "batch", 1: "steps"}, OUTPUT: {0: "batch"}}
    axes |= {name: {1: "batch"} for names in ends.values() for name in names}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's age, and batch sizes: the initial states are inputs
        torch.onnx.export(
            FlatToneModel(model).eval(),  # the exporter puts all of it back into this mode
            (torch.zeros(1, 2, dtype=torch.long), *model.initial(1)),
            str(path),
            input_names=[INPUT, *ends["in"]],
            output_names=[OUTPUT, *ends["out"]],
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )


def export_int8(float_graph: Path, path: Path) -> None:
    """Quantize a float graph's LSTM; the embeddings are stored as int8 and computed with as float.

    Activation scales are taken over a whole call: the runtime steps one text by one piece.
    """
    partly = path.with_suffix(".partly.onnx")
    export_weight_only(float_graph, partly, but=QUANTIZED_OPERATORS)
    try:
        quantize_lstms(partly, path)
    finally:
        partly.unlink()


def parity(model: ToneModel, graph: StepModel, steps: int = PARITY_STEPS) -> float:
    """Largest difference of any log-probability while both read the same random texts of 25 pieces."""
    model.eval()
    pieces = np.random.default_rng(0).integers(0, model.settings.pieces, steps)
    torch_state, state, largest = model.initial(1), graph.initial(), 0.0
    for place, piece in enumerate(pieces):
        if place % _PARITY_TEXT == 0:
            torch_state, state = model.initial(1), graph.initial()
        with torch.no_grad():
            logits, torch_state = model(torch.tensor([[piece]]), torch_state)
        outputs, state = graph.step({INPUT: np.array([[piece]])}, state)
        largest = max(largest, float(np.abs(log_sigmoid(logits).numpy() - outputs[OUTPUT]).max()))
    return largest


def log_sigmoid(logits: Tensor) -> Tensor:
    """Return log-probabilities; torch's own is exported as the logarithm of a number that may be nearly 0."""
    found: Tensor = -softplus(-logits)
    return found
