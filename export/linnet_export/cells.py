"""Recurrent cells by name: what a recipe says, how each begins, what it carries from frame to frame.

Axes: T frames, B batch, I inputs, H hidden, D directions (1 or 2).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

CELL_STATES: dict[str, tuple[str, ...]] = {
    "rnn": ("hidden",),
    "irnn": ("hidden",),
    "lstm": ("hidden", "cell"),
    "gru": ("hidden",),
    "cifg": ("hidden", "cell"),
}
"""The cells, and what each carries: tensors (D, B, H).

``rnn``: Elman 1990, with tanh. ``irnn``: the same with ReLU, begun as the identity. ``lstm``: with a forget
bias of 1. ``gru``: Cho et al. 2014. ``cifg``: an LSTM that forgets as much as it takes in.
"""
CELL_OPERATORS = {"rnn": "RNN", "irnn": "RNN", "lstm": "LSTM", "gru": "GRU", "cifg": "LSTM"}
"""The ONNX operator of each cell."""
FORGET_BIAS = 1.0
"""A new LSTM keeps sigmoid(1) = 73 % of its cell a frame (Jozefowicz et al. 2015, section 3.2)."""
IDENTITY_DEVIATION = 0.001
"""Standard deviation of an IRNN's input weights (Le et al. 2015, section 3)."""
CellState = tuple[Tensor, ...]


class CoupledLSTM(nn.Module):
    """LSTM with coupled input and forget gate: f = 1 - i (Greff et al. 2017, section 3, "CIFG").

    1 - sigmoid(a) = sigmoid(-a): so it is an LSTM whose forget rows are the input rows negated, and runs
    where LSTMs run. Only input, candidate and output rows are parameters: three quarters of an LSTM's.
    """

    def __init__(self, inputs: int, hidden: int, bidirectional: bool = False) -> None:
        super().__init__()
        self.input_size, self.hidden_size, self.bidirectional = inputs, hidden, bidirectional
        self._suffixes = ("l0", "l0_reverse") if bidirectional else ("l0",)
        shapes = {
            "weight_ih": (3 * hidden, inputs),
            "weight_hh": (3 * hidden, hidden),
            "bias_ih": (3 * hidden,),
            "bias_hh": (3 * hidden,),
        }
        self._names = [f"{name}_{suffix}" for suffix in self._suffixes for name in shapes]
        for name in self._names:
            values = torch.empty(shapes[name.split("_l0")[0]]).uniform_(-(hidden**-0.5), hidden**-0.5)
            self.register_parameter(name, nn.Parameter(values))  # as nn.LSTM begins

    def forward(self, frames: Tensor, state: CellState) -> tuple[Tensor, CellState]:
        """Frames (T, B, I) and hidden and cell (D, B, H) to frames (T, B, D * H) and both anew."""
        weights = [_with_forget_rows(self.get_parameter(name)) for name in self._names]
        out, hidden, cell = torch.lstm(
            frames, state, weights, True, 1, 0.0, self.training, self.bidirectional, False
        )
        return out, (hidden, cell)


def _with_forget_rows(rows: Tensor) -> Tensor:
    """Input, candidate and output rows (3 * H, ...) to an LSTM's (4 * H, ...), the forget rows second."""
    gate, candidate, output = rows.chunk(3)
    return torch.cat([gate, -gate, candidate, output])


def refuse_unknown_cell(cell: str) -> None:
    """Raise `ValueError` for a name that is not in `CELL_STATES`."""
    if cell not in CELL_STATES:
        raise ValueError(f"cell: expected one of {', '.join(CELL_STATES)}, got {cell!r}")


def build_cell(cell: str, inputs: int, hidden: int, *, bidirectional: bool = False) -> nn.Module:
    """A new layer of a cell, with the weights it begins with; see `run_cell`."""
    refuse_unknown_cell(cell)
    module: nn.Module
    if cell == "cifg":
        module = CoupledLSTM(inputs, hidden, bidirectional)
    elif cell == "lstm":
        module = nn.LSTM(inputs, hidden, bidirectional=bidirectional)
    elif cell == "gru":
        module = nn.GRU(inputs, hidden, bidirectional=bidirectional)
    else:
        nonlinearity = "relu" if cell == "irnn" else "tanh"
        module = nn.RNN(inputs, hidden, nonlinearity=nonlinearity, bidirectional=bidirectional)
    _begin(cell, module, hidden)
    return module


def run_cell(module: nn.Module, frames: Tensor, state: CellState) -> tuple[Tensor, CellState]:
    """Frames (T, B, I) through a layer of `build_cell`, to frames (T, B, D * H) and the next state."""
    if len(state) == 1:
        out, hidden = module(frames, state[0])
        return out, (hidden,)
    out, new = module(frames, state)
    return out, tuple(new)


def candidate_rows(cell: str, hidden: int) -> slice:
    """Which rows of a cell's parameters make its candidates; where these are zero, so are its outputs."""
    first = {"lstm": 2, "gru": 2, "cifg": 1, "rnn": 0, "irnn": 0}[cell]
    return slice(first * hidden, (first + 1) * hidden)


@torch.no_grad()
def _begin(cell: str, module: nn.Module, hidden: int) -> None:
    """Set what a cell does not begin with at random."""
    for name, values in module.named_parameters():
        part = name.split("_l0")[0]
        if cell == "lstm" and part.startswith("bias"):
            values[hidden : 2 * hidden] = FORGET_BIAS if part == "bias_ih" else 0.0
        elif cell == "cifg" and part.startswith("bias"):  # the input rows, which the forget gate negates
            values[:hidden] = -FORGET_BIAS if part == "bias_ih" else 0.0
        elif cell == "irnn":
            _begin_as_identity(part, values)


def _begin_as_identity(part: str, values: Tensor) -> None:
    """An IRNN keeps its state as it is until it has learned otherwise (Le et al. 2015, section 3)."""
    if part == "weight_hh":
        nn.init.eye_(values)
    elif part == "weight_ih":
        nn.init.normal_(values, std=IDENTITY_DEVIATION)
    else:
        nn.init.zeros_(values)
