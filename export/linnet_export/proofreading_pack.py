"""From a checkpoint of the proofreading model to a bundle: graphs, lexicon, weights, parity, manifest."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch

from linnet_export.checkpoint import load_checkpoint
from linnet_export.export import layer_states
from linnet_export.new_manifest import BundleInfo, new_manifest
from linnet_export.pack import bundle_sources
from linnet_export.proofreading_export import STATES, export_decoder, export_encoder, export_int8
from linnet_export.proofreading_model import ProofreadingModel
from linnet_export.proofreading_recipe import ProofreadingRecipe
from linnet_export.weight_only import export_weight_only, graph_files
from linnet_runtime import proofreading_model as runtime
from linnet_runtime import proofreading_weights
from linnet_runtime.bundle import Bundle, write_bundle
from linnet_runtime.edit_actions import ACTIONS, ALPHABET
from linnet_runtime.lexicon import Lexicon
from linnet_runtime.manifest import Manifest, Parity
from linnet_runtime.proofreading_model import CONTEXT, ENCODERS, OUTPUT, SYMBOLS
from linnet_runtime.proofreading_text import WORD_CLASSES
from linnet_runtime.proofreading_weights import ProofreadingWeights
from linnet_runtime.step_model import StepModel, session_options
from linnet_runtime.whole_model import WholeModel

PARITY_STEPS = 200
_GRAPHS = {key: name for key, name in graph_files("decoder").items() if key in ENCODERS}
_FILES = {
    **{key: f"encoder.{precision}.onnx" for precision, key in ENCODERS.items()},
    "lexicon": "words.lexicon",
    proofreading_weights.FILE: "weights.json",
}


def load_model(checkpoint: Path) -> tuple[ProofreadingModel, ProofreadingRecipe]:
    """The weights of a checkpoint and the recipe they were trained by. Raises `RecipeError`."""
    return load_checkpoint(checkpoint, ProofreadingRecipe, lambda recipe: ProofreadingModel(recipe.model))


def pack_proofreading(
    model: ProofreadingModel,
    directory: Path,
    info: BundleInfo,
    lexicon: Lexicon,
    weights: ProofreadingWeights,
) -> Bundle:
    """Export all graphs, check the float ones, which are not kept, and write a bundle without measures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        encoder, decoder = folder / "encoder.onnx", folder / "decoder.onnx"
        export_encoder(model, encoder)
        export_decoder(model, decoder)
        manifest = replace(
            _manifest(model, info), parity=Parity(PARITY_STEPS, parity(model, encoder, decoder), info.made_by)
        )
        sources = {key: folder / file for key, file in {**_GRAPHS, **_FILES}.items()}
        for precision, export in (("int8", export_int8), ("weight_only", export_weight_only)):
            export(decoder, sources[precision])
            export(encoder, sources[ENCODERS[precision]])
        lexicon.save(sources["lexicon"])
        sources[proofreading_weights.FILE].write_text(weights.to_json(), encoding="utf-8")
        return write_bundle(directory, manifest, sources)


def with_weights(bundle: Bundle, weights: ProofreadingWeights) -> Bundle:
    """Write a bundle again with other weights; what was measured with the old ones is left out."""
    manifest = replace(bundle.manifest, measurements=())
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "weights.json"
        file.write_text(weights.to_json(), encoding="utf-8")
        sources = {**bundle_sources(bundle), proofreading_weights.FILE: file}
        return write_bundle(bundle.directory, manifest, sources)


def parity(model: ProofreadingModel, encoder: Path, decoder: Path, steps: int = PARITY_STEPS) -> float:
    """Largest difference of any context or log-probability above -20 for a random text, step by step."""
    random, model = np.random.default_rng(0), model.eval()
    reading = np.stack(
        [random.integers(0, top, steps) for top in (len(ALPHABET), WORD_CLASSES)], axis=1, dtype=np.int64
    )
    symbols = np.stack(
        [random.integers(0, top, steps) for top in (len(ACTIONS), len(ALPHABET))], axis=1, dtype=np.int64
    )
    with torch.no_grad():
        context = model.encode(torch.from_numpy(reading)[:, None])
        expected = model.decode(torch.from_numpy(symbols)[:, None], context, model.initial(1))[0]
    graphs = load_graphs(model, encoder, decoder)
    found = graphs.encode(reading)
    largest, state = float(np.abs(found - context[:, 0].numpy()).max()), graphs.decoder.initial()
    for step in range(steps):
        got, state = graphs.step([tuple(symbols[step])], found[step : step + 1], state)
        wanted = expected[step].log_softmax(-1).numpy()
        largest = max(largest, float(np.abs(np.maximum(got, -20) - np.maximum(wanted, -20)).max()))
    return largest


def load_graphs(model: ProofreadingModel, encoder: Path, decoder: Path) -> runtime.ProofreadingModel:
    """Load two graphs that are in no bundle yet."""
    session = ort.InferenceSession(str(decoder), session_options(1), providers=["CPUExecutionProvider"])
    states = layer_states(STATES, model.settings.decoder)
    return runtime.ProofreadingModel(
        WholeModel(encoder, runtime.READING, CONTEXT),
        StepModel(session, [SYMBOLS, CONTEXT], [OUTPUT], states),
    )


def _manifest(model: ProofreadingModel, info: BundleInfo) -> Manifest:
    return replace(
        new_manifest("proofreading", info, _GRAPHS, _FILES),
        states=layer_states(STATES, model.settings.decoder),
        inputs=(SYMBOLS, CONTEXT),
        outputs=(OUTPUT,),
        tokens={OUTPUT: ACTIONS},
    )
