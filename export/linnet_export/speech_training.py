"""What every training on recorded speech shares: batches, optimizer, error counts and how a run goes on."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import lightning
import torch
from lightning.pytorch.callbacks import EMAWeightAveraging, LearningRateMonitor, ModelCheckpoint
from torch import Tensor, nn
from torch.utils.data import DataLoader

from linnet_export.augment_banks import Banks
from linnet_export.corpus_reading import CorpusReading
from linnet_export.examples import (
    Batch,
    BatchDataset,
    BatchSettings,
    Corpus,
    number_copies,
    plan_epoch,
    share,
)
from linnet_export.greedy import best_path, edit_distance
from linnet_export.model import AcousticSettings
from linnet_export.recipe import SpeechRecipe
from linnet_export.sequence_losses import UnitLoss
from linnet_export.sharded_corpus import ShardedCorpus, ShardReading
from linnet_export.whole_epochs import EpochRun, fit, mean_over_processes, process_step_seed
from linnet_runtime.errors import InputError
from linnet_runtime.units import PHONES, WORD_BOUNDARY

_BOUNDARY = PHONES.index(WORD_BOUNDARY)
_READ_BY = ("shards", "processes")


@dataclass(frozen=True)
class TrainingData:
    """What a run reads."""

    train: Corpus | ShardedCorpus
    dev: Corpus
    banks: Banks

    def __deepcopy__(self, memo: dict[int, Any]) -> TrainingData:
        """The same value: the weight average copies the whole module, and would copy gigabytes of audio."""
        return self


class SpeechTraining(lightning.LightningModule):
    """Data, optimizer and error counts; a subclass has the losses."""

    model: nn.Module
    """What is trained, averaged and exported."""

    def __init__(self, recipe: SpeechRecipe, sound: AcousticSettings, data: TrainingData) -> None:
        super().__init__()
        self.recipe = recipe
        self.sound = sound
        self.data = data
        torch.manual_seed(recipe.seed)
        self._reading = _reading(data.train, recipe)
        self._errors: dict[str, list[int]] = {}

    # Data

    def updates(self, epoch: int) -> int:
        """How many there are in an epoch."""
        return self._reading.updates(epoch, self.trainer.world_size if self._trainer else 1)

    def train_dataloader(self) -> DataLoader[Batch]:
        """Batches of the current epoch, this process's share of each."""
        epoch = self.trainer.current_epoch
        mine = self._reading.batches(epoch, self.trainer.global_rank, self.trainer.world_size)
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
        rate_hz = self.sound.frontend.sample_rate_hz
        return BatchSettings(
            sample_rate_hz=rate_hz,
            frame_hop_samples=self.sound.frame_hop_samples,
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
        total = sum(self.updates(epoch) for epoch in range(training.epochs))
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: self._rate(step, total))
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": schedule, "interval": "step"}}

    def _rate(self, step: int, total: int) -> float:
        training = self.recipe.training
        left = max(total - step, 0) / max(total * training.decay_share, 1)
        return min((step + 1) / training.warmup_steps, 1.0, left)

    def step_seed(self) -> int:
        """Seed of dropout and masks: a run resumes exactly without stored generators."""
        return process_step_seed(self, self.recipe.seed)

    def per_unit(self, losses: Mapping[str, UnitLoss]) -> dict[str, Tensor]:
        """Each loss per target unit of the whole batch, all processes together."""
        units = mean_over_processes(self, [loss.units for loss in losses.values()]).clamp(min=1.0)
        return {name: loss.total / mean for (name, loss), mean in zip(losses.items(), units, strict=True)}

    def frames(self, batch: Batch) -> Tensor:
        """Output frames (B,) of each utterance."""
        return batch.samples // self.sound.frame_hop_samples

    def on_before_optimizer_step(self, optimizer: torch.optim.Optimizer) -> None:  # noqa: ARG002
        """Log the norm that clipping sees."""
        norms = [parameter.grad.norm() for parameter in self.model.parameters() if parameter.grad is not None]
        self.log("gradient_norm", torch.stack(norms).norm())

    # Validation

    def count_phones(self, batch: Batch, phones: Tensor) -> None:
        """Count greedy phone errors of outputs (T, B, units) per data set."""
        for row, (dataset, length) in enumerate(
            zip(batch.datasets, self.frames(batch).tolist(), strict=True)
        ):
            heard = [unit for unit in best_path(phones[:length, row].cpu()) if unit != _BOUNDARY]
            said = [unit for unit in batch.phones[row].tolist() if unit != _BOUNDARY]
            if said:
                self._count(f"phones/{dataset}", edit_distance(said, heard), len(said))

    def count_letters(self, batch: Batch, letters: Tensor) -> None:
        """Count greedy letter errors of outputs (T, B, units) per data set."""
        for row, (dataset, length) in enumerate(
            zip(batch.datasets, self.frames(batch).tolist(), strict=True)
        ):
            spelled, heard = batch.letters[row].tolist(), best_path(letters[:length, row].cpu())
            self._count(f"letters/{dataset}", edit_distance(spelled, heard), len(spelled))

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
        counted = zip(keys, rates.tolist(), counts[:, 1].tolist(), strict=True)
        self.log_dict({f"error/{key}": rate for key, rate, units in counted if units})
        half = len(keys) // 2
        self.log("error/phones", float(counts[:half, 0].sum() / counts[:half, 1].sum().clamp(min=1)))
        self._errors.clear()

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Keep the recipe beside the weights, and which part of which shards was read by how many."""
        checkpoint["recipe"] = dataclasses.asdict(self.recipe)
        if isinstance(self.data.train, ShardedCorpus):
            turn, part = divmod(self.current_epoch, self.recipe.data.parts)
            checkpoint["read"] = {**self._read_by(self.data.train), "pass": turn, "part": part}

    def on_load_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Refuse to go on with other shards or processes: what they would read next is something else."""
        if isinstance(self.data.train, ShardedCorpus):
            expected = {name: checkpoint.get("read", {}).get(name) for name in _READ_BY}
            if expected != (got := self._read_by(self.data.train)):
                raise InputError(f"expected to go on with {expected}, got {got}; begin a new run folder")

    def _read_by(self, corpus: ShardedCorpus) -> dict[str, Any]:
        values = (corpus.shards.fingerprint(), self.trainer.world_size)
        return dict(zip(_READ_BY, values, strict=True))


def _reading(corpus: Corpus | ShardedCorpus, recipe: SpeechRecipe) -> CorpusReading | ShardReading:
    if isinstance(corpus, ShardedCorpus):
        return ShardReading(corpus.shards, recipe.data, recipe.seed)
    return CorpusReading(corpus.targets, recipe.data, recipe.seed)


def _loader(dataset: BatchDataset) -> DataLoader[Batch]:
    """Load in the training process: a worker forked beside torch's threads can hang before it begins."""
    return DataLoader(dataset, batch_size=None)


M = TypeVar("M", bound=SpeechTraining)


def train_speech(module: M, run: EpochRun) -> M:
    """Train to the recipe's last epoch, see `whole_epochs.fit`; the best three checkpoints are kept, too."""
    training = module.recipe.training
    best = ModelCheckpoint(
        run.folder, "{epoch:03d}", monitor="error/phones", save_top_k=3, enable_version_counter=False
    )
    watching = (EMAWeightAveraging(decay=training.average_decay), best, LearningRateMonitor("step"))
    return fit(module, training.epochs, run, clip_norm=training.clip_norm, callbacks=watching)
