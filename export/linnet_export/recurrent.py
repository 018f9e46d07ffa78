"""One recurrent layer of a deep model: a norm, a cell, dropout and a residual link."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from torch import Tensor, nn

from linnet_export.cells import CELL_STATES, CellState, build_cell, refuse_unknown_cell, run_cell

NORMS = ("layer", "batch", "none")
State = dict[str, Tensor]
"""What a model carries, by name."""


@dataclass(frozen=True)
class LayerSettings:
    """What the layers of a model are made of."""

    cell: str = "lstm"
    """A key of `cells.CELL_STATES`."""
    norm: str = "layer"
    """What the cell's input goes through: a layer norm, a batch norm or none."""
    residual: bool = True
    """Whether a layer's input is added to its output where the widths agree."""
    dropout: float = 0.0
    """Of a layer's output."""
    bidirectional: bool = False
    """For models of whole utterances: outputs are twice as wide, and nothing can be streamed."""

    def __post_init__(self) -> None:
        refuse_unknown_cell(self.cell)
        if self.norm not in NORMS:
            raise ValueError(f"norm: expected one of {', '.join(NORMS)}, got {self.norm!r}")

    @property
    def directions(self) -> int:
        """How often a layer reads its input."""
        return 2 if self.bidirectional else 1


class FrameNorm(nn.BatchNorm1d):
    """Batch norm over all frames of a batch (Laurent et al. 2016): at run time a product and a sum."""

    def forward(self, frames: Tensor) -> Tensor:
        """Frames (T, B, I) to the same shape."""
        flat: Tensor = super().forward(frames.flatten(0, 1))  # (T * B, I)
        return flat.reshape(frames.shape)


class RecurrentLayer(nn.Module):
    """Norm, cell, dropout, and a residual link where the widths agree.

    The cell's parameters are below its name: ``lstm.weight_ih_l0``.
    """

    def __init__(self, inputs: int, hidden: int, settings: LayerSettings) -> None:
        super().__init__()
        self.settings, self.hidden = settings, hidden
        self.states = CELL_STATES[settings.cell]
        """Names of what the layer carries, tensors (directions, B, H)."""
        self.norm = _norm(settings.norm, inputs)
        self.add_module(
            settings.cell, build_cell(settings.cell, inputs, hidden, bidirectional=settings.bidirectional)
        )
        self.dropout = nn.Dropout(settings.dropout)
        self.residual = settings.residual and inputs == settings.directions * hidden

    @property
    def recurrent(self) -> nn.Module:
        """The cell."""
        return self.get_submodule(self.settings.cell)

    def forward(self, frames: Tensor, state: CellState) -> tuple[Tensor, CellState]:
        """Frames (T, B, inputs) and state to frames (T, B, directions * H) and the next state."""
        out, new = run_cell(self.recurrent, self.norm(frames), state)
        out = self.dropout(out)
        return (frames + out if self.residual else out), new


def layer_states(layers: Iterable[nn.Module]) -> list[str]:
    """Names of what `RecurrentLayer`s carry, such as hidden0, cell0, hidden1 and cell1."""
    return [f"{name}{index}" for index, layer in enumerate(layers) for name in _states(layer)]


def run_layers(layers: Iterable[nn.Module], frames: Tensor, state: State) -> tuple[list[Tensor], State]:
    """Frames (T, B, inputs) through `RecurrentLayer`s; returns what each gives and what they carry on."""
    outputs, new = list[Tensor](), State()
    for index, layer in enumerate(layers):
        names = [f"{name}{index}" for name in _states(layer)]
        frames, carried = layer(frames, tuple(state[name] for name in names))
        outputs.append(frames)
        new.update(zip(names, carried, strict=True))
    return outputs, new


def _states(layer: nn.Module) -> tuple[str, ...]:
    assert isinstance(layer, RecurrentLayer)  # what a ModuleList forgets
    return layer.states


def _norm(norm: str, width: int) -> nn.Module:
    if norm == "batch":
        return FrameNorm(width)
    return nn.LayerNorm(width) if norm == "layer" else nn.Identity()
