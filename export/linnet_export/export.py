"""From a trained model to ONNX: states become inputs and outputs, batch norm folds, LSTMs become int8."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.tools.onnx_model_utils import make_dim_param_fixed
from torch import Tensor, nn

from linnet_export.cells import CELL_OPERATORS
from linnet_export.model import AcousticModel
from linnet_export.recipe import RecipeError
from linnet_export.voice_model import VoiceModel
from linnet_export.weight_only import export_weight_only
from linnet_runtime.manifest import Quantization, StateTensor

OPSET = 17
"""The first with LayerNormalization; onnxruntime and onnxruntime-web run it."""
OUTPUTS = ("phones", "letters", "trunk")
"""Of the acoustic graph."""
QUANTIZED_OPERATORS = ("LSTM",)
"""Everything else is computed as float: the front end and the softmax would lose most.

`quantize_dynamic` knows no other recurrent operator.
"""
StreamingModel: TypeAlias = AcousticModel | VoiceModel
"""Audio and state in, outputs and state out."""


class FlatModel(nn.Module):
    """The model with its state as a row of tensors, as a graph has it."""

    def __init__(self, model: StreamingModel, names: Sequence[str]) -> None:
        super().__init__()
        self.model = model
        self.names = tuple(names)

    def forward(self, audio: Tensor, *state: Tensor) -> tuple[Tensor, ...]:
        """Audio and state in, the outputs and the next state out."""
        *outputs, new = self.model(audio, dict(zip(self.names, state, strict=True)))
        return (*outputs, *(new[name] for name in self.names))


def state_tensors(model: StreamingModel) -> tuple[StateTensor, ...]:
    """The model's state as the manifest describes it.

    Raises `RecipeError` for a bidirectional model: it has no state that a step could go on from.
    """
    _refuse_bidirectional(model)
    two = model.initial(2)
    return tuple(
        StateTensor(
            name=name,
            shape=tuple(tensor.shape),
            batch_axis=_batch_axis(tensor, two[name]),
            dtype="float32",
            input=f"{name}.in",
            output=f"{name}.out",
        )
        for name, tensor in model.initial(1).items()
    )


def layer_states(names: Sequence[str], hidden: int, layers: int = 1) -> tuple[StateTensor, ...]:
    """States (layers, 1, hidden) of recurrent layers, as a manifest describes them."""
    return tuple(
        StateTensor(name, (layers, 1, hidden), 1, "float32", f"{name}.in", f"{name}.out") for name in names
    )


def export_float(model: StreamingModel, path: Path, outputs: Sequence[str] = OUTPUTS) -> None:
    """Write the float32 graph with ``outputs``: any batch, any number of whole frames.

    The TorchScript exporter keeps ``nn.LSTM`` one ONNX LSTM, which is what dynamic quantization needs. Raises
    `RecipeError` for a bidirectional model, which `export_whole` takes.
    """
    model.eval()
    _refuse_bidirectional(model)
    state = model.initial(1)
    names = list(state)
    axes = {"audio": {0: "batch", 1: "samples"}, **{name: {0: "batch", 1: "frames"} for name in outputs}}
    for tensor in state_tensors(model):
        axes |= {name: {tensor.batch_axis: "batch"} for name in (tensor.input, tensor.output)}
    audio = torch.zeros(1, 4 * model.settings.frame_hop_samples)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's age, and batch sizes: the initial states are inputs
        torch.onnx.export(
            FlatModel(model, names),
            (audio, *state.values()),
            str(path),
            input_names=["audio", *(f"{name}.in" for name in names)],
            output_names=[*outputs, *(f"{name}.out" for name in names)],
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )


class WholeAcousticModel(nn.Module):
    """An acoustic model that begins anew with each recording."""

    def __init__(self, model: AcousticModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, audio: Tensor) -> Tensor:
        """Phone log-probabilities (1, T, phones) of a whole recording (1, S)."""
        phones: Tensor = self.model(audio, self.model.initial(1))[0]
        return phones


def export_whole(model: AcousticModel, path: Path) -> None:
    """Write the float32 graph of a model that hears whole recordings, one at a time: "audio" to "phones"."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's age
        torch.onnx.export(
            WholeAcousticModel(model).eval(),
            (torch.zeros(1, 4 * model.settings.frame_hop_samples),),
            str(path),
            input_names=["audio"],
            output_names=["phones"],
            dynamic_axes={"audio": {1: "samples"}, "phones": {1: "frames"}},
            opset_version=OPSET,
            dynamo=False,
        )


def quantization(cell: str, operators: Sequence[str] = QUANTIZED_OPERATORS) -> Quantization:
    """How the int8 graph of a model with this cell is made; ``operators`` are quantized where it is an LSTM.

    onnxruntime has no int8 GRU or RNN: `quantize_dynamic` leaves both as they are.
    """
    operator = CELL_OPERATORS[cell]
    if operator in QUANTIZED_OPERATORS:
        return Quantization("dynamic int8 weights and activations", True, tuple(operators))
    rest = tuple(one for one in operators if one not in QUANTIZED_OPERATORS)
    method = f"int8 weights, float activations in {operator}: onnxruntime has no int8 {operator}"
    return Quantization(method, True, (operator, *rest))


def export_int8(float_graph: Path, path: Path, chunk_samples: int) -> None:
    """Quantize a float graph for batch 1 and chunks of so many samples, see `quantize_fixed`."""
    quantize_fixed(float_graph, path, {"batch": 1, "samples": chunk_samples})


def quantize_fixed(float_graph: Path, path: Path, sizes: Mapping[str, int]) -> None:
    """Quantize a float graph's LSTMs, int8 weights with a scale per channel, for dimensions of these sizes.

    Other large weights are stored as int8 and computed with as float.

    Activation scales are taken over a whole call, so another chunk length would give other results: the
    graph's dimensions are fixed to those that were measured.
    """
    graph = onnx.load(float_graph)
    for name, size in sizes.items():
        make_dim_param_fixed(graph.graph, name, size)
    fixed = path.with_suffix(".fixed.onnx")
    onnx.save(graph, fixed)
    export_weight_only(fixed, fixed, but=QUANTIZED_OPERATORS)
    try:
        quantize_lstms(fixed, path)
    finally:
        fixed.unlink()


def quantize_lstms(float_graph: Path, path: Path) -> None:
    """Write a graph again with int8 weights in its LSTMs, a scale per channel; activations as they come."""
    quantize_dynamic(
        float_graph,
        path,
        op_types_to_quantize=list(QUANTIZED_OPERATORS),
        per_channel=True,
        weight_type=QuantType.QInt8,
    )


def _refuse_bidirectional(model: StreamingModel) -> None:
    if isinstance(model, AcousticModel) and model.settings.bidirectional:
        raise RecipeError(
            "model.bidirectional: expected false in a model that streams, got true: each step would need all "
            "later sound; train one direction, or export it for whole recordings"
        )


def _batch_axis(one: Tensor, two: Tensor) -> int:
    """The axis along which a state of one stream and a state of two differ."""
    return next(axis for axis in range(one.dim()) if one.shape[axis] != two.shape[axis])
