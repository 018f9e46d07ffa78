"""The denominator of CTC-CRF: every unit sequence that the outputs could stand for, weighed by a bigram.

Xiang and Ou 2019, "CRF-based single-stage acoustic modeling with CTC topology", section 2: the score of a
path is the sum of its log-probabilities and the language model's log-probability of the units that it stands
for; a sequence's probability is the sum over its own paths (CTC's numerator) over the sum over all paths.
Computed by the forward-backward algorithm on probabilities that are scaled at every frame (Rabiner 1989,
section V.A). A state is the last unit, and whether the last frame was blank or that unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from linnet_export.phone_bigram import EDGE


def log_denominator(log_probabilities: Tensor, frames: Tensor, bigram: Tensor) -> Tensor:
    """Return (B,) natural logs of the sum over all paths.

    Args:
        log_probabilities: (T, B, U) with the blank as unit 0.
        frames: (B,) how many of the T frames each utterance has, at least one.
        bigram: (U, U) of `phone_bigram`.
    """
    result: Tensor = _LogDenominator.apply(log_probabilities, frames, bigram)  # type: ignore[no-untyped-call]
    return result


class _LogDenominator(torch.autograd.Function):
    """Value by the forward pass; gradient: the posterior probability of each unit at each frame."""

    @staticmethod
    def forward(ctx: Any, log_probabilities: Tensor, frames: Tensor, bigram: Tensor) -> Tensor:
        paths = _Paths(log_probabilities.exp(), frames, bigram)
        blank, unit, log_total = paths.forward()
        ctx.save_for_backward(paths.posteriors(blank, unit))
        return log_total

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None, None]:
        (posteriors,) = ctx.saved_tensors
        return posteriors * gradients[0][None, :, None], None, None


@dataclass(frozen=True)
class _Paths:
    """All paths through the outputs."""

    probabilities: Tensor
    """(T, B, U)"""
    frames: Tensor
    """(B,)"""
    bigram: Tensor
    """(U, U)"""

    def forward(self) -> tuple[Tensor, Tensor, Tensor]:
        """Return scaled forward probabilities (T, B, U) that end in blank and in the unit, and log totals."""
        count, batch, units = self.probabilities.shape
        own = self.bigram.diagonal()
        blanks = self.probabilities.new_zeros(count, batch, units)
        emitted = torch.zeros_like(blanks)
        blank, unit = blanks.new_zeros(batch, units), blanks.new_zeros(batch, units)
        blank[:, EDGE] = 1.0
        log_total = blanks.new_zeros(batch)
        for frame in range(count):
            now = self.probabilities[frame]
            both = blank + unit
            # A unit goes on, or a new one begins; the same one anew only after a blank.
            next_unit = (unit + both @ self.bigram - unit * own) * now
            next_unit[:, EDGE] = 0.0
            next_blank = both * now[:, EDGE, None]
            scale = (next_unit + next_blank).sum(1)
            runs = (frame < self.frames)[:, None]
            blank = torch.where(runs, next_blank / scale[:, None], blank)
            unit = torch.where(runs, next_unit / scale[:, None], unit)
            log_total += torch.where(runs[:, 0], scale.log(), 0.0)
            blanks[frame], emitted[frame] = blank, unit
        return blanks, emitted, log_total + ((blank + unit) @ self.bigram[:, EDGE]).log()

    def posteriors(self, blanks: Tensor, emitted: Tensor) -> Tensor:
        """Return (T, B, U): how probable each unit is at each frame, 0 after an utterance's end."""
        own, ends = self.bigram.diagonal(), self.bigram[:, EDGE].expand_as(blanks[0])
        posteriors = torch.zeros_like(blanks)
        blank = unit = ends
        for frame in reversed(range(len(blanks))):
            runs = (frame < self.frames)[:, None]
            occupied = emitted[frame] * unit
            occupied[:, EDGE] = (blanks[frame] * blank).sum(1)
            posteriors[frame] = torch.where(runs, occupied / occupied.sum(1, keepdim=True), 0.0)
            now = self.probabilities[frame]
            new = now * unit
            new[:, EDGE] = 0.0
            before = now[:, EDGE, None] * blank + new @ self.bigram.T
            total = before.sum(1, keepdim=True)
            blank = torch.where(runs, before / total, ends)
            unit = torch.where(runs, (before + new - new * own) / total, ends)
        return posteriors
