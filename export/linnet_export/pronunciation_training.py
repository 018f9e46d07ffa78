"""Training of the letter-to-sound model with lightning, from a dictionary's words and their phones.

Everything random is a function of the seed, the epoch and the step, and checkpoints are written after each
epoch: a run goes on exactly.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import lightning
import torch
from torch import Tensor
from torch.nn.functional import ctc_loss
from torch.utils.data import DataLoader

from linnet_export.greedy import best_path, best_variant
from linnet_export.letter_to_sound import LetterToSound
from linnet_export.pronunciation import Pronunciations
from linnet_export.pronunciation_data import SpelledWord, Split, WordBatch, WordBatches, learnable, words_of
from linnet_export.pronunciation_recipe import PronunciationRecipe
from linnet_export.whole_epochs import (
    EpochRun,
    clip_and_set_rate,
    falling_rate,
    fit,
    mean_over_processes,
    process_step_seed,
)


@dataclass(frozen=True)
class PronunciationData:
    """What a run reads."""

    train: Sequence[SpelledWord]
    dev: Sequence[SpelledWord]

    @staticmethod
    def of(pronunciations: Pronunciations, frames_per_letter: int) -> PronunciationData:
        """Split a dictionary by word; training words that CTC cannot emit are left out."""
        train, dev = (words_of(pronunciations.entries, split) for split in (Split.TRAIN, Split.DEV))
        return PronunciationData(learnable(train, frames_per_letter), dev)


class PronunciationTraining(lightning.LightningModule):
    """Loss, optimizer and data of one recipe."""

    def __init__(self, recipe: PronunciationRecipe, data: PronunciationData) -> None:
        """Begin with random weights."""
        super().__init__()
        self.recipe = recipe
        self.data = data
        torch.manual_seed(recipe.seed)
        self.model = LetterToSound(recipe.model)
        self._dev = torch.zeros(3)

    # Data

    def train_dataloader(self) -> DataLoader[WordBatch]:
        """The words in the order of the current epoch, this process's share of each batch."""
        recipe, share = self.recipe, (self.trainer.global_rank, self.trainer.world_size)
        seed = (recipe.seed, self.trainer.current_epoch)
        batches = WordBatches(self.data.train, recipe.training.batch_words, seed, share)
        return DataLoader(batches, batch_size=None)

    def val_dataloader(self) -> DataLoader[list[SpelledWord]]:
        """The words of dev, those of one length together."""
        lengths = sorted({len(one.word) for one in self.data.dev})
        together = [[one for one in self.data.dev if len(one.word) == length] for length in lengths]
        return DataLoader(together, batch_size=None, collate_fn=list)  # type: ignore[arg-type]

    # Optimization

    def configure_optimizers(self) -> torch.optim.Optimizer:
        """Adam; its rate is set before every update, so a changed recipe changes a run that goes on."""
        return torch.optim.Adam(self.parameters(), self.recipe.training.learning_rate, fused=True)

    def training_step(self, batch: WordBatch, batch_idx: int) -> Tensor:  # noqa: ARG002
        """CTC loss per phone, of all layers."""
        torch.manual_seed(process_step_seed(self, self.recipe.seed))
        phones = mean_over_processes(self, [float(batch.phone_counts.sum())])[0]
        losses = [_ctc(found, batch) / phones for found in self.model.of_layers(batch.letters)]
        self.log("loss", losses[-1], prog_bar=True)
        if len(losses) == 1:
            return losses[0]
        weight = self.recipe.training.guess_weight
        return (1 - weight) * losses[-1] + weight * torch.stack(losses[:-1]).mean()

    def on_before_optimizer_step(self, optimizer: torch.optim.Optimizer) -> None:
        """Clip the gradient's norm and set the rate."""
        training = self.recipe.training
        steps = int(self.trainer.estimated_stepping_batches)
        share = falling_rate(self.global_step, steps, training.warmup_steps, training.decay_share)
        rate = training.learning_rate * share
        clip_and_set_rate(self, optimizer, training.clip_norm, rate)

    # Validation

    def on_validation_epoch_start(self) -> None:
        """Begin to count."""
        self._dev = torch.zeros(3)

    def validation_step(self, words: list[SpelledWord], batch_idx: int) -> None:  # noqa: ARG002
        """Read words greedily; what counts is the variant that fits best."""
        frames = (
            self.model(torch.tensor([one.letters for one in words], device=self.device).t())
            .float()
            .cpu()
            .numpy()
        )
        for index, one in enumerate(words):
            errors, phones = best_variant(one.variants, best_path(frames[:, index]))
            self._dev += torch.tensor([errors, phones, errors > 0])

    def on_validation_epoch_end(self) -> None:
        """Log the errors of greedy reading."""
        errors, phones, wrong = self._dev.tolist()
        self.log("phone_error", errors / max(phones, 1), prog_bar=True)
        self.log("word_error", wrong / max(len(self.data.dev), 1), prog_bar=True)

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Keep the recipe beside the weights."""
        checkpoint["recipe"] = dataclasses.asdict(self.recipe)


def _ctc(log_probabilities: Tensor, batch: WordBatch) -> Tensor:
    """Return the CTC loss of (frames, B, units), all phones together."""
    frames = torch.full_like(batch.phone_counts, len(log_probabilities))
    return ctc_loss(log_probabilities.float(), batch.phones, frames, batch.phone_counts, reduction="sum")


def train(recipe: PronunciationRecipe, data: PronunciationData, run: EpochRun) -> PronunciationTraining:
    """Train to the recipe's last epoch, see `whole_epochs.fit`."""
    return fit(PronunciationTraining(recipe, data), recipe.training.epochs, run)
