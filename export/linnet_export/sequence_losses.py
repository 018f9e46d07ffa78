"""What the heads of the acoustic model are trained to lower, per target unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import ctc_loss

from linnet_export.ctc_crf import log_denominator
from linnet_export.phone_bigram import log_probability


class UnitLoss(NamedTuple):
    """What a batch costs, and over how many target units."""

    total: Tensor
    units: int

    def per_unit(self) -> Tensor:
        """Loss per target unit; zero when there are none."""
        return self.total / max(self.units, 1)


def ctc(log_probabilities: Tensor, frames: Tensor, targets: Sequence[Tensor]) -> UnitLoss:
    """CTC loss of (T, B, units); utterances without targets, or with too many, cost nothing."""
    known = torch.tensor([i for i, target in enumerate(targets) if len(target)], dtype=torch.long)
    if not len(known):
        return UnitLoss(log_probabilities.sum() * 0.0, 0)
    lengths = torch.tensor([len(targets[i]) for i in known])
    loss = ctc_loss(
        log_probabilities[:, known],
        torch.cat([targets[i] for i in known]).to(log_probabilities.device),
        frames[known],
        lengths,
        reduction="sum",
        zero_infinity=True,
    )
    return UnitLoss(loss, int(lengths.sum()))


def denominator(
    log_probabilities: Tensor, frames: Tensor, targets: Sequence[Tensor], bigram: Tensor
) -> UnitLoss:
    """What CTC-CRF adds to the CTC loss: the log of all paths less that of the targets by the bigram alone.

    (T, B, units) as for `ctc`; utterances without targets, or with too many, cost nothing.
    """
    fits = [i for i, target in enumerate(targets) if 0 < shortest_path(target) <= int(frames[i])]
    if not fits:
        return UnitLoss(log_probabilities.sum() * 0.0, 0)
    denominators = log_denominator(log_probabilities[:, fits], frames[fits], bigram)
    targets_alone = torch.stack([log_probability(bigram, targets[i]) for i in fits])
    return UnitLoss((denominators - targets_alone).sum(), sum(len(targets[i]) for i in fits))


def shortest_path(target: Tensor) -> int:
    """Frames that CTC needs at least for a target: one a unit, and a blank between two equal ones."""
    return len(target) + int((target[1:] == target[:-1]).sum())
