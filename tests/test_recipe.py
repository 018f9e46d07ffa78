"""Recipes: all that ship can be read, their tiny overrides too, and what is wrong is named."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path

import pytest
import torch

from linnet_export.augment import AugmentSettings
from linnet_export.language_model import LanguageModel
from linnet_export.language_recipe import LanguageRecipe
from linnet_export.letter_to_sound import LetterToSound
from linnet_export.model import AcousticModel
from linnet_export.pronunciation_recipe import PronunciationRecipe
from linnet_export.recipe import (
    AcousticRecipe,
    DataSettings,
    RecipeError,
    load_recipe,
    recipe_from_table,
)

RECIPES = sorted((Path(__file__).parent.parent / "export" / "recipes").rglob("*.toml"))
ACOUSTIC, LANGUAGE, PRONUNCIATION = (
    path for name in ("acoustic", "language", "pronunciation") for path in RECIPES if path.stem == name
)


def write(folder: Path, text: str) -> Path:
    path = folder / "recipe.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_there_are_recipes() -> None:
    assert [(path.parent.name, path.name) for path in RECIPES] == [
        ("en", "acoustic-1000h.toml"),
        ("en", "acoustic-further.toml"),
        ("en", "acoustic.toml"),
        ("en", "emoji-words.toml"),
        ("en", "emoji.toml"),
        ("en", "federated.toml"),
        ("en", "formatting.toml"),
        ("en", "language-further.toml"),
        ("en", "language.toml"),
        ("en", "pronunciation.toml"),
        ("en", "proofreading.toml"),
        ("en", "second-pass.toml"),
        ("recipes", "study-cells.toml"),
        ("recipes", "voice-activity.toml"),
    ]


def test_the_acoustic_recipe_loads_and_its_tiny_override_is_tiny() -> None:
    full, tiny = (load_recipe(ACOUSTIC, AcousticRecipe, tiny=tiny) for tiny in (False, True))
    assert full.training.epochs > tiny.training.epochs
    assert tiny.data.batch_s <= 20
    with torch.device("meta"):
        sizes = [sum(p.numel() for p in AcousticModel(r.model).parameters()) for r in (full, tiny)]
    assert sizes[1] < 20_000 < 1_000_000 < sizes[0]


def test_the_language_recipe_loads_and_its_tiny_override_is_tiny() -> None:
    full, tiny = (load_recipe(LANGUAGE, LanguageRecipe, tiny=tiny) for tiny in (False, True))
    assert full.training.epochs > tiny.training.epochs
    with torch.device("meta"):
        sizes = [sum(p.numel() for p in LanguageModel(r.model).parameters()) for r in (full, tiny)]
    assert sizes[1] < 20_000 < 1_000_000 < sizes[0]


def test_the_pronunciation_recipe_loads_and_its_tiny_override_is_tiny() -> None:
    full, tiny = (load_recipe(PRONUNCIATION, PronunciationRecipe, tiny=tiny) for tiny in (False, True))
    with torch.device("meta"):
        sizes = [sum(p.numel() for p in LetterToSound(r.model).parameters()) for r in (full, tiny)]
    assert sizes[1] < 60_000 < 1_000_000 < sizes[0]


def test_a_recipe_of_another_class_is_refused() -> None:
    with pytest.raises(RecipeError, match="recipe: unknown key 'augment'"):
        load_recipe(ACOUSTIC, LanguageRecipe)
    with pytest.raises(RecipeError, match=r"recipe\.(model|data|training): unknown key"):
        load_recipe(LANGUAGE, AcousticRecipe)


def test_tiny_changes_only_what_it_names(tmp_path: Path) -> None:
    text = 'name = "a"\n[training]\nepochs = 9\nclip_norm = 2.0\n[tiny.training]\nepochs = 1\n'
    full, tiny = (load_recipe(write(tmp_path, text), AcousticRecipe, tiny=tiny) for tiny in (False, True))
    assert (full.training.epochs, tiny.training.epochs) == (9, 1)
    assert tiny == dataclasses.replace(full, training=dataclasses.replace(full.training, epochs=1))


def test_what_is_left_out_keeps_its_default(tmp_path: Path) -> None:
    assert load_recipe(write(tmp_path, 'name = "plain"'), AcousticRecipe) == AcousticRecipe("plain")


def test_values_of_every_kind_are_read() -> None:
    table = {
        "name": "a",
        "seed": 7,
        "model": {"hidden": 10, "frontend": {"mels": 40}},
        "data": {"batch_s": 30, "repeats": {"synthetic": 0, "read": 3}},
        "augment": {"snr_db": [0, 10]},
    }
    recipe = recipe_from_table(table, AcousticRecipe)
    assert (recipe.seed, recipe.model.hidden, recipe.model.frontend.mels) == (7, 10, 40)
    assert recipe.data == DataSettings(batch_s=30, repeats={"synthetic": 0, "read": 3})
    assert recipe.augment == AugmentSettings(snr_db=(0, 10))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('name = "a"\nspeed = 1', "unknown key 'speed'"),
        ('name = "a"\n[model]\nhiden = 1', "recipe.model: unknown key 'hiden'"),
        ("seed = 1", "name"),
        ("name = 1", "recipe.name: expected str, got 1"),
        ('name = "a"\nseed = "b"', "recipe.seed: expected int, got 'b'"),
        ('name = "a"\nseed = true', "recipe.seed: expected int, got True"),
        ('name = "a"\nseed = [1, 2]', r"recipe.seed: expected int, got \[1, 2\]"),
        ('name = "a"\nmodel = 3', "recipe.model: expected Mapping, got 3"),
        ('name = "a"\n[model]\nlayers = 2.0', "recipe.model.layers: expected int, got 2.0"),
        (
            'name = "a"\n[model]\ncell = "tree"',
            "cell: expected one of rnn, irnn, lstm, gru, cifg, got 'tree'",
        ),
        ('name = "a"\n[training]\nclip_norm = "1"', "recipe.training.clip_norm: expected int or float"),
        ('name = "a"\n[augment]\nsnr_db = 3', "recipe.augment.snr_db: expected list or tuple, got 3"),
        ('name = "a"\n[augment]\nsnr_db = ["a", "b"]', "recipe.augment.snr_db: expected int or float"),
        ('name = "a"\n[augment]\nsnr_db = [1, 2, 3]', "recipe.augment.snr_db: expected 2 values"),
        ('name = "a"\n[augment]\nnoise_probability = 2.0', "noise_probability: expected a probability"),
        ('name = "a"\n[data]\nrepeats = 2', "recipe.data.repeats: expected Mapping"),
        ('name = "a"\n[data.repeats]\nread = 0.5', "recipe.data.repeats.read: expected int"),
        ('name = "a"\ntiny = 1', "tiny: expected dict, got 1"),
        ("name = ", "expected a TOML recipe"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(RecipeError, match=message):
        load_recipe(write(tmp_path, text), AcousticRecipe)


def test_a_missing_or_binary_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="expected a TOML recipe"):
        load_recipe(tmp_path / "none.toml", AcousticRecipe)
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RecipeError, match="expected a TOML recipe"):
        load_recipe(tmp_path / "binary.toml", AcousticRecipe)


@pytest.mark.parametrize("tiny", [False, True])
@pytest.mark.parametrize(("path", "cls"), [(ACOUSTIC, AcousticRecipe), (LANGUAGE, LanguageRecipe)])
def test_survives_a_checkpoint(path: Path, cls: type, tiny: bool) -> None:
    recipe = load_recipe(path, cls, tiny=tiny)
    file = io.BytesIO()
    torch.save({"recipe": dataclasses.asdict(recipe)}, file)
    file.seek(0)
    assert recipe_from_table(torch.load(file, weights_only=True)["recipe"], cls) == recipe
