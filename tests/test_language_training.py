"""Training of the language model: it learns, a killed run goes on exactly, the state is carried."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from lightning import Callback, Trainer

from killing import KillAt, KilledError
from linnet_export.language_data import LanguageData, Segments, dev_segments, training_segments
from linnet_export.language_model import LanguageModel, LanguageSettings
from linnet_export.language_recipe import LanguageTrainingSettings
from linnet_export.language_training import LanguageTraining, learning_rate, train
from linnet_export.language_validation import DevReading
from linnet_export.piece_text import END_ID, PieceText
from linnet_export.recipe import RecipeError
from linnet_export.whole_epochs import EpochRun
from linnet_runtime.pieces import Pieces
from small_talk import PRECISION, SmallTalk, language_data, tiny_recipe
from tones import Losses

SETTINGS = LanguageSettings(pieces=30, embedding=6, hidden=10, dropout=0.0)


class Perplexities(Callback):
    """Remembers what was logged of the dev set after each epoch."""

    def __init__(self) -> None:
        self.found: list[float] = []

    def on_validation_end(self, trainer: Trainer, *_: Any) -> None:
        self.found.append(float(trainer.callback_metrics["perplexity/talk"]))


@pytest.fixture(scope="module")
def data(small_talk: SmallTalk, tmp_path_factory: pytest.TempPathFactory) -> LanguageData:
    """So few sentences that an epoch has some thirty updates."""
    return language_data(tmp_path_factory.mktemp("data"), small_talk.files.tokenizer, count=200)


def run(data: LanguageData, folder: Path, *callbacks: Callback, **training: Any) -> dict[int, float]:
    """Train or go on; returns the loss of each update."""
    losses = Losses()
    settings = EpochRun(folder, 1, PRECISION, progress=False, callbacks=(losses, *callbacks))
    train(tiny_recipe(**training), data, settings)
    return losses.by_step


def load(folder: Path) -> dict[str, Any]:
    checkpoint: dict[str, Any] = torch.load(folder / "last.ckpt", weights_only=True)
    return checkpoint


def assert_same_training(got: dict[str, Any], expected: dict[str, Any]) -> None:
    """Weights and optimizer, bit for bit."""
    assert (got["epoch"], got["global_step"]) == (expected["epoch"], expected["global_step"])
    for key in ("state_dict", "optimizer_states"):
        torch.testing.assert_close(got[key], expected[key], rtol=0, atol=0, msg=key)


@pytest.fixture(scope="module")
def finished(data: LanguageData, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[int, float]]:
    """The tiny recipe, uninterrupted: folder and losses."""
    folder = tmp_path_factory.mktemp("finished")
    return folder, run(data, folder)


def entropy(data: LanguageData) -> float:
    """Cross-entropy of the dev set with pieces as frequent as in training, whatever came before."""
    counts = np.bincount(data.train["talk"].pieces, minlength=tiny_recipe().model.pieces) + 1.0
    return float(-np.log(counts / counts.sum())[data.dev["talk"].pieces].mean())


def test_it_learns(data: LanguageData, tmp_path: Path) -> None:
    dev = Perplexities()
    run(data, tmp_path, dev, epochs=12)
    text = data.dev["talk"]
    of_unigrams = math.exp(entropy(data) * len(text.pieces) / (text.words + len(text)))
    assert dev.found[-1] < 0.25 * of_unigrams
    assert dev.found[-1] < dev.found[0]


def test_the_first_loss_is_that_of_unigrams(
    data: LanguageData, finished: tuple[Path, dict[int, float]]
) -> None:
    assert finished[1][1] == pytest.approx(entropy(data), rel=0.15)


@pytest.mark.parametrize("updates_into_epoch", [0, 3])
def test_a_killed_run_goes_on_exactly(
    data: LanguageData, finished: tuple[Path, dict[int, float]], tmp_path: Path, updates_into_epoch: int
) -> None:
    folder, expected = finished
    recipe = tiny_recipe()
    first_epoch = len(training_segments(data, recipe.data, recipe.seed, 0))
    with pytest.raises(KilledError):
        run(data, tmp_path, KillAt(first_epoch + updates_into_epoch))
    assert load(tmp_path)["global_step"] == first_epoch
    rest = run(data, tmp_path)
    assert rest == {step: loss for step, loss in expected.items() if step > first_epoch}
    assert_same_training(load(tmp_path), load(folder))


def test_one_seed_gives_one_result(
    data: LanguageData, finished: tuple[Path, dict[int, float]], tmp_path: Path
) -> None:
    assert run(data, tmp_path) == finished[1]
    assert_same_training(load(tmp_path), load(finished[0]))


def test_a_longer_recipe_goes_on_at_its_own_rate(data: LanguageData, tmp_path: Path) -> None:
    run(data, tmp_path, epochs=1)
    run(data, tmp_path, epochs=2, learning_rate=0.5)
    (group,) = load(tmp_path)["optimizer_states"][0]["param_groups"]
    longer = tiny_recipe(epochs=2, learning_rate=0.5).training
    assert group["lr"] == learning_rate(longer, load(tmp_path)["global_step"] - 1, 1) == 0.5


def test_the_recipe_is_in_the_checkpoint(finished: tuple[Path, dict[int, float]]) -> None:
    assert load(finished[0])["recipe"] == dataclasses.asdict(tiny_recipe())
    assert list((finished[0] / "curves").glob("events.out.tfevents.*"))


def test_the_rate_rises_stays_and_falls_epoch_by_epoch() -> None:
    training = LanguageTrainingSettings(epochs=32, learning_rate=2.0, warmup_steps=10, decay_share=0.25)
    assert [learning_rate(training, step, 0) for step in (0, 4, 9, 10)] == pytest.approx([0.2, 1.0, 2.0, 2.0])
    late = [learning_rate(training, 1000, epoch) for epoch in range(24, 33)]
    assert late == pytest.approx([2.0, 1.75, 1.5, 1.25, 1.0, 0.75, 0.5, 0.25, 0.02])


def test_a_tokenizer_of_another_size_is_refused(data: LanguageData) -> None:
    recipe = dataclasses.replace(tiny_recipe(), model=SETTINGS)
    with pytest.raises(RecipeError, match="expected a tokenizer of 30 pieces, got one of 144"):
        LanguageTraining(recipe, data)


# The text of an epoch


def test_segments_are_the_text_in_order() -> None:
    text = np.arange(103, dtype=np.uint16)
    segments = Segments(text, streams=4, length=6)
    assert len(segments) == (103 // 4 - 1) // 6 == 4
    inputs = torch.cat([segment.inputs for segment in segments])  # (T, B)
    targets = torch.cat([segment.targets for segment in segments])
    for stream in range(4):
        assert inputs[:, stream].tolist() == [*range(25 * stream, 25 * stream + 24)]
        assert targets[:, stream].tolist() == [*range(25 * stream + 1, 25 * stream + 25)]
    assert not any(segment.fresh.any() for segment in segments)


def test_a_text_shorter_than_a_segment_has_none() -> None:
    assert [*Segments(np.zeros(10, np.uint16), streams=4, length=6)] == []


def test_streams_begin_anew_as_often_as_asked() -> None:
    text = np.zeros(40_100, np.uint16)
    fresh = torch.stack([segment.fresh for segment in Segments(text, 40, 10, fresh=0.1, seed=1)]).float()
    assert fresh.mean().item() == pytest.approx(0.1, abs=0.02)
    assert fresh.std(dim=0).min() > 0
    again = torch.stack([segment.fresh for segment in Segments(text, 40, 10, fresh=0.1, seed=1)]).float()
    assert torch.equal(fresh, again)


def test_the_parts_of_a_pass_are_the_pass(data: LanguageData) -> None:
    recipe = tiny_recipe()
    settings = dataclasses.replace(recipe.data, streams=1, segment=1, fresh=0.0)
    targets = [
        int(segment.targets)
        for epoch in range(settings.parts)
        for segment in training_segments(data, settings, recipe.seed, epoch)
    ]
    read, text = np.bincount(targets, minlength=200), data.train["talk"].pieces
    missing = np.bincount(text, minlength=200) - read
    assert missing.min() >= 0
    assert missing.sum() == settings.parts  # the first piece of each part is only an input


def test_some_lines_lose_their_punctuation(data: LanguageData, small_talk: SmallTalk) -> None:
    recipe = tiny_recipe()
    stop = Pieces.load(small_talk.files.tokenizer).encode(".")[0]
    assert stop in data.marks
    counts = []
    for share in (0.0, 0.5, 1.0):
        settings = dataclasses.replace(recipe.data, bare_lines=share)
        segments = training_segments(data, settings, recipe.seed, 0)
        counts.append(sum(int((segment.inputs == stop).sum()) for segment in segments))
    assert counts[0] > counts[1] > counts[2] == 0


# The state


def test_segments_give_the_features_of_the_whole() -> None:
    torch.manual_seed(0)
    model = LanguageModel(SETTINGS).eval()
    pieces = torch.randint(SETTINGS.pieces, (60, 3))
    whole, end = model.features(pieces, model.initial(3))
    for length in (1, 7, 20):
        state, parts = model.initial(3), []
        for start in range(0, 60, length):
            features, state = model.features(pieces[start : start + length], state)
            parts.append(features)
        torch.testing.assert_close(torch.cat(parts), whole)
        torch.testing.assert_close(state, end)


def test_training_carries_the_state_and_forgets_where_it_should(data: LanguageData) -> None:
    torch.manual_seed(0)
    recipe = dataclasses.replace(tiny_recipe(), model=dataclasses.replace(tiny_recipe().model, dropout=0.0))
    module, of_four = LanguageTraining(recipe, data), dataclasses.replace(recipe.data, streams=4)
    first, second = (
        segment for segment, _ in zip(training_segments(data, of_four, 1, 0), range(2), strict=False)
    )
    kept, fresh = torch.zeros(4, dtype=torch.bool), torch.tensor([False, True, False, False])
    carried = [module._features(part._replace(fresh=kept)) for part in (first, second)][1].view(8, 4, -1)
    module.on_train_epoch_start()
    reset = [module._features(part._replace(fresh=fresh)) for part in (first, second)][1].view(8, 4, -1)
    pair = torch.cat([first.inputs, second.inputs])
    whole, _ = module.model.features(pair, module.model.initial(4))
    alone, _ = module.model.features(second.inputs, module.model.initial(4))
    torch.testing.assert_close(carried, whole[8:])
    torch.testing.assert_close(reset[:, [0, 2, 3]], whole[8:, [0, 2, 3]])
    torch.testing.assert_close(reset[:, 1], alone[:, 1])
    assert not torch.allclose(carried[:, 1], alone[:, 1])


def test_log_probabilities_follow_from_features() -> None:
    torch.manual_seed(0)
    model = LanguageModel(SETTINGS).eval()
    pieces = torch.randint(SETTINGS.pieces, (5, 2))
    scores, _ = model(pieces, model.initial(2))
    features, _ = model.features(pieces, model.initial(2))
    torch.testing.assert_close(scores, model.logits(features[-1]).log_softmax(-1))


# Validation


def test_a_model_of_nothing_has_the_perplexity_of_chance() -> None:
    model = LanguageModel(SETTINGS)
    for parameter in model.parameters():
        torch.nn.init.zeros_(parameter)
    lines = np.array([5, 6, END_ID] * 700, np.uint16)
    reading = DevReading(PieceText(lines, np.arange(0, 2101, 3), words=700))  # two pieces a word
    for segment in dev_segments(PieceText(lines, np.arange(0, 2101, 3), 700)):
        reading.read(model, segment)
    assert reading.loss == pytest.approx(math.log(30))
    assert reading.perplexity == pytest.approx(30**1.5, rel=1e-4)  # three pieces for a word and a line end
    assert reading.log_z_spread == pytest.approx(0, abs=1e-2)


def test_a_dev_set_without_a_segment_has_no_measures() -> None:
    text = PieceText(np.array([5, END_ID], np.uint16), np.array([0, 2]), 1)
    assert len(dev_segments(text)) == 0
    assert math.isnan(DevReading(text).perplexity)
    assert math.isnan(DevReading(text).log_z_spread)


def test_streams_of_a_dev_set_are_long() -> None:
    for pieces, streams in ((100, 1), (5_000, 9), (100_000, 32)):
        text = PieceText(np.full(pieces, 5, np.uint16), np.array([0, pieces]), pieces)
        segments = dev_segments(text)
        assert segments[0].inputs.shape == (16, streams)
        assert 0.96 * pieces < len(segments) * 16 * streams <= pieces or pieces == 100


def test_reading_in_segments_is_reading_the_text(data: LanguageData) -> None:
    torch.manual_seed(0)
    model, text = LanguageModel(tiny_recipe().model).eval(), data.dev["talk"]
    losses = []
    for length in (5, len(text.pieces)):
        reading = DevReading(text)
        for segment in dev_segments(text, length):
            reading.read(model, segment)
        losses.append(reading.loss)
    scores = model.logits(
        model.features(torch.tensor([END_ID, *text.pieces[:-1].tolist()])[:, None], model.initial(1))[0]
    )
    expected = torch.nn.functional.cross_entropy(scores[:, 0], torch.from_numpy(text.pieces.astype(np.int64)))
    assert losses[1] == pytest.approx(float(expected), rel=1e-5)
    assert losses[0] == pytest.approx(losses[1], rel=0.02)  # the last pieces fill no segment
