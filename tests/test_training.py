"""Training: the tiny recipe learns, a killed run goes on exactly, one seed gives one result."""

from __future__ import annotations

import copy
import dataclasses
from pathlib import Path
from typing import Any

import pytest
import torch
from lightning import Callback
from torch.nn.functional import ctc_loss

import tones
from killing import KillAt, KilledError
from linnet_export.recipe import AcousticRecipe
from linnet_export.sequence_losses import ctc
from linnet_export.speech_training import TrainingData
from linnet_export.training import AcousticTraining, train
from linnet_export.whole_epochs import EpochRun
from tones import Losses, ToneRun, tiny_recipe


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> TrainingData:
    return tones.training_data(tmp_path_factory.mktemp("data"))


def run(recipe: AcousticRecipe, data: TrainingData, folder: Path, *callbacks: Callback) -> dict[int, float]:
    """Train or go on; returns the loss of each update."""
    losses = Losses()
    train(recipe, data, EpochRun(folder, progress=False, callbacks=(losses, *callbacks)))
    return losses.by_step


def load(folder: Path) -> dict[str, Any]:
    checkpoint: dict[str, Any] = torch.load(folder / "last.ckpt", weights_only=True)
    return checkpoint


def assert_same_training(got: dict[str, Any], expected: dict[str, Any]) -> None:
    """Weights, their average, optimizer and schedule, bit for bit."""
    assert (got["epoch"], got["global_step"]) == (expected["epoch"], expected["global_step"])
    for key in ("state_dict", "current_model_state", "averaging_state", "optimizer_states", "lr_schedulers"):
        torch.testing.assert_close(got[key], expected[key], rtol=0, atol=0, msg=key)


@pytest.fixture(scope="module")
def finished(data: TrainingData, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[int, float]]:
    """The tiny recipe as it is, uninterrupted: folder and losses."""
    folder = tmp_path_factory.mktemp("finished")
    return folder, run(tiny_recipe(), data, folder)


def test_the_tiny_recipe_trains(finished: tuple[Path, dict[int, float]]) -> None:
    folder, losses = finished
    assert [*losses] == list(range(1, len(losses) + 1))
    assert len(losses) > tiny_recipe().training.mask_from_step
    assert losses[len(losses)] < 0.5 * losses[1]
    checkpoint = load(folder)
    assert checkpoint["global_step"] == len(losses)
    assert checkpoint["recipe"] == dataclasses.asdict(tiny_recipe())
    assert list((folder / "curves").glob("events.out.tfevents.*"))


def test_it_learns(tone_run: ToneRun) -> None:
    losses = list(tone_run.losses.values())
    assert losses[-1] < 0.02 * losses[0]
    assert losses[-1] < 1.0


@pytest.mark.parametrize("steps_into_epoch", [0, 3])
def test_a_killed_run_goes_on_exactly(
    data: TrainingData, finished: tuple[Path, dict[int, float]], tmp_path: Path, steps_into_epoch: int
) -> None:
    folder, expected = finished
    first_epoch = AcousticTraining(tiny_recipe(), data).updates(0)
    killed_at = first_epoch + steps_into_epoch
    with pytest.raises(KilledError):
        run(tiny_recipe(), data, tmp_path, KillAt(killed_at))
    assert load(tmp_path)["global_step"] == first_epoch
    rest = run(tiny_recipe(), data, tmp_path)
    assert rest == {step: loss for step, loss in expected.items() if step > first_epoch}
    assert_same_training(load(tmp_path), load(folder))


def test_a_run_killed_in_its_first_epoch_starts_again(
    data: TrainingData, finished: tuple[Path, dict[int, float]], tmp_path: Path
) -> None:
    with pytest.raises(KilledError):
        run(tiny_recipe(), data, tmp_path, KillAt(2))
    assert run(tiny_recipe(), data, tmp_path) == finished[1]


def test_one_seed_gives_one_result_and_another_another(
    data: TrainingData, finished: tuple[Path, dict[int, float]], tmp_path: Path
) -> None:
    folder, expected = finished
    assert run(tiny_recipe(), data, tmp_path / "same") == expected
    assert_same_training(load(tmp_path / "same"), load(folder))
    other, recipe = Losses(), dataclasses.replace(tiny_recipe(), seed=2)
    with pytest.raises(KilledError):
        run(recipe, data, tmp_path / "other", other, KillAt(2))
    assert other.by_step[1] != expected[1]


def test_the_last_checkpoint_is_kept_even_when_it_is_not_among_the_best(
    data: TrainingData, tmp_path: Path
) -> None:
    run(tiny_recipe(epochs=5, learning_rate=0.0), data, tmp_path)
    assert load(tmp_path)["epoch"] == 4
    assert len(list(tmp_path.glob("epoch=*.ckpt"))) == 3


def test_a_finished_run_has_nothing_left_to_do(
    data: TrainingData, finished: tuple[Path, dict[int, float]]
) -> None:
    before = load(finished[0])
    assert run(tiny_recipe(), data, finished[0]) == {}
    assert_same_training(load(finished[0]), before)


def test_the_rate_rises_stays_and_falls_to_zero(data: TrainingData) -> None:
    recipe = tiny_recipe(epochs=20, warmup_steps=10, decay_share=0.25)
    module = AcousticTraining(recipe, data)
    schedule = module.configure_optimizers()["lr_scheduler"]["scheduler"]
    total = sum(module.updates(epoch) for epoch in range(20))
    rates = [schedule.lr_lambdas[0](step) for step in range(total + 1)]
    assert rates[0] == pytest.approx(0.1)
    assert rates[9 : round(0.75 * total)] == [1.0] * (round(0.75 * total) - 9)
    assert rates[total - 1] == pytest.approx(1 / (0.25 * total))
    assert rates[total] == 0.0
    falling = rates[round(0.75 * total) + 1 :]
    assert falling == sorted(falling, reverse=True)


def test_copies_of_the_module_share_its_recordings(data: TrainingData) -> None:
    module = AcousticTraining(tiny_recipe(), data)
    assert copy.deepcopy(module).data is data


def test_loss_is_that_of_the_utterances_with_targets_by_their_units() -> None:
    log_probabilities = torch.randn(20, 4, 5, generator=torch.Generator().manual_seed(0)).log_softmax(-1)
    frames = torch.tensor([20, 12, 15, 3])
    targets = [
        torch.tensor([1, 2, 2]),
        torch.tensor([], dtype=torch.long),
        torch.tensor([4]),
        torch.tensor([1] * 5),
    ]
    alone = [
        ctc_loss(
            log_probabilities[:, i], targets[i], frames[i], torch.tensor(len(targets[i])), reduction="sum"
        )
        for i in (0, 2)
    ]
    expected = sum(alone) / (3 + 1 + 5)  # the last has more units than frames: it counts with no loss
    torch.testing.assert_close(ctc(log_probabilities, frames, targets).per_unit(), expected)
    nothing = ctc(log_probabilities.requires_grad_(), frames[:1], [targets[1]]).per_unit()
    nothing.backward()
    assert nothing == 0
    assert not log_probabilities.grad.any()
