"""SpecAugment: flat stretches, no wider than asked for, the same for the same generator."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from linnet_export.spec_augment import mask

BATCH, FRAMES, MELS = 64, 50, 20


def masked(axis: int, count: int, widest: int, seed: int = 0) -> Tensor:
    """Where (batch, size) along ``axis`` random features were masked: each place wholly or not at all."""
    features = torch.randn(BATCH, FRAMES, MELS, generator=torch.Generator().manual_seed(9))
    before = features.clone()
    found = mask(features, axis, count, widest, torch.Generator().manual_seed(seed))
    assert torch.equal(features, before)
    changed = found != features
    assert torch.equal(found[changed], features.mean(dim=1, keepdim=True).expand_as(found)[changed])
    assert torch.equal(changed.any(dim=3 - axis), changed.all(dim=3 - axis))
    return changed.any(dim=3 - axis)


@pytest.mark.parametrize("axis", [1, 2])
def test_one_mask_is_one_stretch_of_at_most_the_width(axis: int) -> None:
    places = masked(axis, count=1, widest=6)
    stretches = (places[:, 1:] & ~places[:, :-1]).sum(dim=1) + places[:, 0].int()
    widths = places.sum(dim=1)
    assert int(stretches.max()) == 1
    assert int(widths.max()) == 6
    assert len(widths.unique()) > 4
    assert bool(places[:, 1:-1].any(dim=0).all()), "every place is masked in some row"


def test_masks_add_up() -> None:
    widest = int(masked(2, count=2, widest=6).sum(dim=1).max())
    assert 6 < widest <= 12


def test_a_mask_wider_than_the_features_is_cut() -> None:
    assert int(masked(1, count=1, widest=10 * FRAMES).sum(dim=1).max()) <= FRAMES


def test_nothing_is_masked_by_no_masks_or_no_width() -> None:
    assert not bool(masked(1, count=0, widest=6).any())
    assert not bool(masked(1, count=2, widest=0).any())


def test_is_a_function_of_the_generator() -> None:
    assert torch.equal(masked(1, 2, 6, seed=3), masked(1, 2, 6, seed=3))
    assert not torch.equal(masked(1, 2, 6, seed=3), masked(1, 2, 6, seed=4))
