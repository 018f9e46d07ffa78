"""From a checkpoint of the tone model to a bundle: graphs, tokenizer, table of emoji, manifest."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import onnxruntime as ort

from linnet_export.checkpoint import load_checkpoint
from linnet_export.new_manifest import BundleInfo, new_manifest
from linnet_export.pack import bundle_sources
from linnet_export.tone_export import (
    INPUT,
    OUTPUT,
    PARITY_STEPS,
    export_float,
    export_int8,
    parity,
    state_tensors,
)
from linnet_export.tone_model import ToneModel
from linnet_export.tone_recipe import EmojiRecipe
from linnet_export.weight_only import export_weight_only, graph_files
from linnet_runtime.bundle import Bundle, write_bundle
from linnet_runtime.emoji_table import EmojiTable
from linnet_runtime.errors import BundleError
from linnet_runtime.manifest import Manifest, Parity
from linnet_runtime.pieces import Pieces
from linnet_runtime.step_model import StepModel, session_options

GRAPHS = {key: file for key, file in graph_files("tone").items() if key != "float32"}
"""The float graph is four times as large, and says what the weight-only one says."""
FILES = {"tokenizer": "pieces.model", "emoji": "emoji.json"}


@dataclass(frozen=True)
class EmojiFiles:
    """What an emoji bundle holds besides graphs."""

    tokenizer: Path
    table: EmojiTable


def load_model(checkpoint: Path) -> tuple[ToneModel, EmojiRecipe]:
    """The weights of a checkpoint and the recipe they were trained by. Raises `RecipeError`."""
    return load_checkpoint(checkpoint, EmojiRecipe, lambda recipe: ToneModel(recipe.model))


def pack_emoji(
    model: ToneModel, directory: Path, info: BundleInfo, labels: tuple[str, ...], files: EmojiFiles
) -> Bundle:
    """Export all graphs, check the float one against PyTorch, and write a bundle of the others.

    Raises `BundleError` for a tokenizer or labels that do not fit the model.
    """
    got = len(Pieces.load(files.tokenizer)), len(labels)
    if got != (model.settings.pieces, model.settings.labels):
        raise BundleError(
            f"{files.tokenizer}: expected {model.settings.pieces} pieces and {model.settings.labels} labels, "
            f"as the model has, got {got[0]} and {got[1]}"
        )
    with tempfile.TemporaryDirectory() as folder:
        graphs, table = write_graphs(model, Path(folder)), Path(folder) / FILES["emoji"]
        difference = parity(model, _step_model(graphs["float32"], model))
        files.table.save(table)
        sources = {**graphs, "tokenizer": files.tokenizer, "emoji": table}
        manifest = _manifest(model, info, labels, Parity(PARITY_STEPS, difference, info.made_by))
        return write_bundle(directory, manifest, {key: sources[key] for key in (*GRAPHS, *FILES)})


def with_table(bundle: Bundle, table: EmojiTable) -> Bundle:
    """Write a bundle again with another table of emoji."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / FILES["emoji"]
        table.save(file)
        return write_bundle(bundle.directory, bundle.manifest, {**bundle_sources(bundle), "emoji": file})


def write_graphs(model: ToneModel, folder: Path) -> dict[str, Path]:
    """Write the graph of each precision into ``folder``; returns their paths."""
    files = {precision: folder / name for precision, name in graph_files("tone").items()}
    export_float(model, files["float32"])
    export_int8(files["float32"], files["int8"])
    export_weight_only(files["float32"], files["weight_only"])
    return files


def _step_model(path: Path, model: ToneModel) -> StepModel:
    """Load a graph that is in no bundle."""
    session = ort.InferenceSession(str(path), session_options(1), providers=["CPUExecutionProvider"])
    return StepModel(session, [INPUT], [OUTPUT], state_tensors(model))


def _manifest(model: ToneModel, info: BundleInfo, labels: tuple[str, ...], parity: Parity) -> Manifest:
    return replace(
        new_manifest("emoji", info, GRAPHS, FILES),
        states=state_tensors(model),
        inputs=(INPUT,),
        outputs=(OUTPUT,),
        tokens={OUTPUT: labels},
        parity=parity,
    )
