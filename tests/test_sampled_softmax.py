"""The sampled softmax estimates the full one without bias."""

from __future__ import annotations

import torch
from torch import Tensor

from linnet_export.sampled_softmax import sampled_log_z

PIECES, FEATURES, ROWS = 50, 6, 8


def problem() -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Features, targets, table, bias and a chance for each piece."""
    generator = torch.Generator().manual_seed(0)
    features = torch.randn(ROWS, FEATURES, generator=generator)
    table, bias = torch.randn(PIECES, FEATURES, generator=generator), torch.randn(PIECES, generator=generator)
    targets = torch.randint(PIECES, (ROWS,), generator=generator)
    chance = torch.softmax(torch.randn(PIECES, generator=generator), dim=0)
    return features, targets, table, bias, chance


def test_the_estimate_of_z_is_unbiased() -> None:
    features, targets, table, bias, chance = problem()
    exact = torch.logsumexp(features @ table.t() + bias, dim=1).exp()
    generator = torch.Generator().manual_seed(1)
    estimates = torch.stack(
        [
            sampled_log_z(
                features,
                targets,
                table,
                bias,
                torch.multinomial(chance, 20, replacement=True, generator=generator),
                chance.log(),
            )[1].exp()
            for _ in range(4000)
        ]
    )
    error = estimates.std(dim=0) / len(estimates) ** 0.5
    assert ((estimates.mean(dim=0) - exact).abs() < 4 * error).all()
    assert (error < 0.05 * exact).all()


def test_target_is_its_logit() -> None:
    features, targets, table, bias, chance = problem()
    target, _ = sampled_log_z(features, targets, table, bias, torch.arange(5), chance.log())
    torch.testing.assert_close(target, (features @ table.t() + bias)[torch.arange(ROWS), targets])


def test_only_targets_and_samples_get_a_gradient() -> None:
    features, targets, table, bias, chance = problem()
    sampled = torch.tensor([3, 3, 7])
    table.requires_grad_()
    target, log_z = sampled_log_z(features, targets, table, bias, sampled, chance.log())
    (log_z - target).sum().backward()  # type: ignore[no-untyped-call]
    assert table.grad is not None
    moved = set(table.grad.abs().sum(dim=1).nonzero().flatten().tolist())
    assert moved == {3, 7, *targets.tolist()}


def test_a_sample_that_is_the_target_is_left_out() -> None:
    features, targets, table, bias, chance = problem()
    target, log_z = sampled_log_z(features[:1], targets[:1], table, bias, targets[:1], chance.log())
    torch.testing.assert_close(log_z, target)
