"""The language model: recurrent layers over word pieces; input and output share one embedding."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import embedding, log_softmax

from linnet_export.cells import CELL_STATES, CellState, build_cell, run_cell
from linnet_export.recurrent import LayerSettings, RecurrentLayer

_SHORT = {"hidden": "h", "cell": "c"}


@dataclass(frozen=True)
class LanguageSettings:
    """Sizes of the network."""

    pieces: int = 16384
    embedding: int = 128
    hidden: int = 640
    dropout: float = 0.05
    cell: str = "lstm"
    """A key of `cells.CELL_STATES`."""
    layers: int = 1
    norm: str = "layer"
    """Of what each layer after the first reads, see `recurrent.NORMS`."""
    residual: bool = True
    """Whether each layer after the first is added to what it reads."""

    def __post_init__(self) -> None:
        _ = self.layer  # raises for an unknown cell or norm
        if self.layers < 1:
            raise ValueError(f"layers: expected at least 1, got {self.layers}")

    @property
    def layer(self) -> LayerSettings:
        """What the layers after the first are made of."""
        return LayerSettings(self.cell, self.norm, self.residual, self.dropout)

    @property
    def states(self) -> tuple[str, ...]:
        """Names of what is carried: h and c of the first layer, h1 and c1 of the second."""
        names = [_SHORT[name] for name in CELL_STATES[self.cell]]
        return tuple(f"{name}{index or ''}" for index in range(self.layers) for name in names)


class LanguageModel(nn.Module):
    """Embedding, recurrent layers, projection to the embedding, and a product with every piece's embedding.

    Tied embeddings: Press and Wolf 2017, section 3. Hard et al. 2018 (the keyboard model of Gboard) project
    before the product as here.
    """

    def __init__(self, settings: LanguageSettings) -> None:
        super().__init__()
        self.settings = settings
        self.table = nn.Parameter(torch.randn(settings.pieces, settings.embedding) * 0.05)
        self.bias = nn.Parameter(torch.zeros(settings.pieces))
        self.add_module(settings.cell, build_cell(settings.cell, settings.embedding, settings.hidden))
        self.deeper = nn.ModuleList(
            RecurrentLayer(settings.hidden, settings.hidden, settings.layer)
            for _ in range(settings.layers - 1)
        )
        self.projection = nn.Linear(settings.hidden, settings.embedding)
        self.dropout = nn.Dropout(settings.dropout)

    def initial(self, batch: int) -> CellState:
        """Return the state of ``batch`` texts not begun: a (1, batch, hidden) for each of the names."""
        zeros = self.bias.new_zeros(1, batch, self.settings.hidden)
        return tuple(zeros.clone() for _ in self.settings.states)

    def outputs(self, embedded: Tensor, state: CellState) -> tuple[Tensor, CellState]:
        """Embedded pieces (T, B, embedding) to the last layer's outputs (T, B, hidden), and the state."""
        size = len(CELL_STATES[self.settings.cell])
        parts = [state[start : start + size] for start in range(0, len(state), size)]
        outputs, new = run_cell(self.get_submodule(self.settings.cell), embedded, parts[0])
        for layer, part in zip(self.deeper, parts[1:], strict=True):
            outputs, carried = layer(self.dropout(outputs), part)
            new += carried
        return outputs, new

    def features(self, pieces: Tensor, state: CellState) -> tuple[Tensor, CellState]:
        """Read pieces (T, B); returns what embeddings are compared with, (T, B, embedding), and the state."""
        outputs, state = self.outputs(self.dropout(embedding(pieces, self.table)), state)
        return self.projection(self.dropout(outputs)), state

    def logits(self, features: Tensor) -> Tensor:
        """Return the unnormalised log-probability of every piece, (..., pieces)."""
        return features @ self.table.t() + self.bias

    def forward(self, pieces: Tensor, state: CellState) -> tuple[Tensor, CellState]:
        """Read pieces (T, B); returns log-probabilities of the next piece after the last, (B, pieces)."""
        features, state = self.features(pieces, state)
        return log_softmax(self.logits(features[-1]), dim=-1), state
