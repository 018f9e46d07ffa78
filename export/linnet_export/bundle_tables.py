"""What bundles hold, as Markdown: files with their sizes, and the tensors of a graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import onnxruntime as ort

from linnet_export.accuracy_table import table
from linnet_runtime.bundle import Bundle
from linnet_runtime.manifest import Manifest
from linnet_runtime.step_model import session_options

_ELEMENTS = {"tensor(float)": "float32", "tensor(int64)": "int64"}
_MEGABYTE = 1e6


def bundles_table(manifests: Sequence[Manifest]) -> list[str]:
    """Every file of every bundle; what an installed copy may lack is said to be optional."""
    rows = []
    for manifest in manifests:
        for key, graph in manifest.graphs.items():
            what = f"graph, {key}" + ("" if graph.required else " (optional)")
            rows.append((manifest.name, f"`{graph.file}`", what, f"{graph.size_bytes / _MEGABYTE:.2f} MB"))
        for key, file in manifest.files.items():
            rows.append((manifest.name, f"`{file.file}`", key, f"{file.size_bytes / _MEGABYTE:.2f} MB"))
    return table(("bundle", "file", "what it is", "size"), rows)


def tensor_table(bundle: Bundle) -> list[str]:
    """Inputs, outputs and states of the required graph; a name in a shape stands for any length."""
    manifest = bundle.manifest
    required = next(key for key, graph in manifest.graphs.items() if graph.required)
    session = ort.InferenceSession(
        str(bundle.graph_path(required)), session_options(1), providers=["CPUExecutionProvider"]
    )
    inputs = {node.name: node for node in session.get_inputs()}
    outputs = {node.name: node for node in session.get_outputs()}
    rows = [("input", f"`{name}`", "", *_described(inputs[name])) for name in manifest.inputs]
    rows += [("output", "", f"`{name}`", *_described(outputs[name])) for name in manifest.outputs]
    rows += [
        (f"state {one.name}", f"`{one.input}`", f"`{one.output}`", one.dtype, _shape(one.shape))
        for one in manifest.states
    ]
    return table(("tensor", "goes in as", "comes out as", "type", "shape"), rows)


def unit_table(tokens: Mapping[str, Sequence[str]]) -> list[str]:
    """The unit of each column of an output, counted from 0."""
    rows = [(f"`{output}`", str(len(units)), " ".join(map(_unit, units))) for output, units in tokens.items()]
    return table(("output", "columns", "units in order"), rows)


def _unit(unit: str) -> str:
    """One unit; the space would not be seen."""
    return "(space)" if unit == " " else f"`{unit}`"


def _described(node: ort.NodeArg) -> tuple[str, str]:
    """Element type and shape of a graph's input or output."""
    return _ELEMENTS[node.type], _shape(node.shape)


def _shape(lengths: Sequence[int | str | None]) -> str:
    return f"({', '.join('?' if length is None else str(length) for length in lengths)})"
