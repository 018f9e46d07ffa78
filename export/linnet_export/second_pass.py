"""The second pass: a bidirectional LSTM that hears a whole stretch of speech again, through the trunk.

It reads what the streaming model's last layer made of the sound, so the sound is not analysed twice (the
cascaded encoders of Narayanan et al. 2021, section 2, with LSTMs).

Axes: B batch, T frames (30 ms), H hidden of the trunk.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from torch import Tensor, nn

from linnet_export.recipe import SpeechRecipe
from linnet_runtime.units import PHONES


@dataclass(frozen=True)
class SecondPassSettings:
    """Sizes of the second pass."""

    hidden: int = 256
    """Of each direction."""
    layers: int = 1
    dropout: float = 0.1


@dataclass(frozen=True)
class SecondPassRecipe(SpeechRecipe):
    """One second pass: its sizes, its data and its training."""

    model: SecondPassSettings = field(default_factory=SecondPassSettings)


class SecondPassModel(nn.Module):
    """Bidirectional LSTM layers and a phone head over the trunk."""

    def __init__(self, settings: SecondPassSettings, trunk_width: int) -> None:
        super().__init__()
        self.settings = settings
        self.trunk_width = trunk_width
        self.lstm = nn.LSTM(trunk_width, settings.hidden, settings.layers, bidirectional=True)
        self.dropout = nn.Dropout(settings.dropout)
        self.norm = nn.LayerNorm(2 * settings.hidden)
        self.phones = nn.Linear(2 * settings.hidden, len(PHONES))

    def forward(self, trunk: Tensor) -> Tensor:
        """Trunk (B, T, H) of a whole stretch to phone log-probabilities (B, T, phones)."""
        frames, _ = self.lstm(trunk.transpose(0, 1))
        scores: Tensor = self.phones(self.norm(self.dropout(frames))).float().log_softmax(dim=-1)
        return scores.transpose(0, 1)
