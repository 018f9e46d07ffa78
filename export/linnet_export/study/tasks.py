"""Two tasks that need memory over a lag, and nothing else.

Axes: T frames, B sequences, I inputs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, mse_loss, one_hot

SYMBOLS = 4
"""Different symbols of the copying task."""
REMEMBERED = 2
"""How many of them are to be remembered."""


class Sequences(NamedTuple):
    """A batch of one task."""

    inputs: Tensor
    """(T, B, I)"""
    targets: Tensor
    """(frames at the end that are judged, B)"""


@dataclass(frozen=True)
class Task:
    """A task, what it is judged by, and what that is for a model without memory."""

    name: str
    inputs: int
    outputs: int
    draw: Callable[[int, int, torch.Generator], Sequences]
    """Of a lag, a number of sequences and a generator."""
    loss: Callable[[Tensor, Tensor], Tensor]
    """Of outputs (frames, B, outputs) and targets (frames, B)."""
    without_memory: float
    """The loss of the best guess."""
    measure: str
    """What the loss is."""


def draw_sums(lag: int, batch: int, generator: torch.Generator) -> Sequences:
    """Numbers from 0 to 1, two of them marked, the first ``lag`` frames before the end: their sum is asked.

    Hochreiter and Schmidhuber 1997, section 5.4; the second mark is somewhere in the second half.
    """
    numbers = torch.rand(lag + 1, batch, generator=generator)
    marks = torch.zeros(lag + 1, batch)
    second = torch.randint(lag // 2 + 1, lag + 1, (batch,), generator=generator)
    marks[0] = 1.0
    marks[second, torch.arange(batch)] = 1.0
    return Sequences(torch.stack([numbers, marks], dim=2), (numbers * marks).sum(dim=0, keepdim=True))


def draw_copies(lag: int, batch: int, generator: torch.Generator) -> Sequences:
    """Symbols, ``lag`` blank frames, then frames in which the symbols are to be repeated.

    Hochreiter and Schmidhuber 1997 as Arjovsky et al. 2016, section 5.1, have it, with fewer symbols; only
    the answer is judged.
    """
    symbols = torch.randint(SYMBOLS, (REMEMBERED, batch), generator=generator)
    blank, ask = SYMBOLS, SYMBOLS + 1
    units = torch.full((2 * REMEMBERED + lag, batch), blank)
    units[:REMEMBERED] = symbols
    units[REMEMBERED + lag :] = ask
    return Sequences(one_hot(units, SYMBOLS + 2).float(), symbols)


def squared_error(outputs: Tensor, targets: Tensor) -> Tensor:
    """Mean squared error of outputs (frames, B, 1)."""
    return mse_loss(outputs[..., 0], targets)


def entropy(outputs: Tensor, targets: Tensor) -> Tensor:
    """Cross-entropy of outputs (frames, B, symbols) in nats."""
    return cross_entropy(outputs.flatten(0, 1), targets.flatten())


TASKS = {
    # The sum of two numbers from 0 to 1 has a variance of 2 / 12
    "adding": Task("adding", 2, 1, draw_sums, squared_error, 1 / 6, "mean squared error"),
    "copying": Task(
        *("copying", SYMBOLS + 2, SYMBOLS, draw_copies, entropy),
        without_memory=float(torch.log(torch.tensor(float(SYMBOLS)))),
        measure="cross-entropy, nats",
    ),
}
