"""The language model: an LSTM over word pieces whose input and output share one embedding."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import embedding, log_softmax

LstmState = tuple[Tensor, Tensor]


@dataclass(frozen=True)
class LanguageSettings:
    """Sizes of the network."""

    pieces: int = 16384
    embedding: int = 128
    hidden: int = 640
    dropout: float = 0.05


class LanguageModel(nn.Module):
    """Embedding, LSTM, projection back to the embedding, and a product with every piece's embedding.

    Tied embeddings: Press and Wolf 2017, section 3. Hard et al. 2018 (the keyboard model of Gboard) project
    before the product as here.
    """

    def __init__(self, settings: LanguageSettings) -> None:
        super().__init__()
        self.settings = settings
        self.table = nn.Parameter(torch.randn(settings.pieces, settings.embedding) * 0.05)
        self.bias = nn.Parameter(torch.zeros(settings.pieces))
        self.lstm = nn.LSTM(settings.embedding, settings.hidden)
        self.projection = nn.Linear(settings.hidden, settings.embedding)
        self.dropout = nn.Dropout(settings.dropout)

    def initial(self, batch: int) -> LstmState:
        """Return the state of ``batch`` texts not begun: two of (1, batch, hidden)."""
        zeros = self.bias.new_zeros(1, batch, self.settings.hidden)
        return zeros, zeros.clone()

    def features(self, pieces: Tensor, state: LstmState) -> tuple[Tensor, LstmState]:
        """Read pieces (T, B); returns what embeddings are compared with, (T, B, embedding), and the state."""
        outputs, state = self.lstm(self.dropout(embedding(pieces, self.table)), state)
        return self.projection(self.dropout(outputs)), state

    def logits(self, features: Tensor) -> Tensor:
        """Return the unnormalised log-probability of every piece, (..., pieces)."""
        return features @ self.table.t() + self.bias

    def forward(self, pieces: Tensor, state: LstmState) -> tuple[Tensor, LstmState]:
        """Read pieces (T, B); returns log-probabilities of the next piece after the last, (B, pieces)."""
        features, state = self.features(pieces, state)
        return log_softmax(self.logits(features[-1]), dim=-1), state
