"""Training of the formatting model with lightning.

Everything random is a function of the seed, the epoch and the step, and checkpoints are written after each
epoch: a run goes on exactly.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import lightning
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader

from linnet_export.formatting_data import (
    LABELS,
    FormattingBatch,
    FormattingBatches,
    FormattingData,
    part_of_pass,
    speeches,
)
from linnet_export.formatting_model import DELAYS, EMBEDDING_SCALE, FormattingModel
from linnet_export.formatting_recipe import FormattingRecipe, FormattingTrainingSettings
from linnet_export.marked_text import UNKNOWN
from linnet_export.recipe import RecipeError
from linnet_export.whole_epochs import EpochRun, clip_and_set_rate, fit

_DEV_WORDS = 20_000
"""So many words of each dev set are looked at after an epoch."""


def learning_rate(training: FormattingTrainingSettings, step: int, epoch_share: float) -> float:
    """The learning rate of an update, after this share of all epochs: it rises, stays, and falls to zero."""
    rising = (step + 1) / max(training.warmup_steps, 1)
    falling = (1 - epoch_share) / max(training.decay_share, 1e-9)
    return training.learning_rate * max(min(rising, 1.0, falling), 0.0)


class FormattingTraining(lightning.LightningModule):
    """Loss, optimizer and data of one recipe. An epoch is one part of a pass."""

    def __init__(
        self, recipe: FormattingRecipe, data: FormattingData, embeddings: NDArray[np.float32] | None = None
    ) -> None:
        """Begin with random weights, the pieces' embeddings (pieces, embedding) with those of another model.

        Raises `RecipeError` when data and recipe are over other pieces.
        """
        super().__init__()
        if data.pieces != recipe.model.pieces:
            raise RecipeError(
                f"expected a tokenizer of {recipe.model.pieces} pieces, got one of {data.pieces}"
            )
        self.recipe = recipe
        self.data = data
        torch.manual_seed(recipe.seed)
        self.model = FormattingModel(recipe.model)
        if embeddings is not None:
            self.model.table.data[1:] = torch.from_numpy(embeddings[1:]) * EMBEDDING_SCALE
        self._counts = torch.zeros(0)
        self._batches = 1

    # Data

    def train_dataloader(self) -> DataLoader[FormattingBatch]:
        """The current part of the current pass."""
        recipe, epoch = self.recipe, self.trainer.current_epoch
        text, found = part_of_pass(self.data, recipe.data, recipe.training.parts, recipe.seed, epoch)
        batches = FormattingBatches(text, found, recipe.training.batch_words, (recipe.seed, epoch))
        self._batches = max(len(batches), 1)
        return DataLoader(batches, batch_size=None)

    def val_dataloader(self) -> list[DataLoader[FormattingBatch]]:
        """The beginning of each dev set, by name."""
        loaders = []
        for _, text in sorted(self.data.dev.items()):
            lines = int(np.searchsorted(text.starts, _DEV_WORDS, "right")) - 1
            found = speeches(text, np.array([[0, min(lines, len(text))]]), self.recipe.data, (0,))
            batches = FormattingBatches(text, found, self.recipe.training.batch_words, (0,))
            loaders.append(DataLoader(batches, batch_size=None))
        return loaders

    # Optimization

    def configure_optimizers(self) -> torch.optim.Optimizer:
        """Adam; its rate is set before every update, so a changed recipe changes a run that goes on."""
        return torch.optim.Adam(self.parameters(), self.recipe.training.learning_rate, fused=True)

    def training_step(self, batch: FormattingBatch, batch_idx: int) -> Tensor:
        """Cross-entropy of the three outputs at all delays."""
        torch.manual_seed((self.recipe.seed << 32) + self.global_step)
        training = self.recipe.training
        self._share = (self.current_epoch + batch_idx / self._batches) / training.epochs
        losses = self._losses(batch)  # (3, DELAYS)
        weights = losses.new_tensor(training.delay_weights)
        of_outputs = losses @ weights
        for name, one in zip(LABELS, of_outputs, strict=True):
            self.log(f"loss/{name}", one)
        loss = of_outputs @ losses.new_tensor([1.0, 1.0, training.entity_weight])
        self.log("loss", loss, prog_bar=True)
        return loss

    def _losses(self, batch: FormattingBatch) -> Tensor:
        """Return the mean cross-entropy of each output at each delay, (3, DELAYS)."""
        outputs, _ = self.model.logits(
            self.model.embedded(batch.pieces), self.model.initial(batch.pieces.shape[1])
        )
        rows = []
        for place, logits in enumerate(outputs):
            targets = delayed(batch.labels[..., place])
            rows_of_units = logits.flatten(0, -2).t().unsqueeze(0).float()  # (1, units, T * B * DELAYS): fast
            every = cross_entropy(
                rows_of_units, targets.flatten().unsqueeze(0), ignore_index=UNKNOWN, reduction="none"
            )
            known = (targets != UNKNOWN).flatten(0, 1).sum(0).clamp(min=1)
            rows.append(every.view(-1, DELAYS).sum(0) / known)
        return torch.stack(rows)

    def on_before_optimizer_step(self, optimizer: torch.optim.Optimizer) -> None:
        """Clip the gradient's norm and set the rate."""
        training = self.recipe.training
        rate = learning_rate(training, self.global_step, self._share)
        clip_and_set_rate(self, optimizer, training.clip_norm, rate)

    # Validation

    def on_validation_epoch_start(self) -> None:
        """Begin to count."""
        self._counts = torch.zeros(len(LABELS), DELAYS, 3)

    def validation_step(self, batch: FormattingBatch, batch_idx: int, dataloader_idx: int = 0) -> None:  # noqa: ARG002
        """Count labels other than the first that are right, given, and there."""
        outputs, _ = self.model(batch.pieces, self.model.initial(batch.pieces.shape[1]))
        for place, found in enumerate(outputs):
            targets = delayed(batch.labels[..., place])
            known, given = targets != UNKNOWN, found.argmax(-1)
            right = (given == targets) & (targets > 0) & known
            for column, one in enumerate((right, (given > 0) & known, (targets > 0) & known)):
                self._counts[place, :, column] += one.sum((0, 1)).cpu()

    def on_validation_epoch_end(self) -> None:
        """Log the F1 of all labels but the first, word by word, of each output at each delay."""
        right, given, there = self._counts.unbind(-1)
        for name, row in zip(LABELS, 2 * right / (given + there).clamp(min=1), strict=True):
            for delay, value in enumerate(row.tolist()):
                self.log(f"f1/{name}-{delay}", value, prog_bar=delay == 2)

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Keep the recipe beside the weights."""
        checkpoint["recipe"] = dataclasses.asdict(self.recipe)


def delayed(labels: Tensor) -> Tensor:
    """Return what each delay is to say after each word: (T, B) labels to (T, B, DELAYS)."""
    rows = [
        torch.cat([labels.new_full((delay, labels.shape[1]), UNKNOWN), labels[: len(labels) - delay]])
        for delay in range(DELAYS)
    ]
    return torch.stack(rows, dim=-1)


def train(
    recipe: FormattingRecipe,
    data: FormattingData,
    run: EpochRun,
    embeddings: NDArray[np.float32] | None = None,
) -> FormattingTraining:
    """Train to the recipe's last epoch, from ``last.ckpt`` of the run folder when there is one.

    ``embeddings``: of the pieces, to begin with, (pieces, embedding); None for random ones.
    Writes that checkpoint after every epoch, and tensorboard curves.
    """
    return fit(FormattingTraining(recipe, data, embeddings), recipe.training.epochs, run)
