"""The order in which a corpus that is decoded on this disk is read: every process works on each batch."""

from __future__ import annotations

from collections.abc import Sequence

from linnet_export.examples import Draw, Targets, number_copies, plan_epoch, select, share
from linnet_export.recipe import DataSettings


class CorpusReading:
    """A pass an epoch; everything is a function of the seed and the epoch."""

    def __init__(self, targets: Sequence[Targets], settings: DataSettings, seed: int) -> None:
        self._durations_s = [target.duration_s for target in targets]
        self._indices = select(targets, settings.longest_s, settings.repeats)
        self._batch_s = settings.batch_s
        self._seed = seed

    def plan(self, epoch: int) -> list[list[int]]:
        """Batches of one epoch, all processes together."""
        return plan_epoch(self._durations_s, self._indices, self._batch_s, self._seed, epoch)

    def batches(self, epoch: int, rank: int, world: int) -> list[Sequence[Draw]]:
        """The part of each batch that process ``rank`` works on."""
        return [*share(number_copies(self.plan(epoch)), rank, world)]

    def updates(self, epoch: int, world: int) -> int:  # noqa: ARG002
        """How many batches each process has in one epoch."""
        return len(self.plan(epoch))
