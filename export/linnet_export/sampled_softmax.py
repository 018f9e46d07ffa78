"""Sampled softmax: the loss of a few pieces drawn at random instead of all of them."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import embedding


def sampled_log_z(
    features: Tensor, targets: Tensor, table: Tensor, bias: Tensor, sampled: Tensor, log_chance: Tensor
) -> tuple[Tensor, Tensor]:
    """Return the logit of each target and an estimate of the logarithm of the partition function, both (N,).

    Importance sampling (Jean et al. 2015, section 3): Z is the target's term plus the mean of the samples'
    terms over their chance; a sample that is the target is left out, so that the estimate of Z is unbiased.

    ``features`` (N, E), ``targets`` (N,), ``table`` (pieces, E), ``bias`` (pieces,); ``sampled`` (K,) pieces
    drawn with replacement, shared by all rows, with log-probability ``log_chance`` (pieces,).
    """
    target = (features * embedding(targets, table)).sum(-1).float() + bias[targets].float()
    correction = bias[sampled].float() - log_chance[sampled] - torch.log(torch.tensor(float(len(sampled))))
    others = (features @ embedding(sampled, table).t()).float() + correction
    others = others.masked_fill(sampled[None, :] == targets[:, None], float("-inf"))
    return target, torch.logsumexp(torch.cat([target[:, None], others], dim=1), dim=1)
