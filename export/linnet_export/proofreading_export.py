"""From a trained proofreading model to ONNX: an encoder that reads whole texts, a decoder that is stepped."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path

import torch
from torch import Tensor, nn

from linnet_export.export import OPSET, QUANTIZED_OPERATORS, quantize_lstms
from linnet_export.proofreading_model import ProofreadingModel
from linnet_export.weight_only import export_weight_only
from linnet_runtime.proofreading_model import CONTEXT, OUTPUT, READING, SYMBOLS

STATES = ("h", "c")
"""Of the decoder's LSTM."""


class FlatEncoder(nn.Module):
    """The encoder as a graph has it: batch first."""

    def __init__(self, model: ProofreadingModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, reading: Tensor) -> Tensor:
        """Readings (B, T, 2) in, contexts (B, T, width) out."""
        return self.model.encode(reading.transpose(0, 1)).transpose(0, 1)


class FlatDecoder(nn.Module):
    """The decoder as a graph has it: batch first."""

    def __init__(self, model: ProofreadingModel) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, symbols: Tensor, context: Tensor, h: Tensor, c: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Symbols (B, S, 2), contexts (B, S, width) and state in; log-probabilities and new state out."""
        logits, (h, c) = self.model.decode(symbols.transpose(0, 1), context.transpose(0, 1), (h, c))
        return logits.log_softmax(-1).transpose(0, 1), h, c


def export_encoder(model: ProofreadingModel, path: Path) -> None:
    """Write the float32 encoder: any number of texts of one length."""
    axes = {name: {0: "batch", 1: "characters"} for name in (READING, CONTEXT)}
    _export(FlatEncoder(model), (torch.ones(1, 8, 2, dtype=torch.long),), path, [READING], [CONTEXT], axes)


def export_decoder(model: ProofreadingModel, path: Path) -> None:
    """Write the float32 decoder: any number of hypotheses, any number of steps."""
    inputs = [SYMBOLS, CONTEXT, *(f"{name}.in" for name in STATES)]
    outputs = [OUTPUT, *(f"{name}.out" for name in STATES)]
    axes = {name: {0: "batch", 1: "steps"} for name in (SYMBOLS, CONTEXT, OUTPUT)}
    axes |= {f"{name}.{end}": {1: "batch"} for name in STATES for end in ("in", "out")}
    width = 2 * model.settings.encoder
    example = (torch.ones(1, 2, 2, dtype=torch.long), torch.zeros(1, 2, width), *model.initial(1))
    _export(FlatDecoder(model), example, path, inputs, outputs, axes)


def export_int8(float_graph: Path, path: Path) -> None:
    """Quantize a float graph's LSTMs; other large weights are stored as int8 and computed with as float.

    Activation scales are taken over a whole call: results depend a little on the other hypotheses of a step.
    """
    with tempfile.TemporaryDirectory() as folder:
        stored = Path(folder) / "stored.onnx"
        export_weight_only(float_graph, stored, but=QUANTIZED_OPERATORS)
        quantize_lstms(stored, path)


def _export(
    module: nn.Module,
    example: tuple[Tensor, ...],
    path: Path,
    inputs: list[str],
    outputs: list[str],
    axes: dict[str, dict[int, str]],
) -> None:
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # the exporter's age, and batch sizes: the initial states are inputs
        torch.onnx.export(
            module.eval(),  # the exporter puts all of it back into this mode
            example,
            str(path),
            input_names=inputs,
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )
