"""What a training will cost: a few updates of the real model are timed, the rest is arithmetic.

    hours = passes x hours of speech / (speed x processes x efficiency)

Speed is seconds of speech that one process learns from in a second. Efficiency is what several processes
lose by waiting for each other. Memory of a process = its peak when it trained a few updates, with the weights
five times in it (weights, gradients, two moments of AdamW, the average), + index and texts of the recordings.
Disk = the corpus as it is downloaded, and once more as shards.
"""

from __future__ import annotations

import dataclasses
import resource
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from lightning import Callback, Trainer

from linnet_export.audio_cache import AudioCache
from linnet_export.augment_banks import Banks
from linnet_export.examples import Corpus, Targets
from linnet_export.recipe import AcousticRecipe
from linnet_export.speech_training import TrainingData
from linnet_export.training import train
from linnet_export.whole_epochs import EpochRun
from linnet_runtime.units import LETTERS, PHONES

EFFICIENCY = 0.9
"""Assumed of several processes; measure it on your machines."""
_UTTERANCE_S = 12.0
"""LibriSpeech's recordings have this length on average: 961 h / 281,241 = 12.3 s."""
_PHONES_PER_S, _LETTERS_PER_S = 10, 14
_WARM = 1
"""Updates before the clock starts: kernels are prepared, memory is taken."""


@dataclass(frozen=True)
class TrainingSpeed:
    """What was measured on one process."""

    speech_s_per_s: float
    """In seconds of the processor without a GPU, whatever else it does; else in seconds of the clock."""
    peak_bytes: int
    parameters: int

    def hours(self, recipe: AcousticRecipe, corpus_hours: float, processes: int) -> float:
        """Hours of a whole training."""
        efficiency = EFFICIENCY if processes > 1 else 1.0
        passes = recipe.training.epochs / recipe.data.parts
        return passes * corpus_hours / (self.speech_s_per_s * processes * efficiency)


def measure_speed(recipe: AcousticRecipe, share: int, updates: int, run: EpochRun) -> TrainingSpeed:
    """Time ``updates`` on noise as long as real recordings, with all losses of the recipe.

    Each has as much as one of ``share`` processes gets of a batch.
    """
    updates += _WARM + 1
    batch_s = recipe.data.batch_s / share
    count = max(1, int(batch_s / _UTTERANCE_S))
    timed = dataclasses.replace(
        recipe,
        data=dataclasses.replace(recipe.data, batch_s=batch_s, repeats={"noise": updates}),
        training=dataclasses.replace(recipe.training, epochs=1, denominator_from_epoch=0),
    )
    corpus = _noise(count, recipe)
    clock = _Clock()
    with tempfile.TemporaryDirectory() as folder:
        here = dataclasses.replace(run, folder=Path(folder), callbacks=(clock,), progress=False)
        data = TrainingData(corpus, _noise(1, recipe), Banks(recipe.model.frontend.sample_rate_hz))
        module = train(timed, data, here)
    speech_s = count * _UTTERANCE_S * (len(clock.times_s) - 1 - _WARM)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    parameters = sum(one.numel() for one in module.model.parameters())
    return TrainingSpeed(speech_s / (clock.times_s[-1] - clock.times_s[_WARM]), peak, parameters)


class _Clock(Callback):
    """Notes the time after each update."""

    def __init__(self) -> None:
        self.times_s: list[float] = []

    def on_train_batch_end(self, trainer: Trainer, *_: Any) -> None:  # noqa: ARG002
        if torch.cuda.is_available():
            torch.cuda.synchronize()
        self.times_s.append(time.perf_counter() if torch.cuda.is_available() else time.process_time())


def _noise(count: int, recipe: AcousticRecipe) -> Corpus:
    """Return noise, and targets as dense as those of speech."""
    rng = np.random.default_rng(0)
    samples = round(_UTTERANCE_S * recipe.model.frontend.sample_rate_hz)
    audio = rng.integers(-3000, 3000, count * samples).astype(np.int16)
    targets = [
        Targets(
            "noise",
            _UTTERANCE_S,
            ("noise",),
            tuple(rng.integers(1, len(LETTERS), round(_LETTERS_PER_S * _UTTERANCE_S)).tolist()),
            tuple(rng.integers(1, len(PHONES), round(_PHONES_PER_S * _UTTERANCE_S)).tolist()),
        )
        for _ in range(count)
    ]
    return Corpus(AudioCache(audio, np.arange(count + 1, dtype=np.int64) * samples), tuple(targets))
