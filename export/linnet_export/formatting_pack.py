"""From a checkpoint of the formatting model to a bundle: graphs, tokenizer, forms, parity, manifest."""

from __future__ import annotations

import dataclasses
import json
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from linnet_export.checkpoint import load_checkpoint
from linnet_export.formatting_export import export_float, export_int8, state_tensors
from linnet_export.formatting_model import DELAYS, FormattingModel
from linnet_export.formatting_recipe import FormattingRecipe
from linnet_export.marked_text import case_of
from linnet_export.new_manifest import BundleInfo, new_manifest
from linnet_export.weight_only import export_weight_only, graph_files
from linnet_runtime.bundle import Bundle, write_bundle
from linnet_runtime.errors import BundleError, InputError
from linnet_runtime.formatting_labels import MIXED, UNITS
from linnet_runtime.formatting_model import INPUT, Writing
from linnet_runtime.formatting_words import MOST_PIECES
from linnet_runtime.lexicon import Lexicon
from linnet_runtime.manifest import Manifest, Parity
from linnet_runtime.manifest_checks import PRECISIONS
from linnet_runtime.pieces import Pieces
from linnet_runtime.step_model import StepModel

GRAPHS = graph_files("formatting")
FILES = {"tokenizer": "pieces.model", "writing": "writing.json"}
PARITY_STEPS = 400


@dataclass(frozen=True)
class FormattingParts:
    """What a formatting bundle holds besides graphs."""

    tokenizer: Path
    """What the model was trained with."""
    writing: Writing
    graphs: tuple[str, ...] = PRECISIONS
    """Precisions of the graphs that the bundle gets."""


def load_model(checkpoint: Path) -> tuple[FormattingModel, FormattingRecipe]:
    """The weights of a checkpoint and the recipe they were trained by. Raises `RecipeError`."""
    return load_checkpoint(checkpoint, FormattingRecipe, lambda recipe: FormattingModel(recipe.model))


def mixed_forms(lexicon: Lexicon) -> tuple[str, ...]:
    """Return the words of a lexicon that have capitals inside, such as "iPhone", in alphabetical order."""
    displays = (lexicon.display(word) for word in range(len(lexicon)))
    return tuple(sorted(form for form in displays if case_of(form) == MIXED))


def pack_formatting(
    model: FormattingModel, directory: Path, info: BundleInfo, parts: FormattingParts
) -> Bundle:
    """Export all graphs, check the float one against PyTorch, and write a bundle without measures yet.

    Raises `BundleError` for a tokenizer that does not fit or without an int8 graph, `InputError` for a
    look-ahead the model lacks.
    """
    _refuse_misfits(model, parts)
    with tempfile.TemporaryDirectory() as folder:
        sources = write_graphs(model, Path(folder)) | {"tokenizer": parts.tokenizer}
        sources["writing"] = Path(folder) / FILES["writing"]
        text = json.dumps(dataclasses.asdict(parts.writing), ensure_ascii=False, indent=0)
        sources["writing"].write_text(text + "\n", encoding="utf-8", newline="\n")
        whole = write_bundle(Path(folder) / "whole", _manifest(model, info), sources)
        difference = parity(model, StepModel.load(whole, "float32"))
        manifest = dataclasses.replace(
            whole.manifest,
            graphs={name: graph for name, graph in whole.manifest.graphs.items() if name in parts.graphs},
            parity=Parity(PARITY_STEPS, difference, info.made_by),
        )
        return write_bundle(directory, manifest, {name: sources[name] for name in manifest.all_files()})


def write_graphs(model: FormattingModel, folder: Path) -> dict[str, Path]:
    """Write the graph of each precision into ``folder``; returns their paths."""
    files = {precision: folder / name for precision, name in GRAPHS.items()}
    export_float(model, files["float32"])
    export_int8(files["float32"], files["int8"])
    export_weight_only(files["float32"], files["weight_only"])
    return files


def parity(model: FormattingModel, graph: StepModel, steps: int = PARITY_STEPS) -> float:
    """Largest difference of any log-probability above -20 while both read the same random words."""
    random = np.random.default_rng(0)
    words = random.integers(0, model.settings.pieces, (steps, 1, 1, MOST_PIECES))
    words[random.random(words.shape) < 0.5] = 0
    torch_state, state, largest = model.initial(1), graph.initial(), 0.0
    for word in words:
        with torch.no_grad():
            expected, torch_state = model(torch.from_numpy(word), torch_state)
        outputs, state = graph.step({INPUT: word}, state)
        for name, one in zip(UNITS, expected, strict=True):
            both = np.maximum(one[0].numpy(), -20.0), np.maximum(outputs[name][0], -20.0)
            largest = max(largest, float(np.abs(both[0] - both[1]).max()))
    return largest


def _refuse_misfits(model: FormattingModel, parts: FormattingParts) -> None:
    """Raise unless tokenizer and look-ahead fit the model."""
    pieces = len(Pieces.load(parts.tokenizer))
    if pieces != model.settings.pieces:
        raise BundleError(
            f"{parts.tokenizer}: expected the {model.settings.pieces} pieces of the model, got {pieces}"
        )
    if parts.writing.lookahead_words not in range(DELAYS):
        raise InputError(
            f"expected a look-ahead of 0 to {DELAYS - 1} words, got {parts.writing.lookahead_words}"
        )


def _manifest(model: FormattingModel, info: BundleInfo) -> Manifest:
    return replace(
        new_manifest("formatting", info, GRAPHS, FILES),
        states=state_tensors(model),
        inputs=(INPUT,),
        outputs=tuple(UNITS),
        tokens=dict(UNITS),
    )
