"""From a checkpoint of the language model to a bundle: graphs, tokenizer, lexicon, parity, manifest."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from linnet_export.checkpoint import load_checkpoint
from linnet_export.export import quantization
from linnet_export.language_export import QUANTIZED_OPERATORS, export_float, export_int8, state_tensors
from linnet_export.language_model import LanguageModel
from linnet_export.language_recipe import LanguageRecipe
from linnet_export.new_manifest import BundleInfo, new_manifest
from linnet_export.pack import update
from linnet_export.weight_only import export_weight_only, graph_files
from linnet_runtime.bundle import Bundle, write_bundle
from linnet_runtime.errors import BundleError
from linnet_runtime.lexicon import Lexicon
from linnet_runtime.manifest import Manifest, Parity
from linnet_runtime.pieces import Pieces
from linnet_runtime.step_model import StepModel
from linnet_runtime.typing_weights import TypingWeights

GRAPHS = graph_files("language")
FILES = {"tokenizer": "pieces.model", "lexicon": "words.lexicon"}
PARITY_STEPS = 400


@dataclass(frozen=True)
class LanguageFiles:
    """What a language bundle holds besides graphs."""

    tokenizer: Path
    lexicon: Path


def load_model(checkpoint: Path) -> tuple[LanguageModel, LanguageRecipe]:
    """The weights of a checkpoint and the recipe they were trained by. Raises `RecipeError`."""
    return load_checkpoint(checkpoint, LanguageRecipe, lambda recipe: LanguageModel(recipe.model))


def pack_language(
    model: LanguageModel,
    directory: Path,
    info: BundleInfo,
    files: LanguageFiles,
    typing: TypingWeights | None = None,
) -> Bundle:
    """Export all graphs, check the float one against PyTorch, and write a bundle without accuracy yet.

    ``typing`` None: the defaults of the Linnet that reads the bundle. Raises `BundleError` for a tokenizer or
    a lexicon that cannot be read or that does not fit the model.
    """
    _refuse_misfits(model, files)
    with tempfile.TemporaryDirectory() as folder:
        sources = {
            **write_graphs(model, Path(folder)),
            "tokenizer": files.tokenizer,
            "lexicon": files.lexicon,
        }
        bundle = write_bundle(directory, _manifest(model, info, typing), sources)
    difference = parity(model, StepModel.load(bundle, "float32"))
    return update(bundle, parity=Parity(PARITY_STEPS, difference, info.made_by))


def write_graphs(model: LanguageModel, folder: Path) -> dict[str, Path]:
    """Write the graph of each precision into ``folder``; returns their paths."""
    files = {precision: folder / name for precision, name in GRAPHS.items()}
    export_float(model, files["float32"])
    export_int8(files["float32"], files["int8"])
    export_weight_only(files["float32"], files["weight_only"])
    return files


def parity(model: LanguageModel, graph: StepModel, steps: int = PARITY_STEPS) -> float:
    """Largest difference of any log-probability above -20 while both read the same random pieces."""
    pieces = np.random.default_rng(0).integers(0, model.settings.pieces, steps)
    torch_state, state, largest = model.initial(1), graph.initial(), 0.0
    for piece in pieces:
        with torch.no_grad():
            expected, torch_state = model(torch.tensor([[piece]]), torch_state)
        outputs, state = graph.step({"pieces": np.array([[piece]])}, state)
        both = np.maximum(expected.numpy(), -20.0), np.maximum(outputs["log_probs"], -20.0)
        largest = max(largest, float(np.abs(both[0] - both[1]).max()))
    return largest


def _refuse_misfits(model: LanguageModel, files: LanguageFiles) -> None:
    """Raise `BundleError` unless model, tokenizer and lexicon are over the same pieces."""
    pieces, lexicon = Pieces.load(files.tokenizer), Lexicon.open(files.lexicon)
    if len(pieces) != model.settings.pieces:
        raise BundleError(
            f"{files.tokenizer}: expected the {model.settings.pieces} pieces of the model, got {len(pieces)}"
        )
    for word in range(len(lexicon)):
        if pieces.encode(lexicon.written(word)) != lexicon.pieces(word):
            raise BundleError(
                f"{files.lexicon}: expected pieces of {files.tokenizer}, got others for "
                f"{lexicon.display(word)!r}; build the lexicon with this tokenizer"
            )


def _manifest(model: LanguageModel, info: BundleInfo, typing: TypingWeights | None) -> Manifest:
    return replace(
        new_manifest("language", info, GRAPHS, FILES),
        states=state_tensors(model.settings),
        inputs=("pieces",),
        outputs=("log_probs",),
        quantization=quantization(model.settings.cell, QUANTIZED_OPERATORS),
        typing=typing,
    )
