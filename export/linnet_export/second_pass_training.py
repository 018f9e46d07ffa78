"""Training of the second pass on a streaming model that stays as it is."""

from __future__ import annotations

import torch
from torch import Tensor

from linnet_export.examples import Batch
from linnet_export.model import AcousticModel
from linnet_export.phone_bigram import phone_bigram
from linnet_export.second_pass import SecondPassModel, SecondPassRecipe
from linnet_export.sequence_losses import ctc, denominator
from linnet_export.speech_training import SpeechTraining, TrainingData, train_speech
from linnet_export.whole_epochs import EpochRun


class SecondPassTraining(SpeechTraining):
    """The losses of the second pass; the streaming model is no part of what is trained or saved."""

    recipe: SecondPassRecipe
    model: SecondPassModel

    def __init__(self, recipe: SecondPassRecipe, streaming: AcousticModel, data: TrainingData) -> None:
        super().__init__(recipe, streaming.settings, data)
        self.model = SecondPassModel(recipe.model, streaming.settings.hidden)
        self._streaming = (streaming.eval(),)  # in a tuple: not a submodule
        self._bigram = phone_bigram(data.train.phone_sequences())

    def training_step(self, batch: Batch, batch_idx: int) -> Tensor:  # noqa: ARG002
        """CTC or CTC-CRF of the phones, per target unit."""
        torch.manual_seed(self.step_seed())
        phones, frames = self._hear(batch), self.frames(batch)
        found, weight = {"phones": ctc(phones, frames, batch.phones)}, self.recipe.training.denominator_weight
        if weight:
            found["denominator"] = denominator(phones, frames, batch.phones, self._bigram.to(self.device))
        losses = self.per_unit(found)
        self.log("loss/phones", losses["phones"], prog_bar=True)
        return losses["phones"] + weight * losses["denominator"] if weight else losses["phones"]

    def _hear(self, batch: Batch) -> Tensor:
        """Phone log-probabilities (T, B, phones)."""
        (streaming,) = self._streaming
        with torch.no_grad():
            state = streaming.initial(len(batch.audio), self.device)
            with torch.autocast(self.device.type, enabled=False):
                features, state = streaming.features(batch.audio, state)
            outputs, _ = streaming.trunk(features, state)
        phones: Tensor = self.model(outputs[-1].transpose(0, 1))
        return phones.transpose(0, 1)

    def validation_step(self, batch: Batch, batch_idx: int) -> None:  # noqa: ARG002
        """Count greedy phone errors per data set."""
        self.count_phones(batch, self._hear(batch))


def train(
    recipe: SecondPassRecipe, streaming: AcousticModel, data: TrainingData, run: EpochRun
) -> SecondPassTraining:
    """Train a second pass on a trained streaming model, see `speech_training.train_speech`."""
    return train_speech(SecondPassTraining(recipe, streaming, data), run)
