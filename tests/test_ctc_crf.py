"""The denominator of CTC-CRF against a sum over all paths, and its gradient against differences."""

from __future__ import annotations

import itertools
import math

import pytest
import torch
from torch import Tensor

from linnet_export.ctc_crf import log_denominator
from linnet_export.phone_bigram import EDGE, log_probability, phone_bigram
from linnet_runtime.units import PHONES

UNITS = 4


def random_problem(frames: int, seed: int) -> tuple[Tensor, Tensor]:
    """Log-probabilities (frames, 1, UNITS) and a bigram (UNITS, UNITS)."""
    generator = torch.Generator().manual_seed(seed)
    outputs = torch.randn(frames, 1, UNITS, generator=generator, dtype=torch.float64).log_softmax(-1)
    return outputs, torch.rand(UNITS, UNITS, generator=generator, dtype=torch.float64).softmax(-1)


def collapsed(path: tuple[int, ...]) -> tuple[int, ...]:
    """The units a path stands for: repeats merged, blanks dropped."""
    return tuple(unit for unit, _ in itertools.groupby(path) if unit != EDGE)


def sum_over_all_paths(outputs: Tensor, bigram: Tensor) -> float:
    """The definition, path by path."""
    total = 0.0
    for path in itertools.product(range(UNITS), repeat=len(outputs)):
        acoustic = sum(float(outputs[frame, 0, unit]) for frame, unit in enumerate(path))
        total += math.exp(
            acoustic + float(log_probability(bigram, torch.tensor(collapsed(path), dtype=torch.int64)))
        )
    return math.log(total)


@pytest.mark.parametrize("frames", [1, 2, 5])
def test_denominator_is_the_sum_over_all_paths(frames: int) -> None:
    outputs, bigram = random_problem(frames, seed=frames)
    found = log_denominator(outputs, torch.tensor([frames]), bigram)
    assert found.item() == pytest.approx(sum_over_all_paths(outputs, bigram), abs=1e-9)


def test_gradient_is_the_derivative() -> None:
    outputs, bigram = random_problem(6, seed=1)
    lengths = torch.tensor([6])
    assert torch.autograd.gradcheck(
        lambda values: log_denominator(values, lengths, bigram), outputs.requires_grad_(), eps=1e-6, atol=1e-6
    )


def test_padded_frames_change_nothing_and_get_no_gradient() -> None:
    short, bigram = random_problem(4, seed=2)
    long, _ = random_problem(7, seed=3)
    padded = torch.cat([torch.cat([short, torch.randn(3, 1, UNITS)]), long], dim=1).requires_grad_()
    both = log_denominator(padded, torch.tensor([4, 7]), bigram)
    alone = [log_denominator(one, torch.tensor([len(one)]), bigram) for one in (short, long)]
    assert both.tolist() == pytest.approx([one.item() for one in alone], abs=1e-9)
    both.sum().backward()
    assert padded.grad is not None
    assert not padded.grad[4:, 0].any()


def test_many_frames_neither_overflow_nor_vanish() -> None:
    outputs = torch.randn(500, 2, len(PHONES)).log_softmax(-1)
    bigram = phone_bigram([(1, 2, 3), (2, 2, 40, 7)])
    assert log_denominator(outputs, torch.tensor([500, 400]), bigram).isfinite().all()


def test_bigram_is_a_distribution_that_prefers_what_it_saw() -> None:
    bigram = phone_bigram([(1, 2, 1, 2), (1, 3)])
    assert bigram.sum(1).tolist() == pytest.approx([1.0] * len(PHONES))
    assert bigram[1, 2] > bigram[1, 3] > bigram[1, 4] > 0
    assert bigram[EDGE, 1] > 0.5
    assert log_probability(bigram, torch.tensor([1, 3])) == pytest.approx(
        float((bigram[EDGE, 1] * bigram[1, 3] * bigram[3, EDGE]).log())
    )
