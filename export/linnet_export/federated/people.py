"""Pseudo-users made of one source of text, each with a history that is split in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from linnet_export.federated.recipe import PeopleSettings
from linnet_export.utterance import CorpusError


@dataclass(frozen=True)
class Person:
    """What one person wrote."""

    earlier: tuple[str, ...]
    """Lines to train on."""
    later: tuple[str, ...]
    """Lines written after those, to judge by."""


def split_people(lines: Sequence[str], settings: PeopleSettings, seed: int) -> list[Person]:
    """Cut a source into blocks of neighbouring lines, draw some of them, and split each in time.

    Raises:
        CorpusError: the source has too few lines.
    """
    blocks = len(lines) // settings.lines
    if blocks < settings.people or not 0 < settings.later_lines < settings.lines:
        raise CorpusError(
            f"expected {settings.people} times {settings.lines} lines, {settings.later_lines} of them later, "
            f"got {len(lines)} lines"
        )
    drawn = np.random.default_rng(seed).permutation(blocks)[: settings.people]
    return [
        _person(lines[block * settings.lines : (block + 1) * settings.lines], settings) for block in drawn
    ]


def _person(lines: Sequence[str], settings: PeopleSettings) -> Person:
    split = settings.lines - settings.later_lines
    return Person(tuple(lines[:split]), tuple(lines[split:]))
