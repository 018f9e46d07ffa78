"""Training a cell on a task with a lag, and how its gradient fades on the way back.

Axes: T frames, B sequences, H hidden.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from linnet_export.cells import CELL_STATES, CellState, build_cell, run_cell
from linnet_export.study.recipe import LagSettings
from linnet_export.study.tasks import Task

_MOMENTUM = 0.9
_JUDGE_SEED = 4321


class LagModel(nn.Module):
    """A cell and a linear readout of its last frames."""

    def __init__(self, cell: str, task: Task, hidden: int) -> None:
        super().__init__()
        self.recurrent = build_cell(cell, task.inputs, hidden)
        self.readout = nn.Linear(hidden, task.outputs)
        self._shapes = (len(CELL_STATES[cell]), hidden)

    def initial(self, batch: int) -> CellState:
        """The state before a sequence: zeros."""
        count, hidden = self._shapes
        return tuple(torch.zeros(1, batch, hidden) for _ in range(count))

    def forward(self, inputs: Tensor, judged: int) -> Tensor:
        """Inputs (T, B, I) to outputs (judged, B, outputs) of the last frames."""
        frames, _ = run_cell(self.recurrent, inputs, self.initial(inputs.shape[1]))
        outputs: Tensor = self.readout(frames[-judged:])
        return outputs


@dataclass(frozen=True)
class Descent:
    """How the weights are found."""

    learning_rate: float
    clip_norm: float | None
    """None: gradients are taken as they come."""
    adam: bool = True
    """Otherwise gradient descent with momentum."""


@dataclass(frozen=True)
class LagRun:
    """A finished training."""

    losses: list[float]
    """Of each update; it ends early where the loss is no longer a number."""
    norms: list[float]
    """Of each update's gradient, before it is clipped."""
    loss: float
    """On sequences that it was not trained on."""


def train_on_lag(
    cell: str, task: Task, lag: int, settings: LagSettings, descent: Descent, seed: int
) -> tuple[LagModel, LagRun]:
    """Train a new model; everything random is a function of the seed."""
    torch.manual_seed(seed)
    model = LagModel(cell, task, settings.hidden)
    optimizer = _optimizer(model, descent)
    generator = torch.Generator().manual_seed(seed)
    losses, norms = list[float](), list[float]()
    for _ in range(settings.updates):
        batch = task.draw(lag, settings.batch, generator)
        loss = task.loss(model(batch.inputs, len(batch.targets)), batch.targets)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        limit = descent.clip_norm if descent.clip_norm is not None else float("inf")
        norms.append(float(nn.utils.clip_grad_norm_(model.parameters(), limit)))
        losses.append(loss.item())
        if not torch.isfinite(torch.tensor(norms[-1])):
            break
        optimizer.step()
    return model, LagRun(losses, norms, judge(model, task, lag, settings.judged))


@torch.no_grad()
def judge(model: LagModel, task: Task, lag: int, count: int) -> float:
    """The loss on sequences that every model is judged on."""
    batch = task.draw(lag, count, torch.Generator().manual_seed(_JUDGE_SEED))
    return float(task.loss(model(batch.inputs, len(batch.targets)), batch.targets))


def gradient_by_lag(model: LagModel, task: Task, lag: int, count: int = 64) -> list[float]:
    """Norm of the last outputs' gradient with respect to the state so many frames earlier, from 0 to ``lag``.

    The mean over sequences of |dL/ds|, all of a cell's states together (Pascanu et al. 2013, section 2).
    """
    batch = task.draw(lag, count, torch.Generator().manual_seed(_JUDGE_SEED))
    state, states = model.initial(count), list[CellState]()
    for frame in batch.inputs:
        _, state = run_cell(model.recurrent, frame[None], state)
        for tensor in state:
            tensor.retain_grad()
        states.append(state)
    outputs = model.readout(state[0])  # a cell's hidden state is its output
    loss = task.loss(outputs, batch.targets[-1:]) * count  # not the mean over sequences
    loss.backward()  # type: ignore[no-untyped-call]
    return [_norm(state) for state in reversed(states)]


def _norm(state: CellState) -> float:
    gradients = [tensor.grad for tensor in state if tensor.grad is not None]
    return float(torch.cat([one[0] for one in gradients], dim=1).double().norm(dim=1).mean())


def _optimizer(model: nn.Module, descent: Descent) -> torch.optim.Optimizer:
    if descent.adam:
        return torch.optim.Adam(model.parameters(), descent.learning_rate)
    return torch.optim.SGD(model.parameters(), descent.learning_rate, momentum=_MOMENTUM)
