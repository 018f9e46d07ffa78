"""The proofreading model: an LSTM encoder that reads from both sides, and an LSTM decoder of edit actions."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from linnet_runtime.edit_actions import ACTIONS, ALPHABET
from linnet_runtime.proofreading_text import WORD_CLASSES

LstmState = tuple[Tensor, Tensor]


@dataclass(frozen=True)
class ProofreadingSettings:
    """Sizes of the network."""

    embedding: int = 48
    """Of a character."""
    class_embedding: int = 16
    """Of how common its word is, see `proofreading_text`; and of an action."""
    encoder: int = 192
    """Of each direction."""
    encoder_layers: int = 2
    decoder: int = 256
    dropout: float = 0.1


class ProofreadingModel(nn.Module):
    """Encoder and decoder with hard monotone attention, see `linnet_runtime.edit_actions`.

    The decoder reads what the encoder has at its pointer. Where that is follows from the actions alone,
    so with known actions each LSTM is one call over the whole text.
    """

    def __init__(self, settings: ProofreadingSettings) -> None:
        super().__init__()
        self.settings = settings
        width = 2 * settings.encoder
        self.characters = nn.Embedding(len(ALPHABET), settings.embedding)
        self.classes = nn.Embedding(WORD_CLASSES, settings.class_embedding)
        self.actions = nn.Embedding(len(ACTIONS), settings.class_embedding)
        self.encoder = nn.LSTM(
            settings.embedding + settings.class_embedding,
            settings.encoder,
            settings.encoder_layers,
            dropout=settings.dropout if settings.encoder_layers > 1 else 0.0,
            bidirectional=True,
        )
        self.decoder = nn.LSTM(width + settings.embedding + settings.class_embedding, settings.decoder)
        self.dropout = nn.Dropout(settings.dropout)
        self.output = nn.Linear(settings.decoder + width, len(ACTIONS))

    def encode(self, reading: Tensor) -> Tensor:
        """Return (T, B, 2 * encoder) of a reading (T, B, 2): labels of characters, classes of words."""
        read = torch.cat([self.characters(reading[..., 0]), self.classes(reading[..., 1])], dim=-1)
        context: Tensor = self.dropout(self.encoder(read)[0])
        return context

    def decode(self, symbols: Tensor, context: Tensor, state: LstmState) -> tuple[Tensor, LstmState]:
        """Return logits (S, B, actions) of the next action, and the state after the last one.

        symbols: (S, B, 2) the action before, and the label of the last character written; context: (S, B,
        2 * encoder) what stands at the pointer.
        """
        before = torch.cat([self.actions(symbols[..., 0]), self.characters(symbols[..., 1])], dim=-1)
        features, state = self.decoder(torch.cat([before, context], dim=-1), state)
        logits: Tensor = self.output(torch.cat([self.dropout(features), context], dim=-1))
        return logits, state

    def initial(self, batch: int) -> LstmState:
        """Return the decoder's state before anything is written: zeros."""
        zeros = self.output.weight.new_zeros(1, batch, self.settings.decoder)
        return zeros, zeros
