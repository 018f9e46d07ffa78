"""From a checkpoint to a language bundle: a true manifest, parts that fit, changes that keep the rest."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import torch

import small_talk as language
from linnet_export.language_pack import FILES, GRAPHS, LanguageFiles, load_model, pack_language
from linnet_export.new_manifest import BundleInfo
from linnet_export.pack import with_typing_accuracy
from linnet_export.recipe import AcousticRecipe, RecipeError
from linnet_runtime.bundle import Bundle
from linnet_runtime.errors import BundleError
from linnet_runtime.lexicon import Lexicon, LexiconWord
from linnet_runtime.typing_accuracy import Measure, TypingAccuracy
from linnet_runtime.typing_weights import TypingWeights
from small_talk import SmallTalk

INFO = BundleInfo("small", "en", "CC0-1.0", ("Someone",), "linnet-export pack-language last.ckpt small")


@pytest.fixture
def bundle(small_talk: SmallTalk, tmp_path: Path) -> Bundle:
    model, _ = load_model(small_talk.checkpoint)
    return pack_language(model, tmp_path / "bundle", INFO, small_talk.files, TypingWeights())


def test_manifest_says_what_the_model_is(bundle: Bundle) -> None:
    manifest = bundle.manifest
    assert (manifest.kind, manifest.name, manifest.language, manifest.licence) == (
        "language",
        "small",
        "en",
        "CC0-1.0",
    )
    assert (manifest.credits, manifest.made_by, manifest.parity.command) == (
        INFO.credits,
        INFO.made_by,
        INFO.made_by,
    )
    assert (manifest.audio, manifest.accuracy, manifest.typing_accuracy) == (None, (), ())
    assert (manifest.inputs, manifest.outputs) == (("pieces",), ("log_probs",))
    assert [(state.name, state.shape) for state in manifest.states] == [("h", (1, 1, 32)), ("c", (1, 1, 32))]
    assert manifest.typing == TypingWeights()
    assert {name: graph.required for name, graph in manifest.graphs.items()} == {
        "int8": True,
        "weight_only": False,
        "float32": False,
    }


def test_bundle_holds_its_files_and_nothing_else(bundle: Bundle, small_talk: SmallTalk) -> None:
    files = sorted(path.name for path in bundle.directory.iterdir())
    assert files == sorted([*GRAPHS.values(), *FILES.values(), "manifest.json"])
    assert bundle.file_path("lexicon").read_bytes() == small_talk.files.lexicon.read_bytes()
    assert bundle.file_path("tokenizer").read_bytes() == small_talk.files.tokenizer.read_bytes()
    assert Bundle.open(bundle.directory).manifest == bundle.manifest


def test_the_weights_of_the_checkpoint_are_loaded(small_talk: SmallTalk) -> None:
    model, recipe = load_model(small_talk.checkpoint)
    saved = torch.load(small_talk.checkpoint, weights_only=True)
    assert recipe == small_talk.recipe
    assert not model.training
    for name, weight in model.state_dict().items():
        assert torch.equal(weight, saved["state_dict"][f"model.{name}"])


def test_a_checkpoint_of_an_acoustic_model_is_refused(tmp_path: Path) -> None:
    torch.save({"recipe": dataclasses.asdict(AcousticRecipe("a")), "state_dict": {}}, tmp_path / "last.ckpt")
    with pytest.raises(RecipeError, match="unknown key 'augment'"):
        load_model(tmp_path / "last.ckpt")


def test_a_tokenizer_of_another_size_is_refused(small_talk: SmallTalk, tmp_path: Path) -> None:
    model, _ = load_model(small_talk.checkpoint)
    other = LanguageFiles(language.write_tokenizer(tmp_path / "pieces", 120), small_talk.files.lexicon)
    with pytest.raises(BundleError, match="expected the 144 pieces of the model, got 120"):
        pack_language(model, tmp_path / "bundle", INFO, other)
    assert not (tmp_path / "bundle").exists()


def test_a_lexicon_of_another_tokenizer_is_refused(small_talk: SmallTalk, tmp_path: Path) -> None:
    model, _ = load_model(small_talk.checkpoint)
    Lexicon.build([LexiconWord("see", -1.0, (3, 4, 5))]).save(tmp_path / "words")
    with pytest.raises(BundleError, match="got others for 'see'; build the lexicon with this tokenizer"):
        pack_language(
            model, tmp_path / "bundle", INFO, LanguageFiles(small_talk.files.tokenizer, tmp_path / "words")
        )


def test_what_is_no_lexicon_is_refused(small_talk: SmallTalk, tmp_path: Path) -> None:
    model, _ = load_model(small_talk.checkpoint)
    (tmp_path / "words").write_bytes(b"not a lexicon")
    with pytest.raises(BundleError, match="words"):
        pack_language(
            model, tmp_path / "bundle", INFO, LanguageFiles(small_talk.files.tokenizer, tmp_path / "words")
        )


def accuracy(dataset: str, noise: str, value: float) -> TypingAccuracy:
    measures = {"next_word_top3": Measure(value, value - 0.1, value + 0.1, 10)}
    return TypingAccuracy(dataset, "dev", "int8", noise, 1, 10, measures, "command", "data")


def test_measures_of_typing_are_written_and_the_rest_is_kept(bundle: Bundle) -> None:
    first = with_typing_accuracy(bundle, [accuracy("a", "thumb", 0.2), accuracy("a", "careful", 0.3)])
    again = with_typing_accuracy(first, [accuracy("a", "thumb", 0.4), accuracy("b", "thumb", 0.5)])
    found = {
        (one.dataset, one.noise): one.measures["next_word_top3"].value
        for one in again.manifest.typing_accuracy
    }
    assert found == {("a", "careful"): 0.3, ("a", "thumb"): 0.4, ("b", "thumb"): 0.5}
    kept = dataclasses.replace(again.manifest, typing_accuracy=())
    assert kept == bundle.manifest
    assert Bundle.open(bundle.directory).manifest == again.manifest
