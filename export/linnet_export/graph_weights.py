"""The weights of a bundle's float graph, back in the PyTorch model that gave them.

A checkpoint is not shipped, a float graph is: whoever has a bundle can go on training from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from linnet_export.model import AcousticModel, AcousticSettings, CausalConvolution
from linnet_runtime.bundle import Bundle
from linnet_runtime.errors import InputError

_ROOT = "model."
"""What the exporter puts before the name of every parameter that it keeps as it is."""
_TORCH_GATES = (0, 2, 3, 1)
"""ONNX orders an LSTM's gates input, output, forget, cell; PyTorch input, forget, cell, output."""


class FloatGraph:
    """The stored tensors of a float graph and the nodes that read them, in the graph's order."""

    def __init__(self, path: Path) -> None:
        graph = onnx.load(path).graph
        self._tensors = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
        for node in graph.node:  # equal tensors are stored once, the others refer to it
            if node.op_type == "Identity" and node.input[0] in self._tensors:
                self._tensors[node.output[0]] = self._tensors[node.input[0]]
        self._nodes = [node for node in graph.node if node.op_type != "Identity"]

    def named(self) -> dict[str, Tensor]:
        """Tensors that kept their parameter's name, such as "table"."""
        return {
            name.removeprefix(_ROOT): torch.from_numpy(value.copy())
            for name, value in self._tensors.items()
            if name.startswith(_ROOT)
        }

    def weights(self, operator: str) -> list[list[Tensor]]:
        """Stored inputs of every node of this kind that has any."""
        rows = (
            [torch.from_numpy(self._tensors[name].copy()) for name in node.input if name in self._tensors]
            for node in self._nodes
            if node.op_type == operator
        )
        return [row for row in rows if row]


def read_acoustic_model(bundle: Bundle, settings: AcousticSettings) -> AcousticModel:
    """Return the model of ``settings`` with the weights of a bundle's float32 graph.

    The batch norms were folded into the convolutions: here they are the identity, see `settle_norms`.

    Raises:
        BundleError: the bundle has no float32 graph.
        InputError: the graph is not that of a model of these settings.
    """
    graph, model = FloatGraph(bundle.graph_path("float32")), AcousticModel(settings)
    try:
        model.load_state_dict(_identity_norms(model) | _state(graph), strict=True)
    except (RuntimeError, ValueError) as error:
        raise InputError(f"expected a float32 graph of the recipe's model, got another: {error}") from error
    return model.eval()


def settle_norms(model: AcousticModel, features: Iterable[Tensor]) -> None:
    """Give batch norms that are the identity the statistics of what they see, and let them stay it.

    Normalising by a mean m and a variance v, then scaling by sqrt(v + eps) and adding m changes nothing;
    but in training, where each batch's own statistics take their place, what comes out stays close to that.

    Args:
        model: as `read_acoustic_model` gives it.
        features: log-mel frames (B, F, mels) of some batches.
    """
    for norm, (mean, variance) in _statistics(model.eval(), features).items():
        with torch.no_grad():
            norm.running_mean, norm.running_var = mean, variance
            norm.bias.copy_(mean)
            norm.weight.copy_((variance + norm.eps).sqrt())


def _statistics(
    model: AcousticModel, features: Iterable[Tensor]
) -> dict[nn.BatchNorm1d, tuple[Tensor, Tensor]]:
    """Mean and variance (C,) of what each of the two norms takes."""
    seen: dict[nn.BatchNorm1d, list[Tensor]] = {}
    hooks = [
        layer.norm.register_forward_pre_hook(
            lambda norm, inputs: seen.setdefault(norm, []).append(inputs[0].transpose(1, 2).flatten(0, 1))
        )
        for layer in (model.first, model.second)
    ]
    with torch.inference_mode():
        for frames in features:
            state = model.initial(len(frames))
            model.second(model.first(frames, state["first"])[0], state["second"])
    for hook in hooks:
        hook.remove()
    columns = {norm: torch.cat(rows) for norm, rows in seen.items()}
    return {norm: (rows.mean(0).clone(), rows.var(0).clone()) for norm, rows in columns.items()}


def _identity_norms(model: AcousticModel) -> dict[str, Tensor]:
    """State of batch norms that change nothing."""
    state: dict[str, Tensor] = {}
    for name, layer in (("first", model.first), ("second", model.second)):
        assert isinstance(layer, CausalConvolution)
        ones = torch.ones_like(layer.norm.weight)
        state |= {
            f"{name}.norm.weight": ones,
            f"{name}.norm.bias": torch.zeros_like(ones),
            f"{name}.norm.running_mean": torch.zeros_like(ones),
            f"{name}.norm.running_var": ones - layer.norm.eps,
            f"{name}.norm.num_batches_tracked": torch.tensor(0),
        }
    return state


def _state(graph: FloatGraph) -> dict[str, Tensor]:
    """Parameters by their names in `AcousticModel`, all but those of batch norms."""
    state: dict[str, Tensor] = {}
    for name, (weight, bias) in zip(("first", "second"), graph.weights("Conv"), strict=True):
        state |= {f"{name}.convolution.weight": weight, f"{name}.convolution.bias": bias}
    lstms, norms = graph.weights("LSTM"), graph.weights("LayerNormalization")
    for index, weights in enumerate(lstms):
        state |= lstm_state(f"layers.{index}.lstm.", *weights)
    names = [*(f"layers.{index}.norm" for index in range(len(lstms))), "norm"]
    for name, (weight, bias) in zip(names, norms, strict=True):
        state |= {f"{name}.weight": weight, f"{name}.bias": bias}
    heads = zip(("phones", "letters"), graph.weights("MatMul"), graph.weights("Add"), strict=True)
    for name, (weight,), (bias,) in heads:
        state |= {f"{name}.weight": weight.T, f"{name}.bias": bias}
    return state


def lstm_state(prefix: str, inputs: Tensor, recurrent: Tensor, biases: Tensor) -> dict[str, Tensor]:
    """Parameters of a one-layer ``nn.LSTM`` from an ONNX LSTM's W, R and B with their leading axis of one."""
    own, other = biases[0].chunk(2)
    return {
        f"{prefix}weight_ih_l0": _reordered(inputs[0]),
        f"{prefix}weight_hh_l0": _reordered(recurrent[0]),
        f"{prefix}bias_ih_l0": _reordered(own),
        f"{prefix}bias_hh_l0": _reordered(other),
    }


def _reordered(gates: Tensor) -> Tensor:
    blocks = gates.chunk(4)
    return torch.cat([blocks[place] for place in _TORCH_GATES])
