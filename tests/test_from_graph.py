"""Weights that went from PyTorch to a bundle come back as they were, and a training begins with them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch

from linnet_export.from_graph import language_model, language_start
from linnet_export.language_data import LanguageData
from linnet_export.language_pack import load_model, parity
from linnet_export.language_training import LanguageTraining, train
from linnet_export.whole_epochs import EpochRun
from linnet_runtime.bundle import Bundle
from linnet_runtime.errors import BundleError, InputError
from linnet_runtime.step_model import StepModel
from small_talk import PRECISION, SmallTalk, language_data, tiny_recipe
from tones import Losses

SHIPPED = Path(__file__).parent.parent / "sdk" / "linnet" / "bundles" / "en-language"


def test_the_weights_are_those_that_were_exported(small_talk: SmallTalk) -> None:
    trained, _ = load_model(small_talk.checkpoint)
    again = language_model(Bundle.open(small_talk.bundle))
    assert dataclasses.replace(again.settings, dropout=trained.settings.dropout) == trained.settings
    torch.testing.assert_close(again.state_dict(), trained.state_dict(), rtol=0, atol=0)


def test_the_shipped_model_comes_back_whole() -> None:
    bundle = Bundle.open(SHIPPED)
    model = language_model(bundle)
    assert parity(model, StepModel.load(bundle, "float32"), steps=60) < 1e-4
    state = model.initial(1)
    with torch.no_grad():
        log_probabilities, _ = model(torch.tensor([[1, 5, 70]]).t(), state)
    assert np.exp(log_probabilities.numpy()).sum() == pytest.approx(1.0, abs=1e-4)


@pytest.fixture(scope="module")
def data(small_talk: SmallTalk, tmp_path_factory: pytest.TempPathFactory) -> LanguageData:
    return language_data(tmp_path_factory.mktemp("data"), small_talk.files.tokenizer, count=100)


def first_loss(data: LanguageData, folder: Path, start: Path | None) -> float:
    losses = Losses()
    run = EpochRun(folder, precision=PRECISION, progress=False, callbacks=(losses,))
    train(tiny_recipe(epochs=1), data, run, language_start(start) if start else None)
    return losses.by_step[1]


def test_a_training_begins_where_the_bundle_is(
    small_talk: SmallTalk, data: LanguageData, tmp_path: Path
) -> None:
    anew = first_loss(data, tmp_path / "anew", None)
    of_bundle = first_loss(data, tmp_path / "bundle", small_talk.bundle)
    of_checkpoint = first_loss(data, tmp_path / "checkpoint", small_talk.checkpoint)
    assert of_bundle == of_checkpoint < 0.8 * anew


def test_what_does_not_fit_is_refused(small_talk: SmallTalk, data: LanguageData, tiny_bundle: Path) -> None:
    with pytest.raises(BundleError, match="expected a language bundle, got 'acoustic'"):
        language_start(tiny_bundle)
    other = dataclasses.replace(tiny_recipe(), model=dataclasses.replace(tiny_recipe().model, hidden=40))
    with pytest.raises(InputError, match=r"expected an earlier model of .*hidden=40"):
        LanguageTraining(other, data).begin_with(language_start(small_talk.bundle))
