"""From a trained formatting model to ONNX: any number of words of any number of texts; int8 word by word."""

from __future__ import annotations

import warnings
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import embedding

from linnet_export.export import OPSET, layer_states, quantize_fixed
from linnet_export.formatting_model import FormattingModel
from linnet_runtime.formatting_labels import UNITS
from linnet_runtime.formatting_model import INPUT
from linnet_runtime.formatting_words import MOST_PIECES
from linnet_runtime.manifest import StateTensor

STATES = ("h", "c")


class FlatFormattingModel(nn.Module):
    """The model as a graph has it: batch first, a gather in place of bags; the table's row 0 is zero."""

    def __init__(self, model: FormattingModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, pieces: Tensor, h: Tensor, c: Tensor) -> tuple[Tensor, ...]:
        """Pieces (B, T, P) and state in; of each output (B, T, DELAYS, units), and the next state out."""
        words = embedding(pieces.transpose(0, 1), self.model.table).sum(2)  # (T, B, embedding)
        logits, state = self.model.logits(words, (h, c))
        return (*(one.log_softmax(-1).transpose(0, 1) for one in logits), *state)


def state_tensors(model: FormattingModel) -> tuple[StateTensor, ...]:
    """The model's state as the manifest describes it."""
    return layer_states(STATES, model.settings.hidden, model.settings.layers)


def export_float(model: FormattingModel, path: Path) -> None:
    """Write the float32 graph: any batch, any number of words."""
    model.eval()
    axes = {name: {0: "batch", 1: "words"} for name in (INPUT, *UNITS)}
    axes |= {f"{name}.{end}": {1: "batch"} for name in STATES for end in ("in", "out")}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's age, and batch sizes: the initial states are inputs
        torch.onnx.export(
            FlatFormattingModel(model).eval(),  # the exporter puts all of it back into this mode
            (torch.ones(1, 2, MOST_PIECES, dtype=torch.long), *model.initial(1)),
            str(path),
            input_names=[INPUT, *(f"{name}.in" for name in STATES)],
            output_names=[*UNITS, *(f"{name}.out" for name in STATES)],
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )


def export_int8(float_graph: Path, path: Path) -> None:
    """Quantize a float graph for one word of one text at a time, which is how the runtime steps it."""
    quantize_fixed(float_graph, path, {"batch": 1, "words": 1})
