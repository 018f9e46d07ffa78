"""Training on shards: which process reads what, in which order, by the seed and the epoch alone.

So the position in the corpus is the number of the epoch, and a run that goes on after a checkpoint goes on
exactly, without anything of the reading having to be kept but this number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from linnet_export.examples import Draw, Targets, cut_batches, number_copies, targets_of
from linnet_export.pronunciation import Pronunciations
from linnet_export.recipe import DataSettings
from linnet_export.shards import Shards
from linnet_runtime.errors import InputError

_BIGRAM_TEXTS = 20_000
"""Recordings are shuffled, so the first so many tell how phones follow each other."""


@dataclass(frozen=True)
class ShardedCorpus:
    """Recordings in shards, with targets made of their texts when they are read."""

    shards: Shards
    pronunciations: Pronunciations
    sample_rate_hz: int

    def samples(self, index: int) -> NDArray[np.float32]:
        """Decode one recording to (samples,)."""
        return self.shards.read(index, self.sample_rate_hz)

    def target(self, index: int) -> Targets:
        """What it should be heard as."""
        dataset = self.shards.datasets[self.shards.dataset[index]]
        found = targets_of(
            self.shards.text(index), dataset, float(self.shards.duration_s[index]), self.pronunciations
        )
        assert found is not None  # `write_shards` keeps only what can be spelled
        return found

    def phone_sequences(self) -> Iterator[tuple[int, ...]]:
        """Phones of many recordings, to count which follow which."""
        for index in range(min(len(self.shards), _BIGRAM_TEXTS)):
            if phones := self.target(index).phones:
                yield phones


class ShardReading:
    """The order in which ``world`` processes read shards: a pass in ``parts`` epochs.

    In each pass the shards are dealt out anew. A process reads its own one after the other into a pool of
    about ``pool_s`` seconds of recordings, makes batches of similar length of the pool, shuffles them, and
    goes on to the next pool; on disk that is nearly sequential. All have as many batches as the one with the
    fewest; what is over is left out of this pass.
    """

    def __init__(self, shards: Shards, settings: DataSettings, seed: int) -> None:
        self._shards = shards
        self._settings = settings
        self._seed = seed
        self._copies = _copies(shards, settings)
        self.plan = lru_cache(4)(self._plan)

    def batches(self, epoch: int, rank: int, world: int) -> list[list[Draw]]:
        """Batches of process ``rank`` in one epoch. Raises `InputError` for more processes than shards."""
        turn, part = divmod(epoch, self._settings.parts)
        mine = self.plan(turn, world)[rank]
        return number_copies(_part(mine, part, self._settings.parts))

    def updates(self, epoch: int, world: int) -> int:
        """How many batches each process has in one epoch."""
        turn, part = divmod(epoch, self._settings.parts)
        return len(_part(self.plan(turn, world)[0], part, self._settings.parts))

    def _plan(self, turn: int, world: int) -> tuple[list[list[int]], ...]:
        """Batches of each process in one pass, equally many."""
        count = int(self._shards.shard[-1]) + 1
        if count < world:
            raise InputError(
                f"{self._shards.folder}: expected a shard for each of {world} processes, got {count}; "
                "write smaller shards"
            )
        order = np.random.default_rng((self._seed, turn)).permutation(count)
        plans = [self._of_process(turn, order[rank::world], rank, world) for rank in range(world)]
        fewest = min(map(len, plans))
        return tuple(plan[:fewest] for plan in plans)

    def _of_process(self, turn: int, shards: NDArray[np.int64], rank: int, world: int) -> list[list[int]]:
        batch_s = self._settings.batch_s / world
        batches: list[list[int]] = []
        for number, pool in enumerate(self._pools(shards)):
            rng = np.random.default_rng((self._seed, turn, rank, number))
            batches += cut_batches(self._shards.duration_s, pool, batch_s, rng, shuffled=True)
        return batches

    def _pools(self, shards: NDArray[np.int64]) -> list[NDArray[np.int64]]:
        """Return the recordings of shards, as often as each is read, in pools."""
        bounds = np.searchsorted(self._shards.shard, [shards, shards + 1])
        read = np.concatenate([np.arange(first, after) for first, after in bounds.T])
        read = np.repeat(read, self._copies[read])
        pool = np.cumsum(self._shards.duration_s[read], dtype=np.float64) // self._settings.pool_s
        return np.split(read, np.flatnonzero(np.diff(pool)) + 1) if len(read) else []


def _copies(shards: Shards, settings: DataSettings) -> NDArray[np.int64]:
    """How often each recording is read in a pass: as its data set is repeated; too long ones never."""
    of_dataset = np.array([settings.repeats.get(name, 1) for name in shards.datasets], np.int64)
    copies: NDArray[np.int64] = of_dataset[shards.dataset] * (shards.duration_s <= settings.longest_s)
    return copies


def _part(batches: Sequence[list[int]], part: int, parts: int) -> Sequence[list[int]]:
    return batches[len(batches) * part // parts : len(batches) * (part + 1) // parts]
