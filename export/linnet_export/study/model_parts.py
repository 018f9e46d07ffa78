"""The study's parts that need data: small language and acoustic models, trained as the real ones are."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from lightning import Callback, Trainer

from linnet_export.augment_banks import Banks
from linnet_export.corpora.jsonl import read_jsonl, write_jsonl
from linnet_export.examples import Corpus, read_corpus
from linnet_export.language_data import LanguageData, read_language_data
from linnet_export.language_training import train as train_language
from linnet_export.pronunciation import Pronunciations
from linnet_export.speech_training import TrainingData
from linnet_export.study.lag_parts import thinned
from linnet_export.study.recipe import StudyRecipe
from linnet_export.training import train as train_acoustic
from linnet_export.whole_epochs import EpochRun

T = TypeVar("T")
_PRECISION = "32-true"


@dataclass(frozen=True)
class TextPaths:
    """What the language models read."""

    text: Path
    dev: Path
    tokenizer: Path


@dataclass(frozen=True)
class SpeechPaths:
    """What the acoustic models hear."""

    train: Path
    dev: Path
    cmudict: Path


class Watch(Callback):
    """Remembers losses and, of each look at dev, what was measured."""

    def __init__(self) -> None:
        self.losses: list[float] = []
        self.dev: list[dict[str, float]] = []

    def on_train_batch_end(self, trainer: Trainer, module: Any, outputs: Any, *_: Any) -> None:  # noqa: ARG002
        """Keep the loss of an update."""
        self.losses.append(float(outputs["loss"]))

    def on_validation_end(self, trainer: Trainer, *_: Any) -> None:
        """Keep what was logged of dev."""
        found = {name: float(value) for name, value in trainer.callback_metrics.items()}
        self.dev.append({name: value for name, value in found.items() if "/" in name and "loss" not in name})


def language_part(cell: str, recipe: StudyRecipe, paths: TextPaths, folder: Path) -> dict[str, Any]:
    """A language model with this cell: losses, and perplexity per word of each dev set after each epoch."""
    settings = dataclasses.replace(
        recipe.language, model=dataclasses.replace(recipe.language.model, cell=cell)
    )
    data = read_language_data(paths.text, paths.dev, paths.tokenizer, folder / "cache")
    watch, start = Watch(), time.process_time()
    run = EpochRun(folder / f"language-{cell}", 1, _PRECISION, progress=False, callbacks=(watch,))
    module = train_language(settings, data, run)
    return {
        "seconds": time.process_time() - start,
        "parameters": _count(module.model),
        "losses": thinned(watch.losses),
        "dev": watch.dev,
        "words": dev_words(data),
        "pieces": sum(len(text.pieces) for text in data.dev.values()),
    }


def dev_words(data: LanguageData) -> dict[str, int]:
    """Words, marks and line ends of each dev set."""
    return {name: text.words + len(text) for name, text in data.dev.items()}


def acoustic_part(cell: str, recipe: StudyRecipe, paths: SpeechPaths, folder: Path) -> dict[str, Any]:
    """An acoustic model with this cell: losses, and phone errors of the dev set after each epoch."""
    settings = dataclasses.replace(
        recipe.acoustic, model=dataclasses.replace(recipe.acoustic.model, cell=cell)
    )
    rate_hz = settings.model.frontend.sample_rate_hz
    pronunciations = Pronunciations.load(paths.cmudict)
    corpora = [
        _some(source, count, pronunciations, rate_hz, folder)
        for source, count in ((paths.train, recipe.train_utterances), (paths.dev, recipe.dev_utterances))
    ]
    watch, start = Watch(), time.process_time()
    run = EpochRun(folder / f"acoustic-{cell}", 1, _PRECISION, progress=False, callbacks=(watch,))
    module = train_acoustic(settings, TrainingData(corpora[0], corpora[1], Banks(rate_hz)), run)
    return {
        "seconds": time.process_time() - start,
        "parameters": _count(module.model),
        "losses": thinned(watch.losses),
        "dev": watch.dev,
        "utterances": [len(corpus.targets) for corpus in corpora],
        "hours": sum(target.duration_s for target in corpora[0].targets) / 3600,
        "phones": sum(len(target.phones) for target in corpora[1].targets),
    }


def spread(values: Sequence[T], count: int) -> list[T]:
    """So many values, evenly spread: spread([0, 1, 2, 3, 4], 3) is [0, 2, 4]."""
    if len(values) <= count:
        return list(values)
    return [values[round(place)] for place in np.linspace(0, len(values) - 1, count)]


def _some(source: Path, count: int, pronunciations: Pronunciations, rate_hz: int, folder: Path) -> Corpus:
    """Some recordings of a manifest."""
    manifest = folder / f"{source.stem}-{count}.jsonl"
    write_jsonl(manifest, spread(read_jsonl(source), count))
    return read_corpus([manifest], pronunciations, rate_hz, folder / "cache")


def _count(model: torch.nn.Module) -> int:
    return sum(value.numel() for value in model.parameters())
