"""Graphs in ONNX Runtime's own format, for phones, with the operators a reduced build of it must have.

An `.ort` file is optimized when it is made and never again. So int8 weights of a weight-only graph either
become float in the file, or are made float in every step; see docs/formats.md.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import onnxruntime as ort
from onnxruntime.tools.ort_format_model import create_config_from_models

from linnet_runtime.bundle import Bundle

CONFIG = "required_operators_and_types.config"
"""What onnxruntime's `build.py --include_ops_by_config` takes."""
_FATAL = 4
_UNPORTABLE = ["NchwcTransformer"]
"""Optimizations for the processor at hand: convert_onnx_models_to_ort leaves them out, too."""


@dataclass(frozen=True)
class OrtFiles:
    """What was written."""

    graphs: dict[str, Path]
    """By precision."""
    config: Path


def write_ort(bundle: Bundle, folder: Path, precisions: Sequence[str] = ("int8",)) -> OrtFiles:
    """Convert graphs of a bundle and list the operators and types they need, all together.

    Raises `BundleError` for a precision that the bundle lacks.
    """
    sources = {precision: bundle.graph_path(precision) for precision in precisions}
    folder.mkdir(parents=True, exist_ok=True)
    graphs = {precision: folder / source.with_suffix(".ort").name for precision, source in sources.items()}
    for precision, source in sources.items():
        convert(source, graphs[precision], small=precision == "weight_only")
    return OrtFiles(graphs, write_operators(list(graphs.values()), folder / CONFIG))


def convert(graph: Path, path: Path, *, small: bool = False) -> None:
    """Write an ONNX graph as `.ort`; ``small`` keeps int8 weights, whatever each step then costs."""
    options = ort.SessionOptions()
    options.log_severity_level = _FATAL
    options.optimized_model_filepath = str(path)
    options.add_session_config_entry("session.save_model_format", "ORT")
    # As the runtime loads graphs: or integer operators would take the place of float ones, with other results
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    level = ort.GraphOptimizationLevel
    options.graph_optimization_level = level.ORT_DISABLE_ALL if small else level.ORT_ENABLE_ALL
    ort.InferenceSession(
        str(graph),
        options,
        providers=["CPUExecutionProvider"],
        disabled_optimizers=[] if small else _UNPORTABLE,
    )


def write_operators(graphs: Sequence[Path], path: Path) -> Path:
    """List operators, and the types they are used with, of `.ort` files; returns the path."""
    logging.getLogger("onnxruntime.tools").setLevel(logging.WARNING)
    create_config_from_models(list(graphs), path, True)
    return path


def operators(config: Path) -> list[str]:
    """The operators in such a list, such as "ai.onnx:LSTM"."""
    found = []
    for line in config.read_text(encoding="utf-8").splitlines():
        if ";" in line and not line.startswith("#"):
            domain, _, names = line.split(";", 2)
            found += [f"{domain}:{name}" for name in _names(names)]
    return found


def _names(text: str) -> list[str]:
    """Operator names of `Add{"inputs": {"0": ["float"]}},Sub`: what is in braces tells types."""
    depth, name, names = 0, "", []
    for character in text + ",":
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth == 0 and character == ",":
            names.append(name)
            name = ""
        elif depth == 0 and character not in "{} ":
            name += character
    return [one for one in names if one]
