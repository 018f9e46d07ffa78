"""What quantization costs layer by layer: float and quantized graphs with their inner outputs exposed."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray

from linnet_export.formats import open_graph
from linnet_export.real_input import LOWEST, Feed, run
from linnet_export.weight_only import export_weight_only, layer_weights
from linnet_runtime.bundle import Bundle
from linnet_runtime.step_model import StepModel


@dataclass(frozen=True)
class LayerError:
    """One layer with a weight that is quantized."""

    bundle: str
    layer: str
    operator: str
    weights: int
    """Numbers in its weights."""
    inside: dict[str, float]
    """By precision: how far its output is from the float graph's, |q - f| / |f|, all layers quantized."""
    alone: float
    """Mean over frames of the outputs' Kullback-Leibler divergence, in nats, when it alone is quantized."""


def layer_errors(bundle: Bundle, steps: Sequence[Feed]) -> list[LayerError]:
    """Measure every layer of a bundle on real input; the costliest first, by what it costs alone."""
    graph = onnx.load(bundle.graph_path("float32")).graph
    weights = layer_weights(graph)
    sizes = {tensor.name: int(np.prod(tensor.dims)) for tensor in graph.initializer}
    with tempfile.TemporaryDirectory() as folder:
        exact = _Exposed.of(bundle, "float32", weights, Path(folder))
        expected = exact.outputs(steps)
        inner = {
            precision: _Exposed.of(bundle, precision, weights, Path(folder)).outputs(steps)
            for precision in ("weight_only", "int8")
            if precision in bundle.manifest.graphs
        }
        found = []
        for output, (operator, names) in weights.items():
            alone = Path(folder) / "alone.onnx"
            export_weight_only(bundle.graph_path("float32"), alone, only=names)
            inside: dict[str, float] = {
                precision: _relative(outputs[output], expected[output])
                for precision, outputs in inner.items()
                if output in outputs
            }
            divergence = _divergence(bundle, open_graph(alone, bundle), steps, expected)
            size = sum(sizes[name] for name in names)
            found.append(
                LayerError(bundle.manifest.name, readable(output), operator, size, inside, divergence)
            )
    return sorted(found, key=lambda one: -one.alone)


def readable(output: str) -> str:
    """The name of a layer: "/model/layers.0/lstm/LSTM_output_0" is "layers.0/lstm/LSTM"."""
    return output.removesuffix("_output_0").removeprefix("/model").lstrip("/")


@dataclass(frozen=True)
class _Exposed:
    """A graph whose inner outputs come out beside its own."""

    model: StepModel

    @staticmethod
    def of(bundle: Bundle, precision: str, outputs: Collection[str], folder: Path) -> _Exposed:
        model = onnx.load(bundle.graph_path(precision))
        made = {name for node in model.graph.node for name in node.output}
        present = [name for name in outputs if name in made]
        own = {one.name for one in model.graph.output}
        for name in present:
            if name not in own:
                model.graph.output.append(
                    onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None)
                )
        path = folder / f"{precision}.exposed.onnx"
        onnx.save(model, path)
        return _Exposed(open_graph(path, bundle, present))

    def outputs(self, steps: Sequence[Feed]) -> dict[str, NDArray[np.float32]]:
        """All that every output gives, flat, by name."""
        found = run(self.model, list(steps))
        return {name: np.concatenate([one.ravel() for one in values]) for name, values in found.items()}


def _relative(got: NDArray[np.float32], expected: NDArray[np.float32]) -> float:
    return float(np.linalg.norm(got - expected)) / max(float(np.linalg.norm(expected)), 1e-12)


def _divergence(
    bundle: Bundle, model: StepModel, steps: Sequence[Feed], expected: dict[str, NDArray[np.float32]]
) -> float:
    """Of the first output: sum of p (log p - log q) over units, the mean over frames."""
    name = bundle.manifest.outputs[0]
    scores = run(model, list(steps))[name]
    units = scores[0].shape[-1]
    got = np.maximum(np.concatenate([one.ravel() for one in scores]), LOWEST).reshape(-1, units)
    want = np.maximum(expected[name], LOWEST).reshape(-1, units)
    return float((np.exp(want) * (want - got)).sum(axis=1).mean())
