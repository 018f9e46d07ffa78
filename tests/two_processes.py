"""What `test_many_processes` starts twice: trains the tiny recipes and writes what each process found."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

import torch
from lightning import Callback, Trainer

import small_talk
import tones
from linnet_export import language_training, training
from linnet_export.augment_banks import Banks
from linnet_export.corpora import read_jsonl
from linnet_export.examples import Corpus, read_corpus
from linnet_export.language_data import read_language_data
from linnet_export.pronunciation import Pronunciations
from linnet_export.recipe import AcousticRecipe
from linnet_export.sharded_corpus import ShardedCorpus
from linnet_export.shards import Shards, write_shards
from linnet_export.speech_training import TrainingData
from linnet_export.whole_epochs import EpochRun
from tones import Losses


class FrozenNorms(Callback):
    """Lets batch norm use its running statistics, which no process changes."""

    def on_train_batch_start(self, trainer: Trainer, module: Any, *_: Any) -> None:  # noqa: ARG002
        for part in module.modules():
            if isinstance(part, torch.nn.BatchNorm1d):
                part.eval()


class Report(Callback):
    """Writes a process's losses, and the sum of its weights, to a file of its own."""

    def __init__(self, out: Path, losses: Losses) -> None:
        self._out = out
        self._losses = losses

    def on_train_end(self, trainer: Trainer, module: Any) -> None:
        weights = float(sum(weight.detach().double().abs().sum() for weight in module.model.parameters()))
        report = {"weights": weights, "losses": list(self._losses.by_step.values())}
        path = self._out.with_suffix(f".{trainer.world_size}-{trainer.global_rank}.json")
        path.write_text(json.dumps(report))


def acoustic_recipe() -> AcousticRecipe:
    """The tiny recipe without dropout and masks, which each process draws for itself."""
    recipe = tones.tiny_recipe(epochs=2, denominator_from_epoch=1, mask_from_step=10**6)
    return dataclasses.replace(recipe, model=dataclasses.replace(recipe.model, dropout=0.0))


def write_data(folder: Path) -> None:
    """Write all that is read below, before there are two processes."""
    small_talk.write_tokenizer(folder / "pieces.model")
    small_talk.language_data(folder, folder / "pieces.model", count=200)
    tones.pronunciations(folder)
    for name, count in (("tones", 12), ("many", 40), ("few", 4)):
        manifest = tones.write_corpus(folder / name, count, seed=count)
        write_shards(read_jsonl(manifest), folder / name / "shards", 100_000, seed=1)


def train_acoustic(folder: Path, run: EpochRun) -> None:
    """Train on tones."""
    data = TrainingData(_corpus(folder, "tones"), _corpus(folder, "few"), Banks(tones.RATE_HZ))
    training.train(acoustic_recipe(), data, run)


def train_shards(folder: Path, run: EpochRun) -> None:
    """Train on tones in shards, of which each process reads its own."""
    pronunciations = Pronunciations.load(folder / "tones.dict")
    corpus = ShardedCorpus(Shards.open(folder / "many" / "shards"), pronunciations, tones.RATE_HZ)
    data = TrainingData(corpus, _corpus(folder, "few"), Banks(tones.RATE_HZ))
    training.train(acoustic_recipe(), data, run)


def _corpus(folder: Path, name: str) -> Corpus:
    manifest, pronunciations = folder / name / "manifest.jsonl", Pronunciations.load(folder / "tones.dict")
    return read_corpus([manifest], pronunciations, tones.RATE_HZ, folder / name / "cache")


def train_language(folder: Path, run: EpochRun) -> None:
    """Train on the language of `small_talk` for two epochs."""
    recipe = small_talk.tiny_recipe(epochs=2)
    recipe = dataclasses.replace(recipe, model=dataclasses.replace(recipe.model, dropout=0.0))
    data = read_language_data(folder / "train", folder / "dev", folder / "pieces.model", folder / "cache")
    language_training.train(recipe, data, run)


def main(folder: Path, out: Path, names: list[str]) -> None:
    """Train each by its name, see below; in "frozen" batch norm takes no part."""
    trainings = {
        "language": train_language,
        "acoustic": train_acoustic,
        "frozen": train_acoustic,
        "shards": train_shards,
    }
    for name in names:
        losses = Losses()
        callbacks = (losses, Report(out / name, losses), *([FrozenNorms()] if name == "frozen" else []))
        run = EpochRun(out / name, progress=False, callbacks=callbacks)
        trainings[name](folder, run)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
