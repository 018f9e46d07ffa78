"""From a checkpoint to a bundle: graphs, parity, measured look-ahead, accuracy, manifest."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from linnet_export import parity
from linnet_export.checkpoint import load_checkpoint
from linnet_export.export import (
    OUTPUTS,
    export_float,
    export_int8,
    quantization,
    state_tensors,
)
from linnet_export.model import AcousticModel
from linnet_export.new_manifest import BundleInfo, new_manifest
from linnet_export.recipe import AcousticRecipe
from linnet_export.weight_only import export_weight_only, graph_files
from linnet_runtime.bundle import Bundle, write_bundle
from linnet_runtime.manifest import (
    Accuracy,
    AudioSettings,
    Manifest,
    Parity,
)
from linnet_runtime.measurement import Measurement
from linnet_runtime.step_model import StepModel
from linnet_runtime.typing_accuracy import TypingAccuracy
from linnet_runtime.units import LETTERS, PHONES

CHUNK_FRAMES = 4
"""Output frames per step of the shipped graph: 120 ms."""
FILES = graph_files("acoustic")


def load_model(checkpoint: Path) -> tuple[AcousticModel, AcousticRecipe]:
    """The averaged weights of a checkpoint and the recipe they were trained by. Raises `RecipeError`."""
    return load_checkpoint(checkpoint, AcousticRecipe, lambda recipe: AcousticModel(recipe.model))


def pack(model: AcousticModel, directory: Path, info: BundleInfo, lookahead_samples: int) -> Bundle:
    """Export all graphs, check the float one against PyTorch, and write a bundle without accuracy yet."""
    chunk_samples = CHUNK_FRAMES * model.settings.frame_hop_samples
    audio = AudioSettings(
        sample_rate_hz=model.settings.frontend.sample_rate_hz,
        frame_hop_samples=model.settings.frame_hop_samples,
        chunk_samples=chunk_samples,
        lookahead_samples=lookahead_samples,
    )
    with tempfile.TemporaryDirectory() as folder:
        bundle = write_bundle(directory, _manifest(model, info, audio), write_graphs(model, Path(folder)))
    difference = parity.parity(
        model,
        StepModel.load(bundle, "float32"),
        parity.varying_noise(parity.STEPS * chunk_samples),
        chunk_samples,
    )
    return update(bundle, parity=Parity(parity.STEPS, difference, info.made_by))


def write_graphs(model: AcousticModel, folder: Path) -> dict[str, Path]:
    """Write the graph of each precision into ``folder``; returns their paths."""
    files = {precision: folder / name for precision, name in FILES.items()}
    export_float(model, files["float32"])
    export_int8(files["float32"], files["int8"], CHUNK_FRAMES * model.settings.frame_hop_samples)
    export_weight_only(files["float32"], files["weight_only"])
    return files


def with_lookahead(bundle: Bundle, lookahead_samples: int) -> Bundle:
    """Write a measured look-ahead into a bundle."""
    return update(bundle, audio=replace(bundle.manifest.sound(), lookahead_samples=lookahead_samples))


def update(bundle: Bundle, **changes: Any) -> Bundle:
    """Write a bundle again with other values in its manifest."""
    return write_bundle(bundle.directory, replace(bundle.manifest, **changes), bundle_sources(bundle))


def bundle_sources(bundle: Bundle) -> dict[str, Path]:
    """Where the graphs and files of a bundle are, for `bundle.write_bundle`."""
    graphs = {precision: bundle.graph_path(precision) for precision in bundle.manifest.graphs}
    return {**graphs, **{key: bundle.file_path(key) for key in bundle.manifest.files}}


def with_accuracy(bundle: Bundle, accuracy: Sequence[Accuracy]) -> Bundle:
    """Write measured error rates into a bundle, in place of older ones of the same data and graph."""
    keys = {(one.dataset, one.split, one.graph) for one in accuracy}
    kept = [one for one in bundle.manifest.accuracy if (one.dataset, one.split, one.graph) not in keys]
    return update(bundle, accuracy=(*kept, *accuracy))


def with_typing_accuracy(bundle: Bundle, accuracy: Sequence[TypingAccuracy]) -> Bundle:
    """Write measures of typing into a bundle, in place of older ones of the same data, graph and noise."""
    keys = {(one.dataset, one.split, one.graph, one.noise) for one in accuracy}
    kept = [
        one
        for one in bundle.manifest.typing_accuracy
        if (one.dataset, one.split, one.graph, one.noise) not in keys
    ]
    return update(bundle, typing_accuracy=(*kept, *accuracy))


def with_measurements(bundle: Bundle, measurements: Sequence[Measurement]) -> Bundle:
    """Write measures of any task into a bundle, in place of older ones of the same task, data and graph."""
    keys = {(one.task, one.dataset, one.split, one.graph) for one in measurements}
    kept = [
        one
        for one in bundle.manifest.measurements
        if (one.task, one.dataset, one.split, one.graph) not in keys
    ]
    return update(bundle, measurements=(*kept, *measurements))


def _manifest(model: AcousticModel, info: BundleInfo, audio: AudioSettings) -> Manifest:
    return replace(
        new_manifest("acoustic", info, FILES),
        audio=audio,
        states=state_tensors(model),
        inputs=("audio",),
        outputs=OUTPUTS,
        tokens={"phones": PHONES, "letters": LETTERS},
        quantization=quantization(model.settings.cell),
    )
