"""The recipe of a letter-to-sound model: everything that decides how it is trained."""

from __future__ import annotations

from dataclasses import dataclass, field

from linnet_export.letter_to_sound import LetterToSoundSettings


@dataclass(frozen=True)
class PronunciationTrainingSettings:
    """How the weights of a letter-to-sound model are found."""

    epochs: int = 12
    """Passes over the words of the dictionary."""
    batch_words: int = 64
    """All of one length, so that nothing is padded."""
    learning_rate: float = 2e-3
    warmup_steps: int = 300
    decay_share: float = 0.7
    """The rate is constant, then falls linearly to zero over this last share of the updates."""
    clip_norm: float = 1.0
    guess_weight: float = 0.5
    """Share of the loss that is of the layers before the last."""


@dataclass(frozen=True)
class PronunciationRecipe:
    """One letter-to-sound model: its sizes and its training."""

    name: str
    seed: int = 1
    model: LetterToSoundSettings = field(default_factory=LetterToSoundSettings)
    training: PronunciationTrainingSettings = field(default_factory=PronunciationTrainingSettings)
