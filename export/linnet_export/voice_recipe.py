"""The recipe of a voice-activity model: everything that decides how it is trained."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from linnet_export.recipe import RecipeError
from linnet_export.voice_labels import LabelSettings
from linnet_export.voice_mixing import MixSettings
from linnet_export.voice_model import VoiceSettings


@dataclass(frozen=True)
class VoiceDataSettings:
    """Which recordings are trained on. Folders are arguments of the command, never part of a recipe."""

    clips: int = 1500
    """So many utterances are drawn, of each data set about equally many."""
    longest_s: float = 12.0
    """Longer utterances are left out."""
    held_out: str = ""
    """Patterns of the noises kept for judging, with spaces between them, such as "esc10_5-*"."""
    simulated_rooms: int = 30
    decision_frames: int = 2
    """A frame is judged so many frames later: what the model may know of the sound that follows."""


@dataclass(frozen=True)
class VoiceTrainingSettings:
    """How the weights of a voice-activity model are found."""

    epochs: int = 8
    steps: int = 50
    """Updates in one epoch."""
    batch: int = 8
    learning_rate: float = 4e-3
    clip_norm: float = 1.0


@dataclass(frozen=True)
class VoiceRecipe:
    """One voice-activity model: its sizes, its data and its training."""

    name: str
    seed: int = 1
    model: VoiceSettings = field(default_factory=VoiceSettings)
    labels: LabelSettings = field(default_factory=LabelSettings)
    data: VoiceDataSettings = field(default_factory=VoiceDataSettings)
    mix: MixSettings = field(default_factory=MixSettings)
    training: VoiceTrainingSettings = field(default_factory=VoiceTrainingSettings)

    def __post_init__(self) -> None:
        if not self.mix.sequence_s * self.model.frontend.sample_rate_hz >= self.model.frame_hop_samples:
            raise RecipeError(f"sequence_s: expected one frame at least, got {self.mix.sequence_s}")


def is_held_out(noise_id: str, held_out: str) -> bool:
    """Whether a noise is kept for judging."""
    return any(fnmatchcase(noise_id, pattern) for pattern in held_out.split())
