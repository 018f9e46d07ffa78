"""Runs that are killed."""

from __future__ import annotations

from typing import Any

from lightning import Callback, Trainer


class KilledError(Exception):
    """What `KillAt` raises."""


class KillAt(Callback):
    """Ends a run in the middle of an epoch, without any chance to save."""

    def __init__(self, step: int) -> None:
        self._step = step

    def on_train_batch_start(self, trainer: Trainer, *_: Any) -> None:
        if trainer.global_step == self._step:
            raise KilledError
