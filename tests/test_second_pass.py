"""The second pass: it learns on a frozen streaming model, is packed into its bundle and heard from there."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch

import tones
from linnet_export.evaluation import Listening
from linnet_export.new_manifest import BundleInfo
from linnet_export.pack import load_model, pack
from linnet_export.recipe import load_recipe
from linnet_export.second_pass import SecondPassRecipe
from linnet_export.second_pass_pack import load_second_pass, with_second_pass
from linnet_export.second_pass_training import train
from linnet_export.whole_epochs import EpochRun
from linnet_runtime.bundle import Bundle, write_bundle
from linnet_runtime.errors import BundleError
from linnet_runtime.manifest import DataFile
from linnet_runtime.second_pass import SecondPass
from tones import Losses, ToneRun

RECIPE = Path(__file__).parent.parent / "export" / "recipes" / "en" / "second-pass.toml"


def tiny_recipe() -> SecondPassRecipe:
    recipe = load_recipe(RECIPE, SecondPassRecipe, tiny=True)
    training = dataclasses.replace(recipe.training, learning_rate=1e-2, average_decay=0.9)
    data = dataclasses.replace(recipe.data, repeats={tones.DATASET: 20})
    return dataclasses.replace(recipe, training=training, data=data)


@pytest.fixture(scope="module")
def run(tone_run: ToneRun, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[float]]:
    """Checkpoint and losses of a tiny second pass."""
    folder, losses = tmp_path_factory.mktemp("second"), Losses()
    streaming, _ = load_model(tone_run.checkpoint)
    before = {name: value.clone() for name, value in streaming.state_dict().items()}
    train(
        tiny_recipe(),
        streaming,
        tones.training_data(folder),
        EpochRun(folder / "run", progress=False, callbacks=(losses,)),
    )
    torch.testing.assert_close(dict(streaming.state_dict()), before, rtol=0, atol=0)
    return folder / "run" / "last.ckpt", list(losses.by_step.values())


@pytest.fixture(scope="module")
def streaming_bundle(tone_run: ToneRun, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    model, _ = load_model(tone_run.checkpoint)
    info = BundleInfo("tones", "en", "CC0-1.0", (), "tests")
    return pack(model, tmp_path_factory.mktemp("bundle") / "tones", info, lookahead_samples=0)


def test_it_learns(run: tuple[Path, list[float]]) -> None:
    _, losses = run
    assert np.mean(losses[-5:]) < 0.5 * np.mean(losses[:5])


def test_it_is_packed_into_its_bundle_and_hears_a_stretch(
    run: tuple[Path, list[float]], streaming_bundle: Bundle
) -> None:
    assert SecondPass.load(streaming_bundle) is None
    width = streaming_bundle.manifest.states[-1].shape[-1]
    model, recipe = load_second_pass(run[0], width)
    assert recipe == tiny_recipe()
    packed, parity = with_second_pass(streaming_bundle, model)
    assert parity < 1e-4
    second = SecondPass.load(packed)
    assert second is not None
    audio = np.random.default_rng(0).standard_normal(16_000).astype(np.float32) * 0.1
    trunk = Listening.of(packed, "int8").outputs(audio)["trunk"]
    heard = second.phones(trunk)
    with torch.no_grad():
        expected = model(torch.from_numpy(trunk[None]))[0].numpy()
    assert heard.shape == (len(trunk), 41)
    assert np.exp(heard).sum(1) == pytest.approx(1.0, abs=1e-4)
    assert np.abs(np.exp(heard) - np.exp(expected)).mean() < 0.01


def test_a_file_that_is_no_second_pass_is_refused(streaming_bundle: Bundle, tmp_path: Path) -> None:
    graph = streaming_bundle.graph_path("float32")
    manifest = dataclasses.replace(
        streaming_bundle.manifest, files={"second_pass": DataFile("second.onnx", "0" * 64, 1)}
    )
    sources = {key: streaming_bundle.graph_path(key) for key in manifest.graphs}
    bundle = write_bundle(tmp_path / "wrong", manifest, {**sources, "second_pass": graph})
    with pytest.raises(BundleError, match="expected 'trunk' to 'phones'"):
        SecondPass.load(bundle)
