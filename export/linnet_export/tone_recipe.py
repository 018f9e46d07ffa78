"""The recipe of a tone model: everything that decides how it is trained."""

from __future__ import annotations

from dataclasses import dataclass, field

from linnet_export.tone_model import ToneSettings


@dataclass(frozen=True)
class ToneTrainingSettings:
    """How the weights of a tone model are found."""

    epochs: int = 8
    batch_texts: int = 64
    """Of similar lengths, so that little is padded."""
    learning_rate: float = 2e-3
    warmup_steps: int = 100
    decay_share: float = 0.8
    """The rate is constant, then falls linearly to zero over this last share of the updates."""
    clip_norm: float = 1.0
    weight_decay: float = 0.01
    dropped_pieces: float = 0.1
    """Share of the pieces that are read as unknown."""
    longest: int = 64
    """Pieces that are read of a longer text."""


@dataclass(frozen=True)
class EmojiRecipe:
    """One tone model: its sizes and its training."""

    name: str
    seed: int = 1
    model: ToneSettings = field(default_factory=ToneSettings)
    training: ToneTrainingSettings = field(default_factory=ToneTrainingSettings)
