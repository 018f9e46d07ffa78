"""What the heads of the acoustic model are trained to lower, per target unit."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import ctc_loss

from linnet_export.ctc_crf import log_denominator
from linnet_export.phone_bigram import log_probability


def ctc_per_unit(log_probabilities: Tensor, frames: Tensor, targets: Sequence[Tensor]) -> Tensor:
    """CTC loss per target unit of (T, B, units); utterances without targets, or with too many, count zero."""
    known = torch.tensor([i for i, target in enumerate(targets) if len(target)], dtype=torch.long)
    if not len(known):
        return log_probabilities.sum() * 0.0
    lengths = torch.tensor([len(targets[i]) for i in known])
    loss = ctc_loss(
        log_probabilities[:, known],
        torch.cat([targets[i] for i in known]).to(log_probabilities.device),
        frames[known],
        lengths,
        reduction="sum",
        zero_infinity=True,
    )
    return loss / lengths.sum()


def denominator_per_unit(
    log_probabilities: Tensor, frames: Tensor, targets: Sequence[Tensor], bigram: Tensor
) -> Tensor:
    """What CTC-CRF adds to the CTC loss: the log of all paths less that of the targets by the bigram alone.

    (T, B, units) as for `ctc_per_unit`; utterances without targets, or with too many, count zero.
    """
    fits = [i for i, target in enumerate(targets) if 0 < shortest_path(target) <= int(frames[i])]
    if not fits:
        return log_probabilities.sum() * 0.0
    denominators = log_denominator(log_probabilities[:, fits], frames[fits], bigram)
    targets_alone = torch.stack([log_probability(bigram, targets[i]) for i in fits])
    return (denominators - targets_alone).sum() / sum(len(targets[i]) for i in fits)


def shortest_path(target: Tensor) -> int:
    """Frames that CTC needs at least for a target: one a unit, and a blank between two equal ones."""
    return len(target) + int((target[1:] == target[:-1]).sum())
