"""The recipe of a language model: everything that decides how it is trained."""

from __future__ import annotations

from dataclasses import dataclass, field

from linnet_export.language_model import LanguageSettings


@dataclass(frozen=True)
class TextSettings:
    """Which text is read, and how."""

    weights: dict[str, float] = field(default_factory=dict)
    """How often each line of a source is read in a pass; 1 where it is not named."""
    block_lines: int = 16
    """So many neighbouring lines stay together when a pass is shuffled."""
    parts: int = 16
    """A pass is read in so many epochs: a checkpoint, and a look at dev, after each."""
    streams: int = 128
    """Texts read side by side."""
    segment: int = 20
    """Pieces through which gradients flow back; the state is carried on."""
    bare_lines: float = 0.3
    """Share of the lines that lose their punctuation: many people type none, and nobody speaks it."""
    fresh: float = 0.02
    """Chance of a stream to go on from the initial state at a segment."""


@dataclass(frozen=True)
class LanguageTrainingSettings:
    """How the weights of a language model are found."""

    epochs: int = 32
    """Parts read, see `TextSettings.parts`."""
    learning_rate: float = 2e-3
    warmup_steps: int = 500
    decay_share: float = 0.4
    """The rate is constant, then falls over this last share of the epochs, in steps of one epoch."""
    clip_norm: float = 1.0
    samples: int = 1024
    """Pieces drawn for the sampled softmax of one update."""
    log_z_penalty: float = 0.01


@dataclass(frozen=True)
class LanguageRecipe:
    """One language model: its sizes, its text and its training."""

    name: str
    seed: int = 1
    model: LanguageSettings = field(default_factory=LanguageSettings)
    data: TextSettings = field(default_factory=TextSettings)
    training: LanguageTrainingSettings = field(default_factory=LanguageTrainingSettings)
