"""Back from ONNX to PyTorch: the weights of a bundle's float graph, to go on training with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor

from linnet_export.language_model import LanguageModel, LanguageSettings
from linnet_export.language_pack import load_model
from linnet_runtime.bundle import Bundle
from linnet_runtime.errors import BundleError

_ROOT = "model."
"""What the exporter puts before the name of every parameter that it keeps as it is."""
_ONNX_GATES = (0, 2, 3, 1)
"""Where an ONNX LSTM (input, output, forget, cell) has PyTorch's input, forget, cell and output."""


def language_model(bundle: Bundle) -> LanguageModel:
    """Return the model of a language bundle, as `language_export.export_float` wrote it; in mode eval.

    Raises:
        BundleError: the bundle is of another kind, or its float32 graph is absent or of another shape.
    """
    if bundle.manifest.kind != "language":
        raise BundleError(f"{bundle.directory}: expected a language bundle, got {bundle.manifest.kind!r}")
    if "float32" not in bundle.manifest.graphs:
        raise BundleError(
            f"{bundle.directory}: expected a float32 graph to begin with, got only "
            f"{', '.join(bundle.manifest.graphs)}; installed bundles lack it, those of the sources have it"
        )
    graph = onnx.load(bundle.graph_path("float32")).graph
    try:
        weights = {**_parameters(graph), **_lstm(graph, "lstm")}
        pieces, embedding = weights["table"].shape
        hidden = weights["lstm.weight_hh_l0"].shape[1]
        model = LanguageModel(LanguageSettings(pieces, embedding, hidden))
        model.load_state_dict(weights, strict=True)
    except (LookupError, RuntimeError, ValueError) as error:
        raise BundleError(
            f"{bundle.directory}: expected the graph of a language model with one LSTM: {error}"
        ) from error
    return model.eval()


def language_start(path: Path) -> LanguageModel:
    """Return the model of a language bundle, when ``path`` is a directory, or of a checkpoint.

    Raises:
        BundleError: the directory is no language bundle with a float graph.
        RecipeError: the file is no checkpoint of a language model.
    """
    return language_model(Bundle.open(path)) if path.is_dir() else load_model(path)[0]


def _parameters(graph: onnx.GraphProto) -> dict[str, Tensor]:
    """Return what kept its PyTorch name, by this name."""
    return {
        tensor.name.removeprefix(_ROOT): torch.from_numpy(numpy_helper.to_array(tensor).copy())
        for tensor in graph.initializer
        if tensor.name.startswith(_ROOT)
    }


def _lstm(graph: onnx.GraphProto, name: str) -> dict[str, Tensor]:
    """Return the parameters of the only LSTM of a graph, which has one direction."""
    (node,) = (node for node in graph.node if node.op_type == "LSTM")
    values = {tensor.name: tensor for tensor in graph.initializer}
    inputs, recurrent, biases = (numpy_helper.to_array(values[part])[0] for part in node.input[1:4])
    of_inputs, of_recurrent = np.split(biases, 2)
    found = {
        "weight_ih_l0": inputs,
        "weight_hh_l0": recurrent,
        "bias_ih_l0": of_inputs,
        "bias_hh_l0": of_recurrent,
    }
    return {f"{name}.{key}": torch.from_numpy(_torch_gates(value)) for key, value in found.items()}


def _torch_gates(value: NDArray[np.float32]) -> NDArray[np.float32]:
    """Reorder the gates, which lie one after the other along the first axis."""
    gates = np.split(value, 4)
    return np.concatenate([gates[index] for index in _ONNX_GATES])
