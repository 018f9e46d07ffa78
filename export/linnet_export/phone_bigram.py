"""How likely each phone is after the one before it: the language model of the denominator of CTC-CRF."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor

from linnet_runtime.units import BLANK, PHONES

EDGE = PHONES.index(BLANK)
"""Stands for the beginning of an utterance as a history, and for its end as a next unit."""
_UNSEEN = 0.5


def phone_bigram(sequences: Iterable[tuple[int, ...]]) -> Tensor:
    """Return (units, units) probabilities of the next unit (column) after a unit (row), from targets.

    Witten-Bell smoothing (Witten and Bell 1991, method C) with the unigram distribution, whose own counts
    get a half added.
    """
    counts = torch.zeros(len(PHONES), len(PHONES), dtype=torch.float64)
    for units in sequences:
        path = torch.tensor((EDGE, *units, EDGE))
        counts.index_put_((path[:-1], path[1:]), torch.ones((), dtype=torch.float64), accumulate=True)
    unigram = counts.sum(0) + _UNSEEN
    seen, kinds = counts.sum(1, keepdim=True), (counts > 0).sum(1, keepdim=True).clamp(min=1)
    return ((counts + kinds * unigram / unigram.sum()) / (seen + kinds)).float()


def log_probability(bigram: Tensor, units: Tensor) -> Tensor:
    """Return the natural-log probability of one target (units,), beginning and end included."""
    edge = units.new_tensor([EDGE])
    path = torch.cat([edge, units, edge])
    return bigram[path[:-1], path[1:]].log().sum()
