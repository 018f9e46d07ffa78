"""The formatting model: a word's pieces in, and what the words before it look like out."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import embedding_bag, log_softmax

from linnet_runtime.formatting_labels import UNITS

DELAYS = 5
"""What is said after word t is about the words t, t - 1, to t - 4: look-aheads of 0 to 4 words."""
EMBEDDING_SCALE = 0.3
"""Standard deviation of the embeddings at the beginning."""
LstmState = tuple[Tensor, Tensor]


@dataclass(frozen=True)
class FormattingSettings:
    """Sizes of the network."""

    pieces: int = 16384
    embedding: int = 96
    hidden: int = 256
    layers: int = 2
    dropout: float = 0.1


class FormattingModel(nn.Module):
    """The sum of a word's piece embeddings, LSTM layers, and for each delay and output a linear layer.

    The sum is that of fastText (Bojanowski et al. 2017) over pieces in place of n-grams; reading labels some
    words late is the output delay of Graves and Schmidhuber 2005, section 3.
    """

    def __init__(self, settings: FormattingSettings) -> None:
        super().__init__()
        self.settings = settings
        self.table = nn.Parameter(torch.randn(settings.pieces, settings.embedding) * EMBEDDING_SCALE)
        self.lstm = nn.LSTM(
            settings.embedding,
            settings.hidden,
            settings.layers,
            dropout=settings.dropout * (settings.layers > 1),
        )
        self.dropout = nn.Dropout(settings.dropout)
        self.columns = sum(map(len, UNITS.values()))
        self.heads = nn.Linear(settings.hidden, DELAYS * self.columns)
        self.table.data[0] = 0.0

    def initial(self, batch: int) -> LstmState:
        """Return the state of ``batch`` texts not begun: two of (layers, batch, hidden)."""
        zeros = self.table.new_zeros(self.settings.layers, batch, self.settings.hidden)
        return zeros, zeros.clone()

    def embedded(self, pieces: Tensor) -> Tensor:
        """Return the sum of the embeddings of pieces (..., P), without piece 0: (..., embedding)."""
        bags = embedding_bag(pieces.flatten(0, -2), self.table, mode="sum", padding_idx=0)
        return bags.view(*pieces.shape[:-1], self.settings.embedding)

    def logits(self, words: Tensor, state: LstmState) -> tuple[list[Tensor], LstmState]:
        """Read words (T, B, embedding); returns (T, B, DELAYS, units) of each output, and the state."""
        outputs, state = self.lstm(self.dropout(words), state)
        found = self.heads(self.dropout(outputs)).unflatten(-1, (DELAYS, self.columns))
        return list(found.split([len(units) for units in UNITS.values()], dim=-1)), state

    def forward(self, pieces: Tensor, state: LstmState) -> tuple[list[Tensor], LstmState]:
        """Read pieces (T, B, P); returns log-probabilities of each output of `UNITS`, and the state."""
        logits, state = self.logits(self.embedded(pieces), state)
        return [log_softmax(one, dim=-1) for one in logits], state
