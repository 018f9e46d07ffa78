"""Training of the acoustic model with lightning. Everything random is a function of the seed and the step."""

from __future__ import annotations

import torch
from torch import Tensor

from linnet_export.examples import Batch
from linnet_export.model import AcousticModel
from linnet_export.native_lstm import use_native_lstms
from linnet_export.phone_bigram import phone_bigram
from linnet_export.recipe import AcousticRecipe
from linnet_export.sequence_losses import ctc, denominator
from linnet_export.spec_augment import mask
from linnet_export.speech_training import SpeechTraining, TrainingData, train_speech
from linnet_export.warm_start import warm_start
from linnet_export.whole_epochs import EpochRun


class AcousticTraining(SpeechTraining):
    """The losses of the acoustic model."""

    recipe: AcousticRecipe
    model: AcousticModel

    def __init__(self, recipe: AcousticRecipe, data: TrainingData) -> None:
        super().__init__(recipe, recipe.model, data)
        self.model = AcousticModel(recipe.model)
        self._bigram = phone_bigram(data.train.phone_sequences())

    def training_step(self, batch: Batch, batch_idx: int) -> Tensor:  # noqa: ARG002
        """Weighted sum of the three CTC losses, per target unit."""
        torch.manual_seed(self.step_seed())  # dropout and masks resume exactly without stored generators
        training = self.recipe.training
        outputs = self._trunk(batch, masked=self.global_step >= training.mask_from_step)
        frames = self.frames(batch)
        phones, letters = self.model.heads(outputs[-1])
        found = {
            "phones": ctc(phones, frames, batch.phones),
            "letters": ctc(letters, frames, batch.letters),
        }
        if layer := self.recipe.model.middle_head_layer:
            middle = self.model.phone_scores(self.model.norm(outputs[layer - 1]))
            found["middle"] = ctc(middle, frames, batch.phones)
        if training.denominator_weight and self.current_epoch >= training.denominator_from_epoch:
            bigram = self._bigram.to(self.device)
            found["denominator"] = denominator(phones, frames, batch.phones, bigram)
        losses = self.per_unit(found)
        self.log_dict({f"loss/{name}": value for name, value in losses.items()}, prog_bar=True)
        weights = {
            "phones": 1.0,
            "letters": training.letters_weight,
            "middle": training.middle_weight,
            "denominator": training.denominator_weight,
        }
        return torch.stack([weights[name] * loss for name, loss in losses.items()]).sum()

    def _trunk(self, batch: Batch, *, masked: bool) -> list[Tensor]:
        """Trunk outputs (T, B, H) of each layer."""
        state = self.model.initial(len(batch.audio), self.device)
        with torch.no_grad(), torch.autocast(self.device.type, enabled=False):
            features, state = self.model.features(batch.audio, state)
        if masked:
            features = self._masked(features)
        outputs, _ = self.model.trunk(features, state)
        return outputs

    def _masked(self, features: Tensor) -> Tensor:
        training, frontend = self.recipe.training, self.recipe.model.frontend
        generator = torch.Generator().manual_seed(self.step_seed())
        widest = round(training.time_mask_s * frontend.sample_rate_hz / frontend.hop_samples)
        features = mask(features, 1, training.time_masks, widest, generator)
        return mask(features, 2, training.mel_masks, training.mel_mask_bands, generator)

    def validation_step(self, batch: Batch, batch_idx: int) -> None:  # noqa: ARG002
        """Count greedy phone and letter errors per dataset."""
        phones, letters = self.model.heads(self._trunk(batch, masked=False)[-1])
        self.count_phones(batch, phones)
        self.count_letters(batch, letters)


def train(
    recipe: AcousticRecipe,
    data: TrainingData,
    run: EpochRun,
    earlier: AcousticModel | None = None,
    *,
    native: bool = False,
) -> AcousticTraining:
    """Train a model by its recipe, see `train_speech`.

    ``earlier`` is what a new run begins with; ``native``: see `native_lstm`.
    """
    module = AcousticTraining(recipe, data)
    if earlier is not None:
        warm_start(module.model, earlier)
    if native:
        use_native_lstms(module.model)
    return train_speech(module, run)
