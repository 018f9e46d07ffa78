"""The study's parts that need no data: memory over a lag, and gradients."""

from __future__ import annotations

import dataclasses
from typing import Any

from linnet_export.study.lag_training import Descent, LagModel, LagRun, gradient_by_lag, train_on_lag
from linnet_export.study.recipe import LagSettings
from linnet_export.study.tasks import TASKS

_POINTS = 100
"""A stored curve has so many means."""


def lag_part(cell: str, task_name: str, settings: LagSettings, seed: int) -> dict[str, Any]:
    """Losses of one cell on one task at every lag, at the learning rate that suits it at the shortest."""
    task, runs = TASKS[task_name], dict[float, LagRun]()
    for rate in settings.learning_rates:
        descent = Descent(rate, settings.clip_norm)
        _, runs[rate] = train_on_lag(cell, task, settings.lags[0], settings, descent, seed)
    best = min(runs, key=lambda rate: _finite(runs[rate].loss))
    found = {settings.lags[0]: runs[best]}
    for lag in settings.lags[1:]:
        descent = Descent(best, settings.clip_norm)
        _, found[lag] = train_on_lag(cell, task, lag, settings, descent, seed)
    return {
        "learning_rate": best,
        "losses": {str(lag): run.loss for lag, run in found.items()},
        "curves": {str(lag): thinned(run.losses) for lag, run in found.items()},
    }


def gradient_part(cell: str, settings: LagSettings, seed: int) -> dict[str, Any]:
    """How gradients fade or grow over a lag in the adding task, before and after training, clipped or not."""
    task, lag = TASKS["adding"], settings.descent_lag
    longest = settings.lags[-1]
    untrained = dataclasses.replace(settings, updates=0)
    found: dict[str, Any] = {}
    start, _ = train_on_lag(cell, task, longest, untrained, Descent(0.0, None), seed)
    found["begin"] = gradient_by_lag(start, task, longest)
    for name, clip_norm in (("clipped", settings.clip_norm), ("free", None)):
        descent = Descent(settings.descent_rate, clip_norm, adam=False)
        model, run = train_on_lag(cell, task, lag, settings, descent, seed)
        found[name] = {
            "by_lag": _by_lag(model, longest, run),
            "norms": peaks(run.norms),
            "largest": max(run.norms),
            "losses": thinned(run.losses),
            "loss": run.loss,
            "updates": len(run.losses),
        }
    return found


def _by_lag(model: LagModel, longest: int, run: LagRun) -> list[float]:
    """None of a model whose weights are no longer numbers."""
    return gradient_by_lag(model, TASKS["adding"], longest) if run.loss == run.loss else []


def _finite(loss: float) -> float:
    return loss if loss == loss else float("inf")


def thinned(values: list[float]) -> list[float]:
    """Means over equal stretches, so that a curve is short enough to store."""
    return [sum(part) / len(part) for part in _stretches(values)]


def peaks(values: list[float]) -> list[float]:
    """The largest of each stretch: what explodes does so in single updates."""
    return [max(part) for part in _stretches(values)]


def _stretches(values: list[float]) -> list[list[float]]:
    length = max(1, -(-len(values) // _POINTS))
    return [values[start : start + length] for start in range(0, len(values), length)]
