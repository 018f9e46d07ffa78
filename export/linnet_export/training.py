"""Training of the acoustic model with lightning. Everything random is a function of the seed and the step."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightning
import torch
from lightning.pytorch.callbacks import (
    Callback,
    EMAWeightAveraging,
    LearningRateMonitor,
    ModelCheckpoint,
    TQDMProgressBar,
)
from lightning.pytorch.loggers import TensorBoardLogger
from torch import Tensor
from torch.nn.functional import ctc_loss
from torch.utils.data import DataLoader

from linnet_export.augment_banks import Banks
from linnet_export.examples import (
    Batch,
    BatchDataset,
    BatchSettings,
    Corpus,
    number_copies,
    plan_epoch,
    select,
    share,
)
from linnet_export.greedy import best_path, edit_distance
from linnet_export.model import AcousticModel
from linnet_export.recipe import AcousticRecipe
from linnet_export.spec_augment import mask
from linnet_runtime.units import PHONES, WORD_BOUNDARY

_BOUNDARY = PHONES.index(WORD_BOUNDARY)


@dataclass(frozen=True)
class TrainingData:
    """What a run reads."""

    train: Corpus
    dev: Corpus
    banks: Banks

    def __deepcopy__(self, memo: dict[int, Any]) -> TrainingData:
        """The same value: the weight average copies the whole module, and would copy gigabytes of audio."""
        return self


class AcousticTraining(lightning.LightningModule):
    """Losses, optimizer and data of one recipe."""

    def __init__(self, recipe: AcousticRecipe, data: TrainingData) -> None:
        super().__init__()
        self.recipe = recipe
        self.data = data
        torch.manual_seed(recipe.seed)
        self.model = AcousticModel(recipe.model)
        self._indices = select(data.train.targets, recipe.data.longest_s, recipe.data.repeats)
        self._errors: dict[str, list[int]] = {}

    # Data

    def plan(self, epoch: int) -> list[list[int]]:
        """Batches of ``epoch``, all processes together."""
        durations_s = [target.duration_s for target in self.data.train.targets]
        return plan_epoch(durations_s, self._indices, self.recipe.data.batch_s, self.recipe.seed, epoch)

    def train_dataloader(self) -> DataLoader[Batch]:
        """Batches of the current epoch, this process's share of each."""
        epoch = self.trainer.current_epoch
        mine = list(share(number_copies(self.plan(epoch)), self.trainer.global_rank, self.trainer.world_size))
        settings = self._batch_settings(augmented=True)
        return _loader(BatchDataset(self.data.train, mine, settings, epoch))

    def val_dataloader(self) -> DataLoader[Batch]:
        """Every dev utterance, each batch spread over the processes, which must all run as many batches.

        One that is alone in its batch is counted by every process.
        """
        durations_s = [target.duration_s for target in self.data.dev.targets]
        batches = plan_epoch(
            durations_s, range(len(durations_s)), self.recipe.data.batch_s, self.recipe.seed, 0
        )
        mine = list(share(number_copies(batches), self.trainer.global_rank, self.trainer.world_size))
        return _loader(BatchDataset(self.data.dev, mine, self._batch_settings(augmented=False)))

    def _batch_settings(self, *, augmented: bool) -> BatchSettings:
        model = self.recipe.model
        rate_hz = model.frontend.sample_rate_hz
        return BatchSettings(
            sample_rate_hz=rate_hz,
            frame_hop_samples=model.frame_hop_samples,
            tail_samples=round(self.recipe.data.tail_s * rate_hz),
            seed=self.recipe.seed,
            augment=self.recipe.augment if augmented else None,
            banks=self.data.banks if augmented else None,
        )

    # Optimization

    def configure_optimizers(self) -> Any:
        """AdamW; the rate rises, stays, and falls linearly to zero."""
        training = self.recipe.training
        optimizer = torch.optim.AdamW(
            self.model.parameters(), training.learning_rate, weight_decay=training.weight_decay
        )
        total = sum(len(self.plan(epoch)) for epoch in range(training.epochs))
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: self._rate(step, total))
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": schedule, "interval": "step"}}

    def _rate(self, step: int, total: int) -> float:
        training = self.recipe.training
        left = max(total - step, 0) / max(total * training.decay_share, 1)
        return min((step + 1) / training.warmup_steps, 1.0, left)

    def training_step(self, batch: Batch, batch_idx: int) -> Tensor:  # noqa: ARG002
        """Weighted sum of the three CTC losses, per target unit."""
        torch.manual_seed(self._step_seed())  # dropout and masks resume exactly without stored generators
        training = self.recipe.training
        outputs, frames = self._trunk(batch, masked=self.global_step >= training.mask_from_step)
        phones, letters = self.model.heads(outputs[-1])
        losses = {
            "phones": ctc_per_unit(phones, frames, batch.phones),
            "letters": ctc_per_unit(letters, frames, batch.letters),
        }
        if layer := self.recipe.model.middle_head_layer:
            middle, _ = self.model.heads(self.model.norm(outputs[layer - 1]))
            losses["middle"] = ctc_per_unit(middle, frames, batch.phones)
        self.log_dict({f"loss/{name}": value for name, value in losses.items()}, prog_bar=True)
        weights = {"phones": 1.0, "letters": training.letters_weight, "middle": training.middle_weight}
        return torch.stack([weights[name] * loss for name, loss in losses.items()]).sum()

    def _step_seed(self) -> int:
        return hash((self.recipe.seed, self.global_step, self.global_rank)) % 2**63

    def _trunk(self, batch: Batch, *, masked: bool) -> tuple[list[Tensor], Tensor]:
        """Trunk outputs (T, B, H) of each layer and the frames (B,) of each utterance."""
        state = self.model.initial(len(batch.audio), self.device)
        with torch.no_grad(), torch.autocast(self.device.type, enabled=False):
            features, state = self.model.features(batch.audio, state)
        if masked:
            features = self._masked(features)
        outputs, _ = self.model.trunk(features, state)
        return outputs, batch.samples // self.recipe.model.frame_hop_samples

    def _masked(self, features: Tensor) -> Tensor:
        training, frontend = self.recipe.training, self.recipe.model.frontend
        generator = torch.Generator().manual_seed(self._step_seed())
        widest = round(training.time_mask_s * frontend.sample_rate_hz / frontend.hop_samples)
        features = mask(features, 1, training.time_masks, widest, generator)
        return mask(features, 2, training.mel_masks, training.mel_mask_bands, generator)

    def on_before_optimizer_step(self, optimizer: torch.optim.Optimizer) -> None:  # noqa: ARG002
        """Log the norm that clipping sees."""
        norms = [parameter.grad.norm() for parameter in self.model.parameters() if parameter.grad is not None]
        self.log("gradient_norm", torch.stack(norms).norm())

    # Validation

    def validation_step(self, batch: Batch, batch_idx: int) -> None:  # noqa: ARG002
        """Count greedy phone and letter errors per dataset."""
        outputs, frames = self._trunk(batch, masked=False)
        phones, letters = self.model.heads(outputs[-1])
        for row, dataset in enumerate(batch.datasets):
            length = int(frames[row])
            heard = [unit for unit in best_path(phones[:length, row].cpu()) if unit != _BOUNDARY]
            said = [unit for unit in batch.phones[row].tolist() if unit != _BOUNDARY]
            if said:
                self._count(f"phones/{dataset}", edit_distance(said, heard), len(said))
            spelled, letter = batch.letters[row].tolist(), best_path(letters[:length, row].cpu())
            self._count(f"letters/{dataset}", edit_distance(spelled, letter), len(spelled))

    def _count(self, key: str, errors: int, units: int) -> None:
        tally = self._errors.setdefault(key, [0, 0])
        tally[0] += errors
        tally[1] += units

    def on_validation_epoch_end(self) -> None:
        """Log each error rate, all processes together."""
        datasets = sorted({target.dataset for target in self.data.dev.targets})
        keys = [f"{head}/{dataset}" for head in ("phones", "letters") for dataset in datasets]
        counts = torch.tensor([self._errors.get(key, [0, 0]) for key in keys], dtype=torch.float32)
        counts = self.trainer.strategy.reduce(counts, reduce_op="sum")
        rates = counts[:, 0] / counts[:, 1].clamp(min=1)
        self.log_dict({f"error/{key}": float(rate) for key, rate in zip(keys, rates, strict=True)})
        half = len(keys) // 2
        self.log("error/phones", float(counts[:half, 0].sum() / counts[:half, 1].sum().clamp(min=1)))
        self._errors.clear()

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Keep the recipe beside the weights."""
        checkpoint["recipe"] = dataclasses.asdict(self.recipe)


def ctc_per_unit(log_probabilities: Tensor, frames: Tensor, targets: Sequence[Tensor]) -> Tensor:
    """CTC loss per target unit of (T, B, units); utterances without targets, or with too many, count zero."""
    known = torch.tensor([i for i, target in enumerate(targets) if len(target)], dtype=torch.long)
    if not len(known):
        return log_probabilities.sum() * 0.0
    lengths = torch.tensor([len(targets[i]) for i in known])
    loss = ctc_loss(
        log_probabilities[:, known],
        torch.cat([targets[i] for i in known]).to(log_probabilities.device),
        frames[known],
        lengths,
        reduction="sum",
        zero_infinity=True,
    )
    return loss / lengths.sum()


def _loader(dataset: BatchDataset) -> DataLoader[Batch]:
    """Load in the training process: a worker forked beside torch's threads can hang before it begins."""
    return DataLoader(dataset, batch_size=None)


@dataclass(frozen=True)
class RunSettings:
    """Where and on what a run works; nothing here changes what is learnt, except ``precision``."""

    folder: Path
    processes: int = 1
    precision: str = "32-true"
    progress: bool = True
    callbacks: tuple[Callback, ...] = ()
    """Observers of the run, such as another logger."""


def train(recipe: AcousticRecipe, data: TrainingData, run: RunSettings) -> AcousticTraining:
    """Train to the recipe's last epoch, from the run folder's last checkpoint when there is one.

    Writes ``last.ckpt`` after every epoch, the best three checkpoints, and tensorboard curves, below
    ``run.folder``.
    """
    module = AcousticTraining(recipe, data)
    trainer = lightning.Trainer(
        accelerator="cpu" if not torch.cuda.is_available() else "gpu",
        devices=run.processes,
        strategy="ddp" if run.processes > 1 else "auto",
        precision=run.precision,  # type: ignore[arg-type]
        max_epochs=recipe.training.epochs,
        gradient_clip_val=recipe.training.clip_norm,
        reload_dataloaders_every_n_epochs=1,
        use_distributed_sampler=False,
        num_sanity_val_steps=0,
        log_every_n_steps=20,
        logger=TensorBoardLogger(run.folder, name="curves", version=""),
        callbacks=_callbacks(recipe, run),
        enable_progress_bar=run.progress,
        enable_model_summary=False,
    )
    last = run.folder / "last.ckpt"
    trainer.fit(module, ckpt_path=last if last.exists() else None, weights_only=True)
    return module


def _callbacks(recipe: AcousticRecipe, run: RunSettings) -> list[Callback]:
    callbacks: list[Callback] = [
        EMAWeightAveraging(decay=recipe.training.average_decay),
        ModelCheckpoint(
            run.folder, "{epoch:03d}", monitor="error/phones", save_top_k=3, enable_version_counter=False
        ),
        # Not save_last of the one above: that is written only by epochs that are among the best.
        ModelCheckpoint(run.folder, "last", enable_version_counter=False),
        LearningRateMonitor("step"),
        *run.callbacks,
    ]
    return [*callbacks, TQDMProgressBar(refresh_rate=20)] if run.progress else callbacks
