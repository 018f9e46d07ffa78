"""Weight-only int8: a float graph in a quarter of its size, exact under chunking and batching.

Each large weight becomes int8 values with a scale per channel and a `DequantizeLinear` in front of its use.
The runtime makes the weights float once, when it loads the graph (`linnet_runtime.step_model`), so every
number at run time is float32: what a stream says depends neither on its chunks nor on its batch-mates.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from linnet_runtime.bundle import Bundle, write_bundle
from linnet_runtime.manifest import GraphFile
from linnet_runtime.manifest_checks import PRECISIONS

SMALLEST_WEIGHT = 2048
"""Values; smaller weights stay float: there is nothing to save."""
RECURRENT = ("LSTM", "GRU", "RNN")
_WEIGHT_INPUTS = {
    **dict.fromkeys(RECURRENT, (1, 2)),
    **{"Conv": (1,), "Gemm": (1,), "MatMul": (1,), "Gather": (0,)},
}
"""Which inputs of an operator are weights."""
_CHANNEL_AXES = {**dict.fromkeys(RECURRENT, 1), "MatMul": 1}
"""Which axis of a weight counts channels, else the first; an LSTM's is (directions, gates, inputs)."""
_LARGEST = 127


def graph_files(stem: str) -> dict[str, str]:
    """Return the file name of each precision's graph in a bundle, such as "acoustic.weight_only.onnx"."""
    return {precision: f"{stem}.{precision}.onnx" for precision in PRECISIONS}


def export_weight_only(
    float_graph: Path, path: Path, but: Collection[str] = (), only: Collection[str] | None = None
) -> None:
    """Write a float graph again with int8 weights, and with its Fourier basis computed when it is loaded.

    Operators of the types ``but`` keep theirs; with ``only`` all weights but those of these names stay.
    """
    model = onnx.load(float_graph)
    _compute_bases(model.graph)
    for weight, operator in _large_weights(model.graph):
        if operator in but or (only is not None and weight.name not in only):
            continue
        _quantize(model.graph, weight, operator)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def layer_weights(graph: onnx.GraphProto) -> dict[str, tuple[str, list[str]]]:
    """Return what would be quantized: by the first output of a node its operator and its large weights."""
    large = {tensor.name for tensor, _ in _large_weights(graph)}
    found = {
        node.output[0]: (node.op_type, [name for name in node.input if name in large])
        for node in graph.node
        if node.op_type in _WEIGHT_INPUTS
    }
    return {output: (operator, names) for output, (operator, names) in found.items() if names}


def with_weight_only(bundle: Bundle) -> Bundle:
    """Write a bundle again with a weight-only graph made of its float one, in place of one it may have.

    Raises `BundleError` when the bundle has no float graph.
    """
    manifest, precision = bundle.manifest, "weight_only"
    graphs = {key: bundle.graph_path(key) for key in manifest.graphs if key != precision}
    float_graph = bundle.graph_path("float32")
    name = float_graph.name.replace("float32", precision)
    entries = {**manifest.graphs, precision: GraphFile(name, "0" * 64, 1, required=False)}
    with tempfile.TemporaryDirectory() as folder:
        graph = Path(folder) / name
        export_weight_only(float_graph, graph)
        sources = {**graphs, precision: graph, **{key: bundle.file_path(key) for key in manifest.files}}
        return write_bundle(bundle.directory, replace(manifest, graphs=entries), sources)


def quantized(weight: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return int8 values (channels, n) and the scale of each channel (channels,) of a weight."""
    scale = np.maximum(np.abs(weight).max(axis=1), np.finfo(np.float32).tiny) / _LARGEST
    return np.rint(weight / scale[:, np.newaxis]).astype(np.int8), scale.astype(np.float32)


def _large_weights(graph: onnx.GraphProto) -> list[tuple[onnx.TensorProto, str]]:
    """Return the initializers that are large weights, each with the operator that uses it."""
    users = {
        node.input[place]: node.op_type
        for node in graph.node
        for place in _WEIGHT_INPUTS.get(node.op_type, ())
        if place < len(node.input)
    }
    return [
        (tensor, users[tensor.name])
        for tensor in graph.initializer
        if tensor.name in users
        and tensor.data_type == onnx.TensorProto.FLOAT
        and math.prod(tensor.dims) >= SMALLEST_WEIGHT
    ]


def _quantize(graph: onnx.GraphProto, weight: onnx.TensorProto, operator: str) -> None:
    """Put int8 values, their scales and a `DequantizeLinear` in the place of a float weight."""
    values, name = numpy_helper.to_array(weight), weight.name
    axis = _CHANNEL_AXES.get(operator, 0)
    both_ways = operator in RECURRENT and len(values) > 1
    if both_ways:  # a scale per channel of each direction, but a DequantizeLinear takes one axis only
        values, axis = values.reshape(-1, values.shape[-1]), 0
    whole, scale = quantized(np.moveaxis(values, axis, 0).reshape(values.shape[axis], -1))
    rest = values.shape[:axis] + values.shape[axis + 1 :]
    stored = np.moveaxis(whole.reshape(-1, *rest), 0, axis)
    constants: dict[str, NDArray[Any]] = {"int8": stored, "scale": scale}
    restored = f"{name}.matrix" if both_ways else name
    inputs = [f"{name}.int8", f"{name}.scale"]
    nodes = [helper.make_node("DequantizeLinear", inputs, [restored], axis=axis)]
    if both_ways:
        constants["shape"] = np.array(weight.dims, np.int64)
        nodes.append(helper.make_node("Reshape", [restored, f"{name}.shape"], [name]))
    graph.initializer.remove(weight)
    _add_constants(graph, name, constants)
    _prepend(graph, nodes)


def _compute_bases(graph: onnx.GraphProto) -> None:
    """Put small tables and index arithmetic in the place of each windowed Fourier basis (2 bins, 1, n)."""
    for node in [*graph.node]:
        if node.op_type != "Constant" or node.attribute[0].name != "value":
            continue
        basis = numpy_helper.to_array(node.attribute[0].t)
        if basis.ndim == 3 and basis.shape[0] == basis.shape[2] + 2 and basis.shape[1] == 1:
            graph.node.remove(node)
            _prepend(graph, _basis_nodes(graph, node.output[0], basis[:, 0]))


def _basis_nodes(graph: onnx.GraphProto, output: str, basis: NDArray[np.float32]) -> list[onnx.NodeProto]:
    """Return nodes that compute a basis (2 bins, n): table[bin x sample modulo n] x window, twice.

    Raises `ValueError` for a matrix that is no Fourier basis.
    """
    samples = basis.shape[1]
    window = basis[0]  # the cosine of bin 0 is 1 everywhere
    angle = 2 * np.pi * np.arange(samples) / samples
    tables = np.stack([np.cos(angle), -np.sin(angle)]).astype(np.float32)  # one turn in steps of the samples
    bins = np.arange(samples // 2 + 1, dtype=np.int64)[:, np.newaxis]
    computed = np.concatenate(tables[:, bins * np.arange(samples) % samples]) * window
    if not np.allclose(computed, basis, rtol=0, atol=1e-6):
        raise ValueError(f"{output}: expected a windowed Fourier basis, got another matrix of {basis.shape}")
    constants = {
        "bins": bins,
        "samples": np.arange(samples, dtype=np.int64)[np.newaxis],
        "size": np.array(samples, np.int64),
        "tables": tables,
        "window": window[np.newaxis],
        "shape": np.array([-1, 1, samples], np.int64),
    }
    _add_constants(graph, output, constants)
    named = {name: f"{output}.{name}" for name in (*constants, "product", "step", "waves", "windowed")}
    return [
        helper.make_node("Mul", [named["bins"], named["samples"]], [named["product"]]),
        helper.make_node("Mod", [named["product"], named["size"]], [named["step"]]),
        helper.make_node("Gather", [named["tables"], named["step"]], [named["waves"]], axis=1),
        helper.make_node("Mul", [named["waves"], named["window"]], [named["windowed"]]),
        helper.make_node("Reshape", [named["windowed"], named["shape"]], [output]),
    ]


def _add_constants(graph: onnx.GraphProto, owner: str, values: Mapping[str, NDArray[Any]]) -> None:
    """Add initializers, named after their owner."""
    for name, value in values.items():
        graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(value), f"{owner}.{name}"))


def _prepend(graph: onnx.GraphProto, nodes: Sequence[onnx.NodeProto]) -> None:
    """Put nodes before all others."""
    rest = [*graph.node]
    del graph.node[:]
    graph.node.extend([*nodes, *rest])
