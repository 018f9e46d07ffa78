"""From a checkpoint of the letter-to-sound model to a bundle: graphs, words with their phones, manifest."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch

from linnet_export.checkpoint import load_checkpoint
from linnet_export.letter_to_sound import LetterToSound
from linnet_export.letter_to_sound_export import (
    INPUT,
    OUTPUT,
    export_float,
    export_int8,
)
from linnet_export.lexicon_pronunciation import Origin, spoken_lexicon, word_sounds
from linnet_export.new_manifest import BundleInfo, new_manifest
from linnet_export.pack import update
from linnet_export.pronunciation import Pronunciations
from linnet_export.pronunciation_recipe import PronunciationRecipe
from linnet_export.weight_only import export_weight_only, graph_files
from linnet_runtime import letter_to_sound
from linnet_runtime.bundle import Bundle, write_bundle
from linnet_runtime.lexicon import Lexicon
from linnet_runtime.manifest import Manifest, Parity
from linnet_runtime.spoken_lexicon import LAST_PHONE
from linnet_runtime.step_model import StepModel, session_options
from linnet_runtime.units import LETTERS, PHONES

GRAPHS = graph_files("letter-to-sound")
WORDS_FILE = "words.phones"
PARITY_WORDS = 400
_LONGEST_PARITY_WORD = 24


@dataclass(frozen=True)
class PackedPronunciation:
    """A bundle, and how many words of the lexicon got their phones from where."""

    bundle: Bundle
    words: dict[Origin, int]


def load_model(checkpoint: Path) -> tuple[LetterToSound, PronunciationRecipe]:
    """The weights of a checkpoint and the recipe they were trained by. Raises `RecipeError`."""
    return load_checkpoint(checkpoint, PronunciationRecipe, lambda recipe: LetterToSound(recipe.model))


def pack_pronunciation(
    model: LetterToSound, directory: Path, info: BundleInfo, lexicon: Lexicon, dictionary: Pronunciations
) -> PackedPronunciation:
    """Export all graphs, say every word of the lexicon, check the float graph, and write a bundle.

    Raises `BundleError` for a lexicon with words that nothing can pronounce.
    """
    with tempfile.TemporaryDirectory() as folder:
        sources = write_graphs(model, Path(folder))
        letters = letter_to_sound.LetterToSound(_step_model(sources["int8"]))
        sounds = list(word_sounds(lexicon, dictionary, letters))
        sources["pronunciations"] = Path(folder) / WORDS_FILE
        spoken_lexicon(lexicon, sounds).save(sources["pronunciations"])
        bundle = write_bundle(directory, _manifest(info), sources)
    difference = parity(model, StepModel.load(bundle, "float32"))
    bundle = update(bundle, parity=Parity(PARITY_WORDS, difference, info.made_by))
    return PackedPronunciation(bundle, dict(Counter(one.origin for one in sounds)))


def write_graphs(model: LetterToSound, folder: Path) -> dict[str, Path]:
    """Write the graph of each precision into ``folder``; returns their paths."""
    files = {precision: folder / name for precision, name in GRAPHS.items()}
    export_float(model, files["float32"])
    export_int8(files["float32"], files["int8"])
    export_weight_only(files["float32"], files["weight_only"])
    return files


def parity(model: LetterToSound, graph: StepModel, words: int = PARITY_WORDS) -> float:
    """Largest difference of any log-probability above -20 for random words of all lengths up to 24."""
    model.eval()
    rng, largest = np.random.default_rng(0), 0.0
    for word in range(words):
        letters = rng.integers(1, len(LETTERS), (1, word % _LONGEST_PARITY_WORD + 1))
        with torch.no_grad():
            expected = model(torch.from_numpy(letters).t()).transpose(0, 1).numpy()
        outputs, _ = graph.step({INPUT: letters}, graph.initial())
        both = np.maximum(expected, -20.0), np.maximum(outputs[OUTPUT], -20.0)
        largest = max(largest, float(np.abs(both[0] - both[1]).max()))
    return largest


def _step_model(path: Path) -> StepModel:
    """Load a graph that is in no bundle yet."""
    session = ort.InferenceSession(str(path), session_options(1), providers=["CPUExecutionProvider"])
    return StepModel(session, [INPUT], [OUTPUT], [])


def _manifest(info: BundleInfo) -> Manifest:
    return replace(
        new_manifest("pronunciation", info, GRAPHS, {"pronunciations": WORDS_FILE}),
        inputs=(INPUT,),
        outputs=(OUTPUT,),
        tokens={OUTPUT: PHONES[: LAST_PHONE + 1]},
    )
