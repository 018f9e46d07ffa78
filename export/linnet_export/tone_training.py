"""Training of the tone model with lightning, from labelled texts and the embeddings of a language model.

Everything random is a function of the seed, the epoch and the step, and checkpoints are written after each
epoch: a run goes on exactly.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import lightning
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits
from torch.utils.data import DataLoader

from linnet_export.labelled_text import EncodedText, TextBatch, TextBatches
from linnet_export.recipe import RecipeError
from linnet_export.tone_model import ToneModel
from linnet_export.tone_recipe import EmojiRecipe
from linnet_export.whole_epochs import EpochRun, clip_and_set_rate, falling_rate, fit

DEV_BATCH = 256


@dataclass(frozen=True)
class ToneData:
    """What a run reads."""

    train: Sequence[EncodedText]
    choose: Sequence[EncodedText]
    unknown: int
    """The piece that stands for one that is dropped."""
    table: NDArray[np.float32] | None
    """(pieces, embedding) to begin with, see `tone_embeddings`; None for random ones."""


class ToneTraining(lightning.LightningModule):
    """Loss, optimizer and data of one recipe."""

    def __init__(self, recipe: EmojiRecipe, data: ToneData) -> None:
        """Begin with random weights but for the embeddings. Raises `RecipeError` for others' sizes."""
        super().__init__()
        self.recipe = recipe
        self.data = data
        torch.manual_seed(recipe.seed)
        self.model = ToneModel(recipe.model)
        if data.table is not None:
            if data.table.shape != self.model.table.shape:
                expected = tuple(self.model.table.shape)
                raise RecipeError(f"expected embeddings of {expected}, got {data.table.shape}")
            self.model.table.data.copy_(torch.from_numpy(data.table))
        self._dev: list[tuple[Tensor, Tensor]] = []

    def train_dataloader(self) -> DataLoader[TextBatch]:
        """The texts in the order of the current epoch."""
        training, seed = self.recipe.training, (self.recipe.seed, self.trainer.current_epoch)
        labels = self.recipe.model.labels
        return DataLoader(TextBatches(self.data.train, training.batch_texts, labels, seed), batch_size=None)

    def val_dataloader(self) -> DataLoader[TextBatch]:
        """The texts to choose on."""
        return DataLoader(
            TextBatches(self.data.choose, DEV_BATCH, self.recipe.model.labels, (0,)), batch_size=None
        )

    def configure_optimizers(self) -> torch.optim.Optimizer:
        """Adam with decoupled weight decay; its rate is set before every update."""
        training = self.recipe.training
        return torch.optim.AdamW(
            self.parameters(), training.learning_rate, weight_decay=training.weight_decay, fused=True
        )

    def training_step(self, batch: TextBatch, batch_idx: int) -> Tensor:  # noqa: ARG002
        """Binary cross-entropy of all labels, added up, per text."""
        torch.manual_seed((self.recipe.seed << 32) + self.global_step)
        dropped = torch.rand(batch.pieces.shape) < self.recipe.training.dropped_pieces
        pieces = torch.where(dropped, self.data.unknown, batch.pieces)
        logits, _ = self.model(pieces, self.model.initial(len(batch.lengths)), batch.lengths)
        loss = _cross_entropy(logits, batch.labels)
        self.log("loss", loss, prog_bar=True)
        return loss

    def on_before_optimizer_step(self, optimizer: torch.optim.Optimizer) -> None:
        """Clip the gradient's norm and set the rate."""
        training = self.recipe.training
        steps = int(self.trainer.estimated_stepping_batches)
        share = falling_rate(self.global_step, steps, training.warmup_steps, training.decay_share)
        clip_and_set_rate(self, optimizer, training.clip_norm, training.learning_rate * share)

    def on_validation_epoch_start(self) -> None:
        """Begin to collect."""
        self._dev = []

    def validation_step(self, batch: TextBatch, batch_idx: int) -> None:  # noqa: ARG002
        """Read texts."""
        logits, _ = self.model(batch.pieces, self.model.initial(len(batch.lengths)), batch.lengths)
        self._dev.append((logits.float(), batch.labels))

    def on_validation_epoch_end(self) -> None:
        """Log the loss, and how often a label is among the three that are found likeliest."""
        logits, labels = (torch.cat(parts) for parts in zip(*self._dev, strict=True))
        found = labels.gather(1, logits.topk(min(3, logits.shape[1])).indices).amax(1)
        self.log("choose_loss", _cross_entropy(logits, labels), prog_bar=True)
        self.log("top3", found.mean(), prog_bar=True)

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Keep the recipe beside the weights."""
        checkpoint["recipe"] = dataclasses.asdict(self.recipe)


def _cross_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    """Return the loss per text of logits (B, labels)."""
    return binary_cross_entropy_with_logits(logits.float(), labels, reduction="sum") / len(logits)


def train(recipe: EmojiRecipe, data: ToneData, run: EpochRun) -> ToneTraining:
    """Train to the recipe's last epoch, from ``last.ckpt`` of the run folder when there is one."""
    return fit(ToneTraining(recipe, data), recipe.training.epochs, run)
