"""SpecAugment: Park et al., "SpecAugment: A simple data augmentation method for ASR", Interspeech 2019."""

from __future__ import annotations

import torch
from torch import Tensor


def mask(features: Tensor, axis: int, count: int, widest: int, generator: torch.Generator) -> Tensor:
    """Flatten ``count`` random stretches of up to ``widest`` places along ``axis`` of each (B, F, mels) row.

    A masked place gets its band's mean over the row: a constant far from it would sound like
    loud noise. The masked copy is returned.
    """
    batch, size = features.shape[0], features.shape[axis]
    places = torch.arange(size)
    kept = torch.ones(batch, size, dtype=torch.bool)
    for _ in range(count):
        width = torch.rand(batch, 1, generator=generator) * min(widest, size)
        start = torch.rand(batch, 1, generator=generator) * (size - width)
        kept &= ~((places >= start) & (places < start + width))
    shape = [batch, 1, 1]
    shape[axis] = size
    return torch.where(kept.view(shape).to(features.device), features, features.mean(dim=1, keepdim=True))
