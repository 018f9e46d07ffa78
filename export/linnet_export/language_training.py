"""Training of the language model with lightning: truncated back-propagation through parallel streams.

Everything random is a function of the seed, the epoch and the step. The state is carried from segment to
segment and begins anew with each epoch, after which checkpoints are written: a run goes on exactly.
"""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from typing import Any

import lightning
import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader

from linnet_export.cells import CellState
from linnet_export.language_data import LanguageData, Segment, StreamShare, dev_segments, training_segments
from linnet_export.language_model import LanguageModel
from linnet_export.language_recipe import LanguageRecipe, LanguageTrainingSettings
from linnet_export.language_validation import DevReading
from linnet_export.native_lstm import use_native_lstms
from linnet_export.recipe import RecipeError
from linnet_export.sampled_softmax import sampled_log_z
from linnet_export.whole_epochs import EpochRun, clip_and_set_rate, fit, process_step_seed
from linnet_runtime.errors import InputError

SMALLEST_RATE = 0.01
"""The learning rate never falls below this share of the recipe's."""


def learning_rate(training: LanguageTrainingSettings, step: int, epoch: int) -> float:
    """The learning rate of an update: it rises over the first updates, stays, and falls epoch by epoch.

    With 32 epochs and a ``decay_share`` of 0.25 epochs 0 to 24 have all of it, 25 has 7/8 and 31 has 1/8.
    """
    rising = (step + 1) / max(training.warmup_steps, 1)
    falling = (training.epochs - epoch) / max(training.epochs * training.decay_share, 1)
    return training.learning_rate * min(rising, 1.0, max(falling, SMALLEST_RATE))


class LanguageTraining(lightning.LightningModule):
    """Loss, optimizer and data of one recipe. An epoch is one part of a pass, see `TextSettings`."""

    log_chance: Tensor
    """(pieces,) natural log of how often each piece comes."""

    def __init__(self, recipe: LanguageRecipe, data: LanguageData) -> None:
        """Begin with random weights. Raises `RecipeError` when data and recipe are over other pieces."""
        super().__init__()
        if data.pieces != recipe.model.pieces:
            raise RecipeError(
                f"expected a tokenizer of {recipe.model.pieces} pieces, got one of {data.pieces}"
            )
        self.recipe = recipe
        self.data = data
        torch.manual_seed(recipe.seed)
        self.model = LanguageModel(recipe.model)
        self.register_buffer("log_chance", torch.log(self._chance()), persistent=False)
        self.model.bias.data.copy_(self.log_chance)
        self._state: CellState | None = None
        self._dev: list[DevReading] = []

    def _chance(self) -> Tensor:
        """How often each piece comes in the mix, by sources times weights; never zero."""
        counts = np.ones(self.recipe.model.pieces)
        for name, text in self.data.train.items():
            weight = self.recipe.data.weights.get(name, 1.0)
            counts += weight * np.bincount(text.pieces, minlength=len(counts))
        return torch.from_numpy(counts / counts.sum()).float()

    def begin_with(self, earlier: LanguageModel) -> None:
        """Take the weights of an earlier model. Raises `InputError` for one of other sizes."""
        if earlier.settings != replace(self.recipe.model, dropout=earlier.settings.dropout):
            raise InputError(f"expected an earlier model of {self.recipe.model}, got {earlier.settings}")
        self.model.load_state_dict(earlier.state_dict())

    # Data

    def train_dataloader(self) -> DataLoader[Segment]:
        """The current part of the current pass, this process's share of its streams."""
        recipe, rank, world = self.recipe, self.trainer.global_rank, self.trainer.world_size
        if recipe.data.streams % world:
            raise RecipeError(
                f"expected a number of processes that divides {recipe.data.streams} streams, got {world}"
            )
        segments = training_segments(self.data, recipe.data, recipe.seed, self.trainer.current_epoch)
        return DataLoader(StreamShare(segments, rank, world), batch_size=None)

    def val_dataloader(self) -> list[DataLoader[Segment]]:
        """Each dev set, by name; every process reads all of them."""
        return [DataLoader(dev_segments(text), batch_size=None) for _, text in sorted(self.data.dev.items())]

    # Optimization

    def configure_optimizers(self) -> torch.optim.Optimizer:
        """Adam; its rate is set before every update, so a changed recipe changes a run that goes on."""
        return torch.optim.Adam(self.parameters(), self.recipe.training.learning_rate, fused=True)

    def on_train_epoch_start(self) -> None:
        """Begin with the initial state: the last part's text ended elsewhere."""
        self._state = None

    def training_step(self, batch: Segment, batch_idx: int) -> Tensor:  # noqa: ARG002
        """Sampled cross-entropy per piece and the penalty on log Z."""
        torch.manual_seed(process_step_seed(self, self.recipe.seed))
        training = self.recipe.training
        features = self._features(batch)
        sampled = self._sample(training.samples)
        target, log_z = sampled_log_z(
            features, batch.targets.flatten(), self.model.table, self.model.bias, sampled, self.log_chance
        )
        loss = (log_z - target).mean()
        self.log("loss", loss, prog_bar=True)
        penalized: Tensor = loss + training.log_z_penalty * log_z.square().mean()
        return penalized

    def _sample(self, count: int) -> Tensor:
        """Pieces drawn for the sampled softmax, the same in every process."""
        generator = torch.Generator(self.device).manual_seed((self.recipe.seed << 32) + self.global_step)
        return torch.multinomial(self.log_chance.exp(), count, replacement=True, generator=generator)

    def _features(self, batch: Segment) -> Tensor:
        """Features (T * B, E) of a segment, from where the last one ended."""
        state = self._state or self.model.initial(batch.inputs.shape[1])
        kept = (~batch.fresh).float()[None, :, None]  # (1, B, 1)
        features, new = self.model.features(batch.inputs, tuple(one * kept for one in state))
        self._state = tuple(one.detach().float() for one in new)
        return features.flatten(0, 1)

    def on_before_optimizer_step(self, optimizer: torch.optim.Optimizer) -> None:
        """Clip the gradient's norm and set the rate."""
        training = self.recipe.training
        rate = learning_rate(training, self.global_step, self.current_epoch)
        clip_and_set_rate(self, optimizer, training.clip_norm, rate)

    # Validation

    def on_validation_epoch_start(self) -> None:
        """Begin to read each dev set."""
        self._dev = [DevReading(text) for _, text in sorted(self.data.dev.items())]

    def validation_step(self, batch: Segment, batch_idx: int, dataloader_idx: int = 0) -> None:  # noqa: ARG002
        """Read a dev segment."""
        self._dev[dataloader_idx].read(self.model, batch)

    def on_validation_epoch_end(self) -> None:
        """Log perplexity per word of each dev set, and the spread of log Z."""
        for name, reading in zip(sorted(self.data.dev), self._dev, strict=True):
            self.log(f"perplexity/{name}", reading.perplexity)
            self.log(f"log_z_spread/{name}", reading.log_z_spread)
        self.log("dev_loss", sum(reading.loss for reading in self._dev) / len(self._dev))

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Keep the recipe beside the weights."""
        checkpoint["recipe"] = dataclasses.asdict(self.recipe)


def train(
    recipe: LanguageRecipe,
    data: LanguageData,
    run: EpochRun,
    earlier: LanguageModel | None = None,
    *,
    native: bool = False,
) -> LanguageTraining:
    """Train to the recipe's last epoch, see `whole_epochs.fit`.

    ``earlier`` is what a new run begins with; ``native``: see `native_lstm`.
    """
    module = LanguageTraining(recipe, data)
    if earlier is not None:
        module.begin_with(earlier)
    if native:
        use_native_lstms(module.model)
    return fit(module, recipe.training.epochs, run)
