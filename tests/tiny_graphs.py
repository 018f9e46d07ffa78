"""Tiny ONNX graphs and bundles for tests: a cumulative sum that carries its total, and an LSTM."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from linnet_runtime.bundle import Bundle, write_bundle
from linnet_runtime.manifest import (
    FORMAT,
    Accuracy,
    AudioSettings,
    GraphFile,
    Manifest,
    Parity,
    Quantization,
    StateTensor,
)

HOP_SAMPLES = 4
CHUNK_SAMPLES = 8
TOTAL = StateTensor("total", (1, 1), 0, "float32", "total.in", "total.out")
FLOAT = TensorProto.FLOAT


def cumulative_sum(
    batch: int | str = "batch", samples: int | str = "samples", leak: bool = False
) -> onnx.ModelProto:
    """Return y[t] = sum of audio[0..t] over the whole stream; the state is the running total.

    audio (batch, samples), total.in (batch, 1) -> sums (batch, samples), total.out (batch, 1). `leak` adds an
    output that no manifest declares.
    """
    nodes = [
        helper.make_node("CumSum", ["audio", "axis"], ["local"]),
        helper.make_node("Add", ["local", "total.in"], ["sums"]),
        helper.make_node("Slice", ["sums", "last", "end", "axis"], ["total.out"]),
    ]
    outputs = [
        helper.make_tensor_value_info("sums", FLOAT, [batch, samples]),
        helper.make_tensor_value_info("total.out", FLOAT, [batch, 1]),
    ]
    if leak:
        nodes.append(helper.make_node("Identity", ["total.out"], ["forgotten.out"]))
        outputs.append(helper.make_tensor_value_info("forgotten.out", FLOAT, [batch, 1]))
    inputs = [
        helper.make_tensor_value_info("audio", FLOAT, [batch, samples]),
        helper.make_tensor_value_info("total.in", FLOAT, [batch, 1]),
    ]
    constants = {"axis": [1], "last": [-1], "end": [np.iinfo(np.int64).max]}
    initializers = [numpy_helper.from_array(np.array(v, np.int64), name) for name, v in constants.items()]
    return _model(helper.make_graph(nodes, "cumulative_sum", inputs, outputs, initializers))


def lstm(hidden: int) -> tuple[onnx.ModelProto, tuple[StateTensor, ...]]:
    """Return a one-layer LSTM with random weights that takes (batch, hidden) audio, and its two states."""
    rng = np.random.default_rng(0)
    weights = {
        name: rng.uniform(-0.1, 0.1, (1, 4 * hidden, hidden)).astype(np.float32)
        for name in ("weights", "recurrent")
    }
    names = ["h", "c"]
    nodes = [
        helper.make_node("Unsqueeze", ["audio", "axis"], ["x"]),
        helper.make_node(
            "LSTM",
            ["x", "weights", "recurrent", "", "", "h.in", "c.in"],
            ["y", "h.out", "c.out"],
            hidden_size=hidden,
        ),
        helper.make_node("Squeeze", ["y", "squeezed"], ["out"]),
    ]
    shape: list[str | int | None] = [1, "batch", hidden]
    inputs = [helper.make_tensor_value_info(f"{name}.in", FLOAT, shape) for name in names]
    outputs = [helper.make_tensor_value_info(f"{name}.out", FLOAT, shape) for name in names]
    initializers = [numpy_helper.from_array(value, name) for name, value in weights.items()]
    initializers.append(numpy_helper.from_array(np.array([0], np.int64), "axis"))
    initializers.append(numpy_helper.from_array(np.array([0, 1], np.int64), "squeezed"))
    audio = helper.make_tensor_value_info("audio", FLOAT, ["batch", hidden])
    out = helper.make_tensor_value_info("out", FLOAT, ["batch", hidden])
    graph = helper.make_graph(nodes, "lstm", [audio, *inputs], [out, *outputs], initializers)
    states = tuple(StateTensor(n, (1, 1, hidden), 1, "float32", f"{n}.in", f"{n}.out") for n in names)
    return _model(graph), states


def manifest(
    states: Sequence[StateTensor] = (TOTAL,), outputs: Sequence[str] = ("sums",), file: str = "tiny.int8.onnx"
) -> Manifest:
    """Return a valid manifest with a required int8 graph and an optional float32 graph."""
    return Manifest(
        format=FORMAT,
        kind="acoustic",
        name="tiny",
        language="en",
        licence="CC0-1.0",
        credits=("nobody",),
        graphs={
            "int8": GraphFile(file, "0" * 64, 1, required=True),
            "float32": GraphFile("tiny.float32.onnx", "0" * 64, 1, required=False),
        },
        files={},
        audio=AudioSettings(16_000, HOP_SAMPLES, CHUNK_SAMPLES, 0),
        states=tuple(states),
        inputs=("audio",),
        outputs=tuple(outputs),
        tokens={outputs[0]: ("<blank>", "a")},
        quantization=Quantization("none", per_channel=True, operators=("LSTM",)),
        parity=Parity(200, 0.0, "none"),
        accuracy=(Accuracy("tiny", "dev", "int8", 1, 1, 10, 0.1, 20, 0.2, 5, 0.4, "none", "none"),),
        typing=None,
        typing_accuracy=(),
        speech=None,
        measurements=(),
        made_by="tests/tiny_graphs.py",
    )


def tiny_bundle(
    folder: Path, model: onnx.ModelProto | None = None, of: Manifest | None = None, **save: Any
) -> Bundle:
    """Write a bundle around `model` (the cumulative sum) to folder/"bundle" and return it, verified.

    `save` is passed to `onnx.save`.
    """
    source = folder / "source.onnx"
    onnx.save(model or cumulative_sum(), source, **save)
    of = of or manifest()
    return write_bundle(folder / "bundle", of, dict.fromkeys(of.graphs, source))


def _model(graph: onnx.GraphProto) -> onnx.ModelProto:
    """Wrap a checked graph in a model that every onnxruntime since 1.14 reads."""
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    return model
