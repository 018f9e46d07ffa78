"""The streaming acoustic model: PCM in, phone and letter log-probabilities out, state in and state out.

Axes: B batch, S samples, F feature frames (10 ms), T output frames (30 ms), C channels, H hidden.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from linnet_export.frontend import FrontendSettings, LogMel
from linnet_export.recurrent import LayerSettings, RecurrentLayer, State, layer_states, run_layers
from linnet_runtime.units import LETTERS, PHONES


@dataclass(frozen=True)
class AcousticSettings:
    """Sizes of the acoustic model."""

    channels: int = 256
    """Filters of each of the two convolutions."""
    kernel: int = 5
    """Width of both convolutions, in frames of their input."""
    stride: int = 3
    """Feature frames per output frame: 3 x 10 ms."""
    hidden: int = 400
    layers: int = 3
    cell: str = "lstm"
    """A key of `cells.CELL_STATES`."""
    norm: str = "layer"
    """Of what each recurrent layer reads, see `recurrent.NORMS`."""
    residual: bool = True
    """Whether recurrent layers are added to what they read."""
    bidirectional: bool = False
    """For whole utterances: such a model cannot be exported as one that streams."""
    dropout: float = 0.1
    middle_head_layer: int = 2
    """The auxiliary phone loss reads the trunk after this many recurrent layers (0: none)."""
    frontend: FrontendSettings = field(default_factory=FrontendSettings)

    def __post_init__(self) -> None:
        _ = self.layer  # raises for an unknown cell or norm
        if not 1 <= self.stride < self.kernel:
            raise ValueError(f"expected a stride from 1 to below kernel {self.kernel}, got {self.stride}")
        if not 0 <= self.middle_head_layer <= self.layers:
            raise ValueError(f"middle_head_layer: expected 0 to {self.layers}, got {self.middle_head_layer}")

    @property
    def frame_hop_samples(self) -> int:
        """Samples per output frame."""
        return self.stride * self.frontend.hop_samples

    @property
    def layer(self) -> LayerSettings:
        """What the recurrent layers are made of."""
        return LayerSettings(self.cell, self.norm, self.residual, self.dropout, self.bidirectional)

    @property
    def width(self) -> int:
        """How wide the trunk is, all directions together."""
        return self.layer.directions * self.hidden


class CausalConvolution(nn.Module):
    """Convolution over time, batch norm and ReLU; the frames a later call still needs are its state."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int) -> None:
        super().__init__()
        self.kept_frames = kernel - stride
        self.convolution = nn.Conv1d(inputs, outputs, kernel, stride)
        self.norm = nn.BatchNorm1d(outputs)

    def forward(self, frames: Tensor, kept: Tensor) -> tuple[Tensor, Tensor]:
        """Frames (B, F, inputs) and kept (B, kept_frames, inputs) to (B, F / stride, outputs) and kept."""
        seen = torch.cat([kept, frames], dim=1)
        out = torch.relu(self.norm(self.convolution(seen.transpose(1, 2))))
        return out.transpose(1, 2), seen[:, -self.kept_frames :]


class AcousticModel(nn.Module):
    """Log-mel front end, two convolutions, recurrent layers and two CTC heads on one trunk."""

    def __init__(self, settings: AcousticSettings) -> None:
        super().__init__()
        self.settings = settings
        self.frontend = LogMel(settings.frontend)
        self.first = CausalConvolution(settings.frontend.mels, settings.channels, settings.kernel, 1)
        channels = settings.channels
        self.second = CausalConvolution(channels, channels, settings.kernel, settings.stride)
        widths = [settings.channels] + [settings.width] * (settings.layers - 1)
        self.layers = nn.ModuleList(RecurrentLayer(w, settings.hidden, settings.layer) for w in widths)
        self.norm = nn.LayerNorm(settings.width)
        self.phones = nn.Linear(settings.width, len(PHONES))
        self.letters = nn.Linear(settings.width, len(LETTERS))

    def initial(self, batch: int, device: torch.device | None = None) -> State:
        """The state before any audio: zeros."""
        settings = self.settings
        shapes: dict[str, tuple[int, ...]] = {
            "overlap": (batch, settings.frontend.overlap_samples),
            "first": (batch, self.first.kept_frames, settings.frontend.mels),
            "second": (batch, self.second.kept_frames, settings.channels),
        }
        for name in layer_states(self.layers):
            shapes[name] = (settings.layer.directions, batch, settings.hidden)
        return {name: torch.zeros(shape, device=device) for name, shape in shapes.items()}

    def features(self, audio: Tensor, state: State) -> tuple[Tensor, State]:
        """Log-mel frames (B, F, mels) of audio (B, S), and the state with a new overlap."""
        frames, overlap = self.frontend(audio, state["overlap"])
        return frames, {**state, "overlap": overlap}

    def trunk(self, features: Tensor, state: State) -> tuple[list[Tensor], State]:
        """What each recurrent layer gives for features (B, F, mels): tensors (T, B, H), last one normed."""
        new = dict(state)
        frames, new["first"] = self.first(features, state["first"])
        frames, new["second"] = self.second(frames, state["second"])
        frames = frames.transpose(0, 1)  # (T, B, C)
        outputs, carried = run_layers(self.layers, frames, state)
        outputs[-1] = self.norm(outputs[-1])
        return outputs, {**new, **carried}

    def phone_scores(self, frames: Tensor) -> Tensor:
        """Phone log-probabilities (T, B, phones) of trunk frames (T, B, H)."""
        scores: Tensor = self.phones(frames).float().log_softmax(dim=-1)
        return scores

    def heads(self, frames: Tensor) -> tuple[Tensor, Tensor]:
        """Phone and letter log-probabilities (T, B, units) of trunk frames (T, B, H)."""
        return self.phone_scores(frames), self.letters(frames).float().log_softmax(dim=-1)

    def forward(self, audio: Tensor, state: State) -> tuple[Tensor, Tensor, Tensor, State]:
        """Audio (B, S), S a multiple of ``frame_hop_samples``.

        Returns phones and letters (B, T, units), the trunk (B, T, H) for a second pass, and the state.
        """
        features, state = self.features(audio, state)
        outputs, state = self.trunk(features, state)
        phones, letters = self.heads(outputs[-1])
        return phones.transpose(0, 1), letters.transpose(0, 1), outputs[-1].transpose(0, 1), state
