"""A small proofreading bundle, trained and packed as the real one is, on sentences of thirty words."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from conftest import REPOSITORY
from linnet_export.careless_writing import CarelessWriter, neighbours
from linnet_export.new_manifest import BundleInfo
from linnet_export.proofreading_data import ProofreadingData
from linnet_export.proofreading_pack import load_model, pack_proofreading
from linnet_export.proofreading_recipe import ProofreadingRecipe
from linnet_export.proofreading_training import train
from linnet_export.recipe import load_recipe
from linnet_export.whole_epochs import EpochRun
from linnet_runtime.key_layout import KeyLayout
from linnet_runtime.lexicon import Lexicon, LexiconWord
from linnet_runtime.proofreading_text import WordReader
from linnet_runtime.proofreading_weights import ProofreadingWeights

RECIPE = REPOSITORY / "export" / "recipes" / "en" / "proofreading.toml"
WHO = ("I", "We", "They", "You")
DOES = ("like", "want", "need", "don't see", "see")
WHAT = ("the house", "their dog", "your letter", "the weather", "coffee", "tea", "the garden")
WHEN = ("today", "tomorrow", "now", "again")
WORDS = """
i we they you like want need don't see the house their dog your letter weather
coffee tea garden today tomorrow now again there whether a dam damn
""".split()  # noqa: SIM905
CONFUSED = {"their": ("there",), "weather": ("whether",)}


@dataclass(frozen=True)
class Notes:
    checkpoint: Path
    bundle: Path


def lexicon() -> Lexicon:
    """All words, "damn" marked as offensive."""
    return Lexicon.build([LexiconWord(word, -5.0, (0,), word == "damn") for word in WORDS])


def sentences(count: int, seed: int) -> list[str]:
    chance = random.Random(seed)
    parts = [[chance.choice(options) for options in (WHO, DOES, WHAT, WHEN)] for _ in range(count)]
    return [" ".join(one) + chance.choice(".?!") for one in parts]


def data(recipe: ProofreadingRecipe) -> ProofreadingData:
    writer = CarelessWriter(recipe.writing, {}, CONFUSED, neighbours(KeyLayout.load("qwerty")))
    return ProofreadingData(sentences(400, 1), sentences(40, 2), WordReader(lexicon()), writer)


def tiny_recipe(epochs: int) -> ProofreadingRecipe:
    recipe = load_recipe(RECIPE, ProofreadingRecipe, tiny=True)
    return replace(recipe, training=replace(recipe.training, epochs=epochs))


def learn(folder: Path, epochs: int = 3) -> Notes:
    recipe = tiny_recipe(epochs)
    train(recipe, data(recipe), EpochRun(folder, precision="32-true", progress=False))
    bundle = folder / "bundle"
    model, _ = load_model(folder / "last.ckpt")
    torch.manual_seed(0)
    pack_proofreading(
        model, bundle, BundleInfo("notes", "en", "CC0-1.0", (), "notes"), lexicon(), ProofreadingWeights()
    )
    return Notes(folder / "last.ckpt", bundle)
