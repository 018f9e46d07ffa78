"""The streaming voice-activity model: PCM in, log-probabilities of noise and speech out, state in and out.

Axes: B batch, S samples, F feature frames (10 ms), T output frames (30 ms), H hidden.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from linnet_export.frontend import FrontendSettings, LogMel
from linnet_export.recurrent import LayerSettings, RecurrentLayer, State, layer_states, run_layers
from linnet_runtime.voice_activity import ACTIVITIES


def _small_frontend() -> FrontendSettings:
    """Windows of 16 ms: half the resolution is enough here, and the DFT is a quarter as large."""
    return FrontendSettings(window_samples=256, mels=32)


@dataclass(frozen=True)
class VoiceSettings:
    """Sizes of the voice-activity model."""

    stride: int = 3
    """Feature frames per output frame: 3 x 10 ms."""
    hidden: int = 64
    layers: int = 1
    frontend: FrontendSettings = field(default_factory=_small_frontend)

    def __post_init__(self) -> None:
        if min(self.stride, self.hidden, self.layers) < 1:
            raise ValueError(f"expected stride, hidden and layers of at least 1, got {self}")

    @property
    def frame_hop_samples(self) -> int:
        """Samples per output frame."""
        return self.stride * self.frontend.hop_samples


class VoiceModel(nn.Module):
    """Log-mel front end, the feature frames of one output frame side by side, LSTM layers, two classes."""

    def __init__(self, settings: VoiceSettings) -> None:
        super().__init__()
        self.settings = settings
        self.frontend = LogMel(settings.frontend)
        self.first = nn.Linear(settings.stride * settings.frontend.mels, settings.hidden)
        self.layers = nn.ModuleList(
            RecurrentLayer(settings.hidden, settings.hidden, LayerSettings()) for _ in range(settings.layers)
        )
        self.activity = nn.Linear(settings.hidden, len(ACTIVITIES))

    def initial(self, batch: int, device: torch.device | None = None) -> State:
        """The state before any audio: zeros."""
        shapes: dict[str, tuple[int, ...]] = {"overlap": (batch, self.settings.frontend.overlap_samples)}
        shapes |= dict.fromkeys(layer_states(self.layers), (1, batch, self.settings.hidden))
        return {name: torch.zeros(shape, device=device) for name, shape in shapes.items()}

    def forward(self, audio: Tensor, state: State) -> tuple[Tensor, State]:
        """Audio (B, S), S a multiple of ``frame_hop_samples``, to log-probabilities (B, T, 2) and state."""
        features, overlap = self.frontend(audio, state["overlap"])  # (B, F, mels)
        together = features.reshape(features.shape[0], -1, self.first.in_features)  # (B, T, stride * mels)
        frames = torch.relu(self.first(together)).transpose(0, 1)  # (T, B, H)
        outputs, carried = run_layers(self.layers, frames, state)
        scores = self.activity(outputs[-1]).float().log_softmax(dim=-1)
        return scores.transpose(0, 1), {"overlap": overlap, **carried}
