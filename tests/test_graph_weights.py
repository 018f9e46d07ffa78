"""Going on from a bundle's float graph."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

import tones
from linnet.acoustics import DEFAULT_BUNDLE
from linnet_export.graph_weights import read_acoustic_model, settle_norms
from linnet_export.model import AcousticModel
from linnet_export.new_manifest import BundleInfo
from linnet_export.pack import pack
from linnet_export.recipe import AcousticRecipe, load_recipe
from linnet_runtime.bundle import Bundle
from linnet_runtime.errors import InputError
from linnet_runtime.step_model import StepModel

SETTINGS = tones.tiny_recipe().model
RECIPE = Path(__file__).parents[1] / "export" / "recipes" / "en" / "acoustic.toml"


def sound(model: AcousticModel, seed: int = 1) -> torch.Tensor:
    torch.manual_seed(seed)
    return 0.1 * torch.randn(2, 20 * model.settings.frame_hop_samples)


def outputs(model: AcousticModel) -> torch.Tensor:
    audio = sound(model)
    with torch.inference_mode():
        phones: torch.Tensor = model.eval()(audio, model.initial(len(audio)))[0]
    return phones


@pytest.fixture(scope="module")
def original() -> AcousticModel:
    """A model whose batch norms have seen something."""
    torch.manual_seed(3)
    model = AcousticModel(SETTINGS).train()
    for seed in range(5):
        model(sound(model, seed), model.initial(2))
    return model.eval()


@pytest.fixture(scope="module")
def bundle(original: AcousticModel, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    info = BundleInfo("tiny", "en", "Apache-2.0", (), "a test")
    return pack(original, tmp_path_factory.mktemp("bundle") / "tiny", info, 0)


def test_the_model_is_the_one_that_was_exported(original: AcousticModel, bundle: Bundle) -> None:
    read = read_acoustic_model(bundle, SETTINGS)
    assert torch.allclose(outputs(read), outputs(original), atol=1e-5)


def test_settled_norms_change_nothing_and_normalise(bundle: Bundle) -> None:
    model = read_acoustic_model(bundle, SETTINGS)
    before = outputs(model)
    features = [model.features(sound(model, seed), model.initial(2))[0] for seed in range(4)]
    settle_norms(model, features)
    assert torch.allclose(outputs(model), before, atol=1e-4)
    assert model.second.norm.running_mean is not None
    assert not torch.allclose(model.second.norm.running_mean, torch.zeros(SETTINGS.channels))
    state = model.initial(2)
    with torch.inference_mode():
        evaluated = model.first(features[0], state["first"])[0]
        model.train()
        trained = model.first(features[0], state["first"])[0]
    assert (trained - evaluated).abs().mean() < 0.2 * evaluated.abs().mean()


def test_a_graph_of_other_settings_is_refused(bundle: Bundle) -> None:
    for other in (replace(SETTINGS, hidden=SETTINGS.hidden + 8), replace(SETTINGS, layers=3)):
        with pytest.raises(InputError, match="float32 graph of the recipe's model"):
            read_acoustic_model(bundle, other)


def test_the_shipped_bundle_can_be_trained_on() -> None:
    shipped = Bundle.open(DEFAULT_BUNDLE)
    model = read_acoustic_model(shipped, load_recipe(RECIPE, AcousticRecipe).model)
    audio = sound(model)[:1]
    graph = StepModel.load(shipped, "float32")
    found, _ = graph.step({"audio": audio.numpy()}, graph.initial())
    with torch.inference_mode():
        expected = model(audio, model.initial(1))[0]
    assert torch.allclose(torch.from_numpy(found["phones"]), expected, atol=1e-3)
