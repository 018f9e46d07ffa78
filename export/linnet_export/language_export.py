"""From a trained language model to ONNX: one step of any batch, the embedding stored once."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch import Tensor, nn
from torch.nn.functional import embedding, linear, log_softmax

from linnet_export.export import layer_states, quantize_lstms
from linnet_export.language_model import LanguageModel, LanguageSettings
from linnet_export.weight_only import export_weight_only, quantized
from linnet_runtime.manifest import StateTensor

OPSET = 17
QUANTIZED_OPERATORS = ("LSTM", "Gather", "Gemm")
"""The recurrent layer, and both uses of the embedding."""
TABLE = "model.table"
"""Name of the piece embeddings in a float graph, (pieces, embedding)."""
_KEPT = ("LSTM", "Gather", "Gemm", "MatMul")
"""Operators whose weights are quantized in another way here, or not at all: the projection."""


class FlatLanguageModel(nn.Module):
    """The model as a graph has it: batch first, log-probabilities after the last piece only."""

    def __init__(self, model: LanguageModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, pieces: Tensor, *state: Tensor) -> tuple[Tensor, ...]:
        """Pieces (B, T) and state in, log-probabilities (B, pieces) and the next state out."""
        model = self.model
        outputs, new = model.outputs(embedding(pieces.t(), model.table), state)
        # One layer's last output is its hidden state, and the graph need not look for the last step
        last = outputs[-1] if model.deeper else new[0][0]
        # linear, not a product with the transposed table: that would be stored a second time
        logits = linear(model.projection(last), model.table, model.bias)
        return (log_softmax(logits, dim=-1), *new)


def state_tensors(settings: LanguageSettings) -> tuple[StateTensor, ...]:
    """The model's state as the manifest describes it."""
    return layer_states(settings.states, settings.hidden)


def export_float(model: LanguageModel, path: Path) -> None:
    """Write the float32 graph: any batch, any number of steps."""
    model.eval()
    state, names = model.initial(1), model.settings.states
    axes = {"pieces": {0: "batch", 1: "steps"}, "log_probs": {0: "batch"}}
    axes |= {f"{name}.{end}": {1: "batch"} for name in names for end in ("in", "out")}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's age, and batch sizes: the initial states are inputs
        torch.onnx.export(
            FlatLanguageModel(model).eval(),  # the exporter puts all of it back into this mode
            (torch.zeros(1, 2, dtype=torch.long), *state),
            str(path),
            input_names=["pieces", *(f"{name}.in" for name in names)],
            output_names=["log_probs", *(f"{name}.out" for name in names)],
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )


def export_int8(float_graph: Path, path: Path) -> None:
    """Quantize a float graph: the LSTM, and the embedding, which stays one tensor for both of its uses.

    A GRU or RNN has its weights stored as int8 and is computed as float: onnxruntime quantizes neither.

    Activation scales are taken over a whole call, so results depend on the other texts of a batch and on the
    number of steps: the runtime steps one text by one piece.
    """
    model = onnx.load(float_graph)
    _quantize_table(model.graph)
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    partly = path.with_suffix(".partly.onnx")
    onnx.save(model, partly)
    try:
        export_weight_only(partly, partly, but=_KEPT)
        quantize_lstms(partly, path)
    finally:
        partly.unlink()


def _quantize_table(graph: onnx.GraphProto) -> None:
    """Put an int8 table, (E, pieces) as the product needs it, in the place of the float one."""
    table = next(tensor for tensor in graph.initializer if tensor.name == TABLE)
    values, scale = quantized(numpy_helper.to_array(table))
    graph.initializer.remove(table)
    graph.initializer.extend(
        [
            numpy_helper.from_array(np.ascontiguousarray(values.T), "table"),
            numpy_helper.from_array(scale, "table.scale"),
            numpy_helper.from_array(np.array([-1]), "last.axis"),
        ]
    )
    replacements = {"Gather": _lookup, "Gemm": _product}
    nodes = list(graph.node)
    del graph.node[:]
    for node in nodes:
        graph.node.extend(replacements[node.op_type](node) if TABLE in node.input else [node])


def _lookup(node: onnx.NodeProto) -> list[onnx.NodeProto]:
    """Gather columns of the table, (T, B) pieces to (T, B, E)."""
    pieces, output = node.input[1], node.output[0]
    return [
        helper.make_node("Gather", ["table", pieces], ["columns"], axis=1),
        helper.make_node("Transpose", ["columns"], ["rows"], perm=[1, 2, 0]),
        helper.make_node("Cast", ["rows"], ["whole"], to=onnx.TensorProto.FLOAT),
        helper.make_node("Gather", ["table.scale", pieces], ["scales"], axis=0),
        helper.make_node("Unsqueeze", ["scales", "last.axis"], ["scales.column"]),
        helper.make_node("Mul", ["whole", "scales.column"], [output]),
    ]


def _product(node: onnx.NodeProto) -> list[onnx.NodeProto]:
    """Multiply features with all columns of the table, scale and add the bias."""
    features, _, bias = node.input
    inputs = [features, "table", "table.scale", "", bias]
    return [helper.make_node("DynamicQuantizeMatMul", inputs, node.output, domain="com.microsoft")]
