"""Training of the tone model: batches, it learns, and a killed run goes on exactly."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from lightning import Callback

from killing import KillAt, KilledError
from linnet_export.cli import run as export
from linnet_export.labelled_text import EncodedText, TextBatches
from linnet_export.recipe import RecipeError, load_recipe
from linnet_export.tone_data import read_tone_data
from linnet_export.tone_embeddings import tone_embeddings
from linnet_export.tone_model import ToneModel
from linnet_export.tone_recipe import EmojiRecipe
from linnet_export.tone_training import ToneData, train
from linnet_export.whole_epochs import EpochRun, falling_rate
from linnet_runtime.bundle import Bundle
from small_feelings import RECIPE, options, write_files


@pytest.fixture(scope="module")
def recipe() -> EmojiRecipe:
    full = load_recipe(RECIPE, EmojiRecipe, tiny=True)
    return replace(full, training=replace(full.training, epochs=2))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return write_files(tmp_path_factory.mktemp("feelings"))


@pytest.fixture(scope="module")
def data(files: dict[str, Path], recipe: EmojiRecipe, language_bundle: Path) -> ToneData:
    return read_tone_data(recipe, files["labelled"], files["labels"], Bundle.open(language_bundle))


def weights(folder: Path) -> dict[str, torch.Tensor]:
    found: dict[str, torch.Tensor] = torch.load(folder / "last.ckpt", weights_only=True)["state_dict"]
    return found


def settings(folder: Path, *callbacks: Callback) -> EpochRun:
    return EpochRun(folder, 1, "32-true", progress=False, callbacks=callbacks)


def test_the_recipe_and_its_tiny_override_load() -> None:
    full, tiny = (load_recipe(RECIPE, EmojiRecipe, tiny=tiny) for tiny in (False, True))
    sizes = [sum(one.numel() for one in ToneModel(r.model).parameters()) for r in (full, tiny)]
    assert sizes[0] > 100 * sizes[1]


def test_a_pass_has_every_text_once_in_batches_of_similar_lengths() -> None:
    texts = [EncodedText(tuple(range(1, 2 + number % 30)), (number % 3,)) for number in range(200)]
    batches = list(TextBatches(texts, 16, 3, (1, 0)))
    assert sum(len(batch.lengths) for batch in batches) == 200
    assert max(int(batch.lengths.max() - batch.lengths.min()) for batch in batches) <= 6
    assert all(batch.labels.sum() == len(batch.lengths) for batch in batches)
    again, other = (list(TextBatches(texts, 16, 3, (1, epoch))) for epoch in (0, 1))
    assert all(torch.equal(a.pieces, b.pieces) for a, b in zip(batches, again, strict=True))
    assert not all(torch.equal(a.lengths, b.lengths) for a, b in zip(batches, other, strict=False))


def test_it_learns_and_a_killed_run_goes_on_exactly(
    recipe: EmojiRecipe, data: ToneData, tmp_path: Path
) -> None:
    module = train(recipe, data, settings(tmp_path / "whole"))
    assert float(module.trainer.callback_metrics["choose_loss"]) < 1.0  # 3 ln 2 = 2.1 by chance
    steps = module.trainer.global_step
    with pytest.raises(KilledError):
        train(recipe, data, settings(tmp_path / "parts", KillAt(steps * 3 // 4)))
    train(recipe, data, settings(tmp_path / "parts"))
    whole, parts = weights(tmp_path / "whole"), weights(tmp_path / "parts")
    assert all(torch.equal(whole[name], parts[name]) for name in whole)


def test_embeddings_begin_as_those_of_the_language(language_bundle: Path, data: ToneData) -> None:
    bundle = Bundle.open(language_bundle)
    found = tone_embeddings(bundle, 8)
    assert found.shape == (144, 8)
    assert np.sqrt(np.square(found).mean()) == pytest.approx(0.1)
    assert data.table is not None
    whole = data.table @ data.table.T  # all 16 dimensions turned: angles stay
    assert np.corrcoef(whole.ravel(), (found @ found.T).ravel())[0, 1] > 0.9
    with pytest.raises(RecipeError, match="at most 16 dimensions"):
        tone_embeddings(bundle, 17)


def test_data_of_another_recipe_is_refused(
    recipe: EmojiRecipe, files: dict[str, Path], language_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = replace(recipe, model=replace(recipe.model, labels=4))
    with pytest.raises(RecipeError, match="expected 4 labels"):
        read_tone_data(other, files["labelled"], files["labels"], Bundle.open(language_bundle))
    command = ["train-emoji", str(RECIPE), "absent", *options(files, "labelled", "labels")]
    assert export([*command, "--language", str(language_bundle)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_rate_rises_stays_and_falls_to_zero() -> None:
    shares = [falling_rate(step, 1000, 100, 0.7) for step in (0, 50, 99, 300, 650, 1000)]
    assert shares == pytest.approx([0.01, 0.51, 1.0, 1.0, 0.5, 0.0])
