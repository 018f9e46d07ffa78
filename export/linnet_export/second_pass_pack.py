"""From a checkpoint of a second pass to a file in the acoustic bundle it was trained on."""

from __future__ import annotations

import tempfile
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from linnet_export.checkpoint import load_checkpoint
from linnet_export.export import OPSET, quantize_lstms
from linnet_export.second_pass import SecondPassModel, SecondPassRecipe
from linnet_runtime.bundle import Bundle, write_bundle
from linnet_runtime.manifest import DataFile
from linnet_runtime.second_pass import FILE
from linnet_runtime.whole_model import WholeModel

NAME = "second_pass.int8.onnx"
_FRAMES = 200


def load_second_pass(checkpoint: Path, trunk_width: int) -> tuple[SecondPassModel, SecondPassRecipe]:
    """The averaged weights of a checkpoint and their recipe. Raises `RecipeError`."""
    return load_checkpoint(
        checkpoint, SecondPassRecipe, lambda recipe: SecondPassModel(recipe.model, trunk_width)
    )


def export_second_pass(model: SecondPassModel, path: Path) -> None:
    """Write the float32 graph: one stretch, any number of frames."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's age
        torch.onnx.export(
            model.eval(),
            (torch.zeros(1, 8, model.trunk_width),),
            str(path),
            input_names=["trunk"],
            output_names=["phones"],
            dynamic_axes={"trunk": {1: "frames"}, "phones": {1: "frames"}},
            opset_version=OPSET,
            dynamo=False,
        )


def parity(model: SecondPassModel, float_graph: Path) -> float:
    """Largest difference between PyTorch and the float graph on a stretch of noise, where above -20."""
    trunk = np.random.default_rng(0).standard_normal((1, _FRAMES, model.trunk_width)).astype(np.float32)
    with torch.no_grad():
        expected = model(torch.from_numpy(trunk)).numpy()
    got = WholeModel(float_graph, "trunk", "phones").run(trunk)
    return float(np.abs(np.maximum(expected, -20.0) - np.maximum(got, -20.0)).max())


def with_second_pass(bundle: Bundle, model: SecondPassModel) -> tuple[Bundle, float]:
    """Write an acoustic bundle again with this second pass; also returns its parity."""
    manifest = bundle.manifest
    with tempfile.TemporaryDirectory() as folder:
        float_graph, file = Path(folder) / "second_pass.onnx", Path(folder) / NAME
        export_second_pass(model, float_graph)
        quantize_lstms(float_graph, file)
        sources = {key: bundle.graph_path(key) for key in manifest.graphs} | {FILE: file}
        files = {FILE: DataFile(NAME, "0" * 64, 1)}
        return write_bundle(bundle.directory, replace(manifest, files=files), sources), parity(
            model, float_graph
        )
