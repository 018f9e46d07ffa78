"""Training of the voice-activity model with lightning. Everything random is a function of seed and step."""

from __future__ import annotations

import dataclasses
from typing import Any

import lightning
import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import nll_loss
from torch.utils.data import DataLoader, Dataset

from linnet_export.recipe import RecipeError
from linnet_export.voice_mixing import Mixer
from linnet_export.voice_model import VoiceModel
from linnet_export.voice_recipe import VoiceRecipe
from linnet_export.whole_epochs import EpochRun, fit

VoiceBatch = tuple[Tensor, Tensor]
"""Audio (batch, samples) and what each frame is, 0 noise or 1 speech, (batch, frames)."""
_DEV_SEED = 1_000_003
_DEV_STEPS = 4


class Mixtures(Dataset[VoiceBatch]):
    """The batches of one epoch, each sequence mixed by a generator of (seed, epoch, step, its number).

    Of each batch a process (rank, processes) of several gets its share.
    """

    def __init__(
        self,
        mixer: Mixer,
        recipe: VoiceRecipe,
        steps: int,
        seed: tuple[int, ...],
        share: tuple[int, int] = (0, 1),
    ) -> None:
        self._numbers = range(share[0], recipe.training.batch, share[1])
        self._mixer = mixer
        self._recipe = recipe
        self._steps = steps
        self._seed = seed

    def __len__(self) -> int:
        return self._steps

    def __getitem__(self, step: int) -> VoiceBatch:
        mixed = [
            self._mixer.mix(np.random.default_rng((*self._seed, step, number))) for number in self._numbers
        ]
        late = self._recipe.data.decision_frames
        speech = [np.pad(one.speech, (late, 0))[: len(one.speech)] for one in mixed]
        audio = np.stack([one.samples for one in mixed]).astype(np.float32)
        return torch.from_numpy(audio), torch.from_numpy(np.stack(speech).astype(np.int64))


class VoiceTraining(lightning.LightningModule):
    """Loss, optimizer and data of one recipe."""

    def __init__(self, recipe: VoiceRecipe, train: Mixer, dev: Mixer) -> None:
        """Begin with random weights; ``dev`` holds other speakers and the held-out noises."""
        super().__init__()
        self.recipe = recipe
        self.mixers = (train, dev)
        torch.manual_seed(recipe.seed)
        self.model = VoiceModel(recipe.model)

    def train_dataloader(self) -> DataLoader[VoiceBatch]:
        """The mixtures of the current epoch, this process's share of each batch."""
        training, world = self.recipe.training, self.trainer.world_size
        if training.batch % world:
            raise RecipeError(
                f"expected a number of processes that divides batches of {training.batch}, got {world}"
            )
        seed = (self.recipe.seed, self.trainer.current_epoch)
        mixtures = Mixtures(
            self.mixers[0], self.recipe, training.steps, seed, (self.trainer.global_rank, world)
        )
        return DataLoader(mixtures, batch_size=None)

    def val_dataloader(self) -> DataLoader[VoiceBatch]:
        """The same few mixtures every time."""
        mixtures = Mixtures(self.mixers[1], self.recipe, _DEV_STEPS, (_DEV_SEED,))
        return DataLoader(mixtures, batch_size=None)

    def configure_optimizers(self) -> Any:
        """AdamW; the rate falls to zero along a line."""
        training = self.recipe.training
        optimizer = torch.optim.AdamW(self.model.parameters(), training.learning_rate)
        total = training.epochs * training.steps
        schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.0, total)
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": schedule, "interval": "step"}}

    def training_step(self, batch: VoiceBatch, batch_idx: int) -> Tensor:  # noqa: ARG002
        """Cross-entropy per frame."""
        audio, speech = batch
        found, _ = self.model(audio, self.model.initial(len(audio), self.device))
        loss = nll_loss(found.flatten(0, 1), speech.flatten())
        self.log("loss", loss, prog_bar=True)
        return loss

    def validation_step(self, batch: VoiceBatch, batch_idx: int) -> None:  # noqa: ARG002
        """Count frames that are taken for the other thing."""
        audio, speech = batch
        found, _ = self.model(audio, self.model.initial(len(audio), self.device))
        self.log("frame_error", (found.argmax(dim=2) != speech).float().mean(), prog_bar=True)

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Keep the recipe beside the weights."""
        checkpoint["recipe"] = dataclasses.asdict(self.recipe)


def train(recipe: VoiceRecipe, train_mixer: Mixer, dev_mixer: Mixer, run: EpochRun) -> VoiceTraining:
    """Train to the recipe's last epoch, see `whole_epochs.fit`."""
    module, training = VoiceTraining(recipe, train_mixer, dev_mixer), recipe.training
    return fit(module, training.epochs, run, clip_norm=training.clip_norm)
