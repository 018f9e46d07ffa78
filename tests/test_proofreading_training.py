"""Training and packing of the proofreading model: the data, it learns, a run goes on, the graphs agree."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from linnet_export.careless_writing import CarelessWriter, neighbours, read_confusions, read_misspellings
from linnet_export.proofreading_data import SpoiltSentences, cached_clean, is_clean
from linnet_export.proofreading_pack import load_model
from linnet_export.proofreading_recipe import ProofreadingRecipe, WritingSettings
from linnet_export.proofreading_training import learning_rate, train
from linnet_export.recipe import load_recipe
from linnet_export.utterance import CorpusError
from linnet_export.whole_epochs import EpochRun
from linnet_runtime.bundle import Bundle
from linnet_runtime.edit_actions import KEEP
from linnet_runtime.key_layout import KeyLayout
from linnet_runtime.proofreading_model import ProofreadingModel
from linnet_runtime.proofreading_text import WordReader
from small_notes import RECIPE, Notes, data, learn, lexicon, tiny_recipe


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Notes:
    return learn(tmp_path_factory.mktemp("notes"))


def test_the_shipped_recipe_is_valid() -> None:
    assert load_recipe(RECIPE, ProofreadingRecipe).name == "en-proofreading"


def test_it_learns_to_keep_and_to_change(notes: Notes) -> None:
    recipe = tiny_recipe(3)
    given = data(recipe)
    model, _ = load_model(notes.checkpoint)
    batches = list(SpoiltSentences(given, recipe, 5, given.dev))
    kept = edited = keeps = edits = 0
    for one in batches:
        with torch.no_grad():
            context = model.encode(one.reading)
            at = one.pointers[..., None].expand(-1, -1, context.shape[-1])
            logits, _ = model.decode(one.symbols, context.gather(0, at), model.initial(at.shape[1]))
        right, known = logits.argmax(-1) == one.actions, one.actions >= 0
        keeping = one.actions == KEEP
        kept, keeps = kept + int((right & keeping).sum()), keeps + int(keeping.sum())
        changing = known & ~keeping
        edited, edits = edited + int((right & changing).sum()), edits + int(changing.sum())
    assert kept / keeps > 0.97
    assert edits > 30
    assert edited / edits > 0.15  # by chance 1 in 120


def test_a_run_goes_on_exactly(tmp_path: Path) -> None:
    recipe = tiny_recipe(2)
    small = replace(data(recipe), train=data(recipe).train[:60])
    weights = []
    for folder, ends in ((tmp_path / "whole", (2,)), (tmp_path / "parts", (1, 2))):
        for end in ends:
            settings = replace(recipe, training=replace(recipe.training, epochs=end, decay_share=0.0))
            train(settings, small, EpochRun(folder, precision="32-true", progress=False))
        model, _ = load_model(folder / "last.ckpt")
        weights.append(model.output.weight)
    assert torch.equal(*weights)


def test_the_rate_rises_stays_and_falls() -> None:
    training = replace(tiny_recipe(30).training, learning_rate=1.0, warmup_steps=10, decay_share=0.4)
    rates = [
        learning_rate(training, step, epoch) for step, epoch in ((0, 0), (9, 0), (99, 18), (99, 24), (99, 30))
    ]
    assert rates == pytest.approx([0.1, 1.0, 1.0, 0.5, 0.0])


def test_clean_sentences_are_known_words_with_capital_and_mark() -> None:
    words = WordReader(lexicon())
    assert is_clean("We see Anouk today.", words)
    for other in (
        "we see tea.",
        "We see tea",
        "We see teaa.",
        "WE SEE TEA.",
        "We see damn tea.",
        "We séé tea.",
    ):
        assert not is_clean(other, words), other


def test_clean_sentences_are_kept_for_the_next_run(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("We see tea.\nno\n")
    settings, words = tiny_recipe(1).text, WordReader(lexicon())
    assert cached_clean(tmp_path, words, settings, tmp_path / "cache") == ["We see tea."]
    (kept,) = (tmp_path / "cache").iterdir()
    kept.write_text("They see tea.")
    assert cached_clean(tmp_path, words, settings, tmp_path / "cache") == ["They see tea."]
    with pytest.raises(CorpusError):
        cached_clean(tmp_path / "cache" / "none", words, settings, tmp_path)


def test_people_err_as_they_are_told(tmp_path: Path) -> None:
    pairs, alike = tmp_path / "pairs.tsv", tmp_path / "alike.txt"
    pairs.write_text("typo\tcorrect\tsource\nteh\tthe\ta\ntge\tthe\tb\n")
    alike.write_text("weather, whether\n")
    never = WritingSettings(0, (0.0, 0.0, 0.0), 1, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    common = read_misspellings(pairs, ["a"])
    assert common == {"the": ("teh",)}
    writer = CarelessWriter(never, common, read_confusions(alike), neighbours(KeyLayout.load("qwerty")))

    def written(text: str, **settings: float | tuple[float, float, float]) -> str:
        return replace(writer, settings=replace(never, **settings)).write(text, random.Random(1))

    text = "The weather, isn't it?"
    assert written(text) == text
    assert written(text, clean=1.0, no_end=1.0) == text
    assert written(text, error_rates=(1.0, 1.0, 1.0)).startswith("Teh ")
    assert written(text, confused=1.0) == "The whether, isn't it?"
    assert (
        written(text, lower_all=1.0, no_end=1.0, no_commas=1.0, no_apostrophes=1.0) == "the weather isnt it"
    )
    assert written("See me", lost_space=1.0) == "Seeme"
    assert written("garden", extra_space=1.0).replace(" ", "") == "garden"
    assert "g" in neighbours(KeyLayout.load("qwerty"))["h"]


def test_the_graphs_are_those_of_torch(notes: Notes) -> None:
    bundle = Bundle.open(notes.bundle)
    assert bundle.manifest.parity.max_abs_difference < 1e-4
    words, text = WordReader(lexicon()), "they dont sea teh whether"
    exact, int8 = (ProofreadingModel.load(bundle, precision) for precision in ("weight_only", "int8"))
    assert np.abs(exact.encode(words.read(text)) - int8.encode(words.read(text))).max() < 0.2


def test_hypotheses_side_by_side_are_each_by_itself(notes: Notes) -> None:
    model = ProofreadingModel.load(Bundle.open(notes.bundle), "weight_only")
    context = model.encode(WordReader(lexicon()).read("see teh"))
    symbols = [[(KEEP, 1), (KEEP, 20)], [(5, 40), (1, 33)]]
    spec = model.decoder.spec
    together, state = [], model.decoder.initial(2)
    for step in symbols:
        found, state = model.step(step, context[:2], state)
        together.append(found)
    for row in range(2):
        alone = model.decoder.initial()
        for step, whole in zip(symbols, together, strict=True):
            found, alone = model.step([step[row]], context[row : row + 1], alone)
            np.testing.assert_allclose(found[0], whole[row], atol=1e-5)
        assert np.allclose(spec.pick(state, [row])["h"], alone["h"], atol=1e-5)
    assert spec.pick(state, [1, 1, 0])["c"].shape[1] == 3
