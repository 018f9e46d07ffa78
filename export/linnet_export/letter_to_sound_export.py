"""From a trained letter-to-sound model to ONNX: a whole word in, no states, LSTMs in int8."""

from __future__ import annotations

import warnings
from pathlib import Path

import onnx
import torch
from onnxruntime.tools.onnx_model_utils import make_dim_param_fixed
from torch import Tensor, nn

from linnet_export.export import OPSET, quantize_lstms
from linnet_export.letter_to_sound import LetterToSound

INPUT, OUTPUT = "letters", "phones"


class FlatLetterToSound(nn.Module):
    """The model as a graph has it: batch first."""

    def __init__(self, model: LetterToSound) -> None:
        super().__init__()
        self.model = model

    def forward(self, letters: Tensor) -> Tensor:
        """Letters (B, T) in, log-probabilities (B, frames, units) out."""
        found: Tensor = self.model(letters.t()).transpose(0, 1)
        return found


def export_float(model: LetterToSound, path: Path) -> None:
    """Write the float32 graph: any number of words of one length, any length."""
    model.eval()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's age, and batch sizes of an LSTM
        torch.onnx.export(
            FlatLetterToSound(model).eval(),  # the exporter puts all of it back into this mode
            (torch.ones(1, 4, dtype=torch.long),),
            str(path),
            input_names=[INPUT],
            output_names=[OUTPUT],
            dynamic_axes={INPUT: {0: "batch", 1: "letters"}, OUTPUT: {0: "batch", 1: "frames"}},
            opset_version=OPSET,
            dynamo=False,
        )


def export_int8(float_graph: Path, path: Path) -> None:
    """Quantize a float graph's LSTMs, int8 weights with a scale per channel, for one word at a time.

    Activation scales are taken over a whole call: with other words beside it a word would sound otherwise.
    """
    graph = onnx.load(float_graph)
    make_dim_param_fixed(graph.graph, "batch", 1)
    fixed = path.with_suffix(".fixed.onnx")
    onnx.save(graph, fixed)
    try:
        quantize_lstms(fixed, path)
    finally:
        fixed.unlink()
