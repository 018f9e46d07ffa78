"""From checkpoint to bundle: the averaged weights, a true manifest, changes that keep the rest."""

from __future__ import annotations

import dataclasses
import hashlib
import pickle
from pathlib import Path
from typing import Any

import pytest
import torch

from linnet_export.model import AcousticModel
from linnet_export.new_manifest import BundleInfo
from linnet_export.pack import (
    CHUNK_FRAMES,
    FILES,
    load_model,
    pack,
    with_accuracy,
    with_lookahead,
    write_graphs,
)
from linnet_export.recipe import RecipeError
from linnet_export.tiny import TINY, write_tiny_bundle
from linnet_runtime.bundle import Bundle
from linnet_runtime.manifest import Accuracy, AudioSettings
from linnet_runtime.units import LETTERS, PHONES
from tones import ToneRun

INFO = BundleInfo("small", "en", "CC0-1.0", ("Someone",), "linnet-export pack last.ckpt small")


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    torch.manual_seed(0)
    return pack(AcousticModel(TINY), tmp_path / "bundle", INFO, lookahead_samples=960)


def accuracy(dataset: str, graph: str, phone_error_rate: float) -> Accuracy:
    return Accuracy(dataset, "dev", graph, 2, 2, 20, phone_error_rate, 30, 0.1, 5, 0.2, "command", "data")


def test_manifest_says_what_the_model_is(bundle: Bundle) -> None:
    manifest = bundle.manifest
    assert (manifest.name, manifest.language, manifest.licence) == ("small", "en", "CC0-1.0")
    assert (manifest.credits, manifest.made_by) == (INFO.credits, INFO.made_by)
    assert manifest.audio == AudioSettings(16_000, 480, CHUNK_FRAMES * 480, 960)
    assert manifest.tokens == {"phones": PHONES, "letters": LETTERS}
    assert [state.name for state in manifest.states] == [*AcousticModel(TINY).initial(1)]
    assert {name: graph.required for name, graph in manifest.graphs.items()} == {
        "int8": True,
        "weight_only": False,
        "float32": False,
    }
    assert manifest.parity.command == INFO.made_by
    assert manifest.accuracy == ()


def test_bundle_holds_both_graphs_and_nothing_else(bundle: Bundle) -> None:
    files = sorted(path.name for path in bundle.directory.iterdir())
    assert files == sorted([*FILES.values(), "manifest.json"])
    for precision, graph in bundle.manifest.graphs.items():
        data = bundle.graph_path(precision).read_bytes()
        assert (graph.sha256, graph.size_bytes) == (hashlib.sha256(data).hexdigest(), len(data))
    assert Bundle.open(bundle.directory).manifest == bundle.manifest


def test_measured_values_are_written_and_the_rest_is_kept(bundle: Bundle) -> None:
    first = [accuracy("a", "int8", 0.5), accuracy("a", "float32", 0.4), accuracy("b", "int8", 0.3)]
    measured = with_accuracy(with_lookahead(bundle, 2_400), first)
    assert measured.manifest.audio.lookahead_samples == 2_400
    again = with_accuracy(measured, [accuracy("a", "int8", 0.2)])
    rates = {(one.dataset, one.graph): one.phone_error_rate for one in again.manifest.accuracy}
    assert rates == {("a", "int8"): 0.2, ("a", "float32"): 0.4, ("b", "int8"): 0.3}
    expected = dataclasses.replace(
        bundle.manifest, audio=again.manifest.audio, accuracy=again.manifest.accuracy
    )
    assert again.manifest == expected == Bundle.open(bundle.directory).manifest


def test_one_model_gives_one_pair_of_graphs(tmp_path: Path) -> None:
    pairs = []
    for name in ("first", "second"):
        torch.manual_seed(0)
        (tmp_path / name).mkdir()
        files = write_graphs(AcousticModel(TINY), tmp_path / name)
        pairs.append({precision: path.read_bytes() for precision, path in files.items()})
    assert pairs[0] == pairs[1]


def test_the_averaged_weights_are_loaded(tone_run: ToneRun) -> None:
    model, recipe = load_model(tone_run.checkpoint)
    saved = torch.load(tone_run.checkpoint, weights_only=True)
    assert recipe == tone_run.recipe
    assert not model.training
    for name, weight in model.state_dict().items():
        assert torch.equal(weight, saved["state_dict"][f"model.{name}"])
    current = saved["current_model_state"]
    assert any(not torch.equal(current[name], saved["state_dict"][name]) for name in current)


def spoil(checkpoint: dict[str, Any]) -> dict[str, Any]:
    """A checkpoint whose recipe asks for other sizes than its weights have."""
    recipe = checkpoint["recipe"]
    return {**checkpoint, "recipe": {**recipe, "model": {**recipe["model"], "hidden": 25}}}


def test_what_is_not_a_checkpoint_is_refused(tmp_path: Path, tone_run: ToneRun) -> None:
    saved = torch.load(tone_run.checkpoint, weights_only=True)
    files = {name: tmp_path / name for name in ("none", "empty", "text", "pickle", "tensor", "bare", "sizes")}
    files["empty"].touch()
    files["text"].write_text("not a checkpoint")
    files["pickle"].write_bytes(pickle.dumps(Path("x")))
    torch.save(torch.zeros(3), files["tensor"])
    torch.save({"recipe": saved["recipe"]}, files["bare"])
    torch.save(spoil(saved), files["sizes"])
    for name, path in files.items():
        with pytest.raises(RecipeError, match=f"{name}: expected a checkpoint"):
            load_model(path)


def test_a_checkpoint_cut_short_is_refused(tmp_path: Path, tone_run: ToneRun) -> None:
    data = tone_run.checkpoint.read_bytes()
    (tmp_path / "cut.ckpt").write_bytes(data[: len(data) // 2])
    with pytest.raises(RecipeError, match=r"cut\.ckpt: expected a checkpoint"):
        load_model(tmp_path / "cut.ckpt")


def test_tiny_bundles_of_one_seed_are_equal(tmp_path: Path, tiny_bundle: Path) -> None:
    same, other = write_tiny_bundle(tmp_path / "same"), write_tiny_bundle(tmp_path / "other", seed=1)
    expected = Bundle.open(tiny_bundle).manifest.graphs
    assert Bundle.open(same).manifest.graphs == expected
    assert Bundle.open(other).manifest.graphs != expected
