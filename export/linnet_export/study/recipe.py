"""What the study trains and for how long."""

from __future__ import annotations

from dataclasses import dataclass, field

from linnet_export.language_recipe import LanguageRecipe
from linnet_export.recipe import AcousticRecipe


@dataclass(frozen=True)
class LagSettings:
    """Training on the tasks of `study.tasks`."""

    hidden: int = 64
    updates: int = 800
    batch: int = 32
    lags: tuple[int, int, int, int] = (10, 25, 50, 100)
    """Frames between what is to be remembered and the answer."""
    learning_rates: tuple[float, float] = (1e-3, 1e-2)
    """Of Adam; each cell takes the one that is better at the shortest lag."""
    clip_norm: float = 1.0
    judged: int = 512
    """Sequences that a trained model is judged on."""
    descent_rate: float = 0.1
    """Of the plain gradient descent with momentum 0.9 by which clipping is studied."""
    descent_lag: int = 50


@dataclass(frozen=True)
class CostSettings:
    """What size, speed and memory are measured on."""

    hidden: int = 256
    pieces: int = 256
    embedding: int = 64
    steps: int = 300
    """Timed steps of a graph; the fastest tenth counts."""
    frames: int = 100
    """Of the sequences that an update learns from; there are `batch` of them."""
    batch: int = 32
    updates: int = 5
    """Timed updates; the fastest counts."""
    processes: bool = True
    """Whether the memory of a process that steps a graph is measured; otherwise it is said to be 0."""
    utterance_s: float = 5.0
    """Heard at once by a bidirectional model."""


@dataclass(frozen=True)
class StudyRecipe:
    """The study: the same tasks for every cell."""

    name: str
    seed: int = 1
    lags: LagSettings = field(default_factory=LagSettings)
    costs: CostSettings = field(default_factory=CostSettings)
    language: LanguageRecipe = field(default_factory=lambda: LanguageRecipe("study"))
    acoustic: AcousticRecipe = field(default_factory=lambda: AcousticRecipe("study"))
    train_utterances: int = 400
    """Of the speech, spread evenly over the manifest; shorter ones come first in training."""
    dev_utterances: int = 120
