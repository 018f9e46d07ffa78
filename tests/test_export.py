"""Graphs: what is quantized and what is not, which shapes they take, what is folded and what is carried."""

from __future__ import annotations

import dataclasses
from collections import Counter
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import numpy_helper

from linnet_export.export import OUTPUTS, QUANTIZED_OPERATORS, export_float, export_int8, state_tensors
from linnet_export.model import AcousticModel
from linnet_export.tiny import TINY
from linnet_runtime.bundle import Bundle
from linnet_runtime.errors import AudioFormatError, StateError
from linnet_runtime.onnx_external_data import external_tensors
from linnet_runtime.step_model import StepModel

HOP, CHUNK = 480, 1_920


@pytest.fixture(scope="module")
def bundle(tiny_bundle: Path) -> Bundle:
    return Bundle.open(tiny_bundle)


def graph(bundle: Bundle, precision: str) -> onnx.GraphProto:
    return onnx.load(bundle.graph_path(precision)).graph


def operators(bundle: Bundle, precision: str) -> Counter[str]:
    return Counter(node.op_type for node in graph(bundle, precision).node)


def test_only_the_lstms_are_quantized(bundle: Bundle) -> None:
    floating, quantized = operators(bundle, "float32"), operators(bundle, "int8")
    assert QUANTIZED_OPERATORS == ("LSTM",) == bundle.manifest.quantization.operators
    assert floating["LSTM"] == quantized["DynamicQuantizeLSTM"] == TINY.layers
    assert "LSTM" not in quantized
    for kept in ("Conv", "MatMul", "LogSoftmax", "LayerNormalization", "Gemm"):
        assert floating[kept] == quantized[kept]
    assert floating["Conv"] == 3
    assert floating["LogSoftmax"] == 2
    assert not {name for name in quantized if "Integer" in name or name.startswith("QLinear")}
    assert "DynamicQuantizeLinear" not in quantized


def test_weights_are_int8_with_a_scale_per_channel(bundle: Bundle) -> None:
    found = graph(bundle, "int8")
    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in found.initializer}
    for node in found.node:
        if node.op_type == "DynamicQuantizeLSTM":
            weights, recurrent, scales = (
                tensors[node.input[1]],
                tensors[node.input[2]],
                tensors[node.input[8]],
            )
            assert weights.dtype == recurrent.dtype == np.int8
            assert scales.shape == (1, 4 * TINY.hidden)
            assert len(np.unique(scales)) > TINY.hidden


def test_batch_norm_is_folded(bundle: Bundle) -> None:
    assert "BatchNormalization" not in operators(bundle, "float32")


@pytest.mark.parametrize("precision", ["float32", "int8"])
def test_graphs_are_self_contained_and_name_what_they_carry(bundle: Bundle, precision: str) -> None:
    found = graph(bundle, precision)
    states = bundle.manifest.states
    assert [node.name for node in found.input] == ["audio", *(state.input for state in states)]
    assert [node.name for node in found.output] == [*OUTPUTS, *(state.output for state in states)]
    assert not external_tensors(bundle.graph_path(precision))
    onnx.checker.check_model(str(bundle.graph_path("float32")), full_check=True)


@pytest.mark.parametrize("samples", [HOP, CHUNK - HOP, CHUNK + HOP, 2 * CHUNK])
def test_the_int8_graph_takes_the_measured_chunk_alone(bundle: Bundle, samples: int) -> None:
    model = StepModel.load(bundle, "int8")
    outputs, _ = model.step({"audio": np.zeros((1, CHUNK), np.float32)}, model.initial())
    assert outputs["phones"].shape == (1, CHUNK // HOP, 41)
    with pytest.raises(AudioFormatError, match=f"expected float32.*1920.*got float32.*{samples}"):
        model.step({"audio": np.zeros((1, samples), np.float32)}, model.initial())


def test_the_int8_graph_takes_one_stream_alone(bundle: Bundle) -> None:
    model = StepModel.load(bundle, "int8")
    with pytest.raises((AudioFormatError, StateError), match="expected"):
        model.step({"audio": np.zeros((2, CHUNK), np.float32)}, model.initial(2))


@pytest.mark.parametrize(("batch", "frames"), [(1, 1), (3, 7), (2, 40)])
def test_the_float_graph_takes_any_batch_of_whole_frames(bundle: Bundle, batch: int, frames: int) -> None:
    model = StepModel.load(bundle, "float32")
    outputs, state = model.step({"audio": np.zeros((batch, frames * HOP), np.float32)}, model.initial(batch))
    assert outputs["letters"].shape == (batch, frames, 29)
    assert model.spec.check(state) == batch


def test_a_state_of_one_frame_keeps_its_batch_axis() -> None:
    model = AcousticModel(dataclasses.replace(TINY, kernel=4))
    states = {state.name: state for state in state_tensors(model)}
    assert states["second"].shape == (1, 1, TINY.channels)
    assert states["second"].batch_axis == 0
    assert (states["hidden0"].shape, states["hidden0"].batch_axis) == ((1, 1, TINY.hidden), 1)


def test_other_sizes_export_too(tmp_path: Path) -> None:
    torch.manual_seed(0)
    settings = dataclasses.replace(TINY, kernel=4, stride=2, layers=1)
    model = AcousticModel(settings)
    export_float(model, tmp_path / "float.onnx")
    export_int8(tmp_path / "float.onnx", tmp_path / "int8.onnx", 4 * settings.frame_hop_samples)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["float.onnx", "int8.onnx"]
    audio = onnx.load(tmp_path / "int8.onnx").graph.input[0].type.tensor_type.shape.dim
    assert [dim.dim_value for dim in audio] == [1, 4 * 320]
