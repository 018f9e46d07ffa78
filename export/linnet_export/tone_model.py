"""The tone model: an LSTM over word pieces, pooled into one opinion of the whole text (many-to-one)."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import embedding

STATES = ("h", "c", "sum", "weight", "highest")
"""LSTM state, sums of attention pooling, and max pooling: each (1, B, hidden), "weight" (1, B, 1)."""
_SHARPEST = 3.0
"""Attention weighs a piece by exp of -3 to 3: bounded, so that running sums need no running maximum."""


@dataclass(frozen=True)
class ToneSettings:
    """Sizes of the network."""

    pieces: int = 16384
    embedding: int = 64
    hidden: int = 192
    labels: int = 28
    dropout: float = 0.3


class ToneModel(nn.Module):
    """Embedding, LSTM, and one linear layer over the last output, an attention average and the maximum.

    The pooling is a state, too: a weighted sum, the sum of its weights and the highest outputs so far. So a
    text may be read piece by piece, with an opinion after each. Pooling as in Felbo et al. 2017 (DeepMoji),
    section 3.2, without its second layer.
    """

    def __init__(self, settings: ToneSettings) -> None:
        super().__init__()
        self.settings = settings
        self.table = nn.Parameter(torch.randn(settings.pieces, settings.embedding) * 0.05)
        self.lstm = nn.LSTM(settings.embedding, settings.hidden)
        self.attention = nn.Linear(settings.hidden, 1)
        self.output = nn.Linear(3 * settings.hidden, settings.labels)
        self.dropout = nn.Dropout(settings.dropout)

    def initial(self, batch: int) -> tuple[Tensor, ...]:
        """Return the state of ``batch`` texts not begun, see `STATES`."""
        widths = [1 if name == "weight" else self.settings.hidden for name in STATES]
        return tuple(self.table.new_zeros(1, batch, width) for width in widths)

    def forward(
        self, pieces: Tensor, state: tuple[Tensor, ...], lengths: Tensor | None = None
    ) -> tuple[Tensor, tuple[Tensor, ...]]:
        """Read pieces (T, B), of which only the first ``lengths`` (B,) count; None: all of them.

        Returns logits (B, labels) of the text so far, and the state.
        """
        h, c, total, weight, highest = state
        outputs, (h, c) = self.lstm(self.dropout(embedding(pieces, self.table)), (h, c))
        shares = torch.exp(_SHARPEST * torch.tanh(self.attention(outputs)))  # (T, B, 1)
        seen = outputs
        if lengths is not None:
            read = torch.arange(len(pieces), device=pieces.device)[:, None, None] < lengths[None, :, None]
            shares, seen = shares * read, outputs * read  # a maximum begins at 0
            h = outputs.gather(0, (lengths - 1)[None, :, None].expand(1, -1, outputs.shape[2]))
        total = total + (shares * outputs).sum(0, keepdim=True)
        weight = weight + shares.sum(0, keepdim=True)
        highest = torch.maximum(highest, seen.amax(0, keepdim=True))
        pooled = torch.cat([h, total / weight, highest], dim=2)[0]  # (B, 3 H)
        logits: Tensor = self.output(self.dropout(pooled))
        return logits, (h, c, total, weight, highest)
