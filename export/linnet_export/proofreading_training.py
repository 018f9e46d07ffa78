"""Training of the proofreading model with lightning, on clean sentences that are spoilt anew in each epoch.

Everything random is a function of the seed, the epoch and the step, and checkpoints are written after each
epoch: a run goes on exactly.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import lightning
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader

from linnet_export.proofreading_data import IGNORED, ProofreadingBatch, ProofreadingData, SpoiltSentences
from linnet_export.proofreading_model import ProofreadingModel
from linnet_export.proofreading_recipe import ProofreadingRecipe, ProofreadingTrainingSettings
from linnet_export.whole_epochs import EpochRun, clip_and_set_rate, fit
from linnet_runtime.edit_actions import KEEP

_DEV_SEED = 2**31


def learning_rate(training: ProofreadingTrainingSettings, step: int, epoch: float) -> float:
    """The learning rate of an update: it rises over the first updates, stays, and falls to zero.

    With 30 epochs and a ``decay_share`` of 0.4 epochs 0 to 17 have all of it, and 24 begins with half.
    """
    rising = (step + 1) / max(training.warmup_steps, 1)
    falling = (training.epochs - epoch) / max(training.epochs * training.decay_share, 1e-9)
    return training.learning_rate * max(min(rising, 1.0, falling), 0.0)


class ProofreadingTraining(lightning.LightningModule):
    """Loss, optimizer and data of one recipe."""

    def __init__(self, recipe: ProofreadingRecipe, data: ProofreadingData) -> None:
        """Begin with random weights."""
        super().__init__()
        self.recipe = recipe
        self.data = data
        torch.manual_seed(recipe.seed)
        self.model = ProofreadingModel(recipe.model)
        self._dev = torch.zeros(4)
        self._read = 0

    # Data

    def train_dataloader(self) -> DataLoader[ProofreadingBatch]:
        """The sentences of the current epoch, spoilt in its way."""
        seed = (self.recipe.seed << 32) + self.trainer.current_epoch
        return DataLoader(SpoiltSentences(self.data, self.recipe, seed, self.data.train), batch_size=None)

    def val_dataloader(self) -> DataLoader[ProofreadingBatch]:
        """The dev sentences, spoilt always in the same way."""
        return DataLoader(SpoiltSentences(self.data, self.recipe, _DEV_SEED, self.data.dev), batch_size=None)

    # Optimization

    def configure_optimizers(self) -> torch.optim.Optimizer:
        """Adam; its rate is set before every update, so a changed recipe changes a run that goes on."""
        return torch.optim.Adam(self.parameters(), self.recipe.training.learning_rate, fused=True)

    def on_train_epoch_start(self) -> None:
        """Begin to count the sentences of the epoch."""
        self._read = 0

    def training_step(self, batch: ProofreadingBatch, batch_idx: int) -> Tensor:  # noqa: ARG002
        """Cross-entropy of the actions; those that change something weigh more."""
        torch.manual_seed((self.recipe.seed << 32) + self.global_step)
        losses, known = self._losses(batch)
        weight = 1 + (self.recipe.training.edit_weight - 1) * (batch.actions != KEEP)[known].float()
        self._read += batch.actions.shape[1]
        loss = (losses * weight).sum() / weight.sum()
        self.log("loss", loss, prog_bar=True)
        return loss

    def _losses(self, batch: ProofreadingBatch) -> tuple[Tensor, Tensor]:
        """Return the loss of each action, and where (S, B) these actions are."""
        context = self.model.encode(batch.reading)
        at = batch.pointers[..., None].expand(-1, -1, context.shape[-1])
        logits, _ = self.model.decode(batch.symbols, context.gather(0, at), self.model.initial(at.shape[1]))
        known = batch.actions != IGNORED
        return cross_entropy(logits.float()[known], batch.actions[known], reduction="none"), known

    def on_before_optimizer_step(self, optimizer: torch.optim.Optimizer) -> None:
        """Clip the gradient's norm and set the rate."""
        training = self.recipe.training
        sentences = max(min(training.epoch_sentences, len(self.data.train)), 1)
        epoch = self.current_epoch + min(self._read / sentences, 1.0)
        rate = learning_rate(training, self.global_step, epoch)
        clip_and_set_rate(self, optimizer, training.clip_norm, rate)

    # Validation

    def on_validation_epoch_start(self) -> None:
        """Begin to count."""
        self._dev = torch.zeros(4)

    def validation_step(self, batch: ProofreadingBatch, batch_idx: int) -> None:  # noqa: ARG002
        """Loss of the actions that keep and of those that change something."""
        losses, known = self._losses(batch)
        edits = (batch.actions != KEEP)[known]
        sums = [losses[~edits].sum(), (~edits).sum(), losses[edits].sum(), edits.sum()]
        self._dev += torch.stack([one.float() for one in sums])

    def on_validation_epoch_end(self) -> None:
        """Log both."""
        keeps, kept, edits, edited = self._dev.tolist()
        self.log("keep_loss", keeps / max(kept, 1), prog_bar=True)
        self.log("edit_loss", edits / max(edited, 1), prog_bar=True)

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Keep the recipe beside the weights."""
        checkpoint["recipe"] = dataclasses.asdict(self.recipe)


def train(recipe: ProofreadingRecipe, data: ProofreadingData, run: EpochRun) -> ProofreadingTraining:
    """Train to the recipe's last epoch, from ``last.ckpt`` of the run folder when there is one.

    Writes that checkpoint after every epoch, and tensorboard curves.
    """
    return fit(ProofreadingTraining(recipe, data), recipe.training.epochs, run)
