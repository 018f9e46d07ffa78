"""The letter-to-sound model: a bidirectional LSTM over a word's letters, and CTC over its phones."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, nn

from linnet_runtime.spoken_lexicon import LAST_PHONE
from linnet_runtime.units import LETTERS

UNITS = LAST_PHONE + 1
"""CTC blank and the phones: the first of `linnet_runtime.units.PHONES`."""


@dataclass(frozen=True)
class LetterToSoundSettings:
    """Sizes of the network."""

    embedding: int = 64
    hidden: int = 160
    """Of each direction."""
    layers: int = 3
    frames_per_letter: int = 3
    """CTC needs as many frames as phones, and a blank between two that are equal: "x" is K S."""
    dropout: float = 0.1


class LetterToSound(nn.Module):
    """Bidirectional LSTMs with CTC (Rao et al. 2015), each reading the guesses of those before it.

    CTC takes the frames to be independent of each other. So every layer but the last predicts the phones,
    too, by the same output layer, and the next one reads these posteriors beside its features: what one
    letter sounds like then depends on what its neighbours do (Nozaki and Komatsu 2021, section 3).
    """

    def __init__(self, settings: LetterToSoundSettings) -> None:
        super().__init__()
        self.settings = settings
        width = 2 * settings.hidden
        self.table = nn.Embedding(len(LETTERS), settings.embedding)
        self.layers = nn.ModuleList(
            nn.LSTM(width if layer else settings.embedding, settings.hidden, bidirectional=True)
            for layer in range(settings.layers)
        )
        self.output = nn.Linear(width, settings.frames_per_letter * UNITS)
        self.guess = nn.Linear(settings.frames_per_letter * UNITS, width)
        self.dropout = nn.Dropout(settings.dropout)

    def forward(self, letters: Tensor) -> Tensor:
        """Read letters (T, B) of `LETTERS`; returns log-probabilities (T * frames_per_letter, B, UNITS)."""
        return self.of_layers(letters)[-1]

    def of_layers(self, letters: Tensor) -> list[Tensor]:
        """Return what every layer predicts, as `forward` does; the last one is the best."""
        features, found = self.table(letters), list[Tensor]()
        for layer in self.layers:
            features, _ = layer(self.dropout(features))
            found.append(self._log_probabilities(features))
            if len(found) < len(self.layers):
                features = features + self.guess(found[-1].exp().flatten(2))
        return [self._frames(one) for one in found]

    def _log_probabilities(self, features: Tensor) -> Tensor:
        """Return (T, B, frames_per_letter, UNITS) of features (T, B, width)."""
        logits = self.output(self.dropout(features))
        units: Tensor = logits.unflatten(2, (self.settings.frames_per_letter, UNITS))
        return units.log_softmax(-1)

    @staticmethod
    def _frames(log_probabilities: Tensor) -> Tensor:
        """Lay the frames of each letter one after the other: (T, B, F, U) to (T * F, B, U)."""
        return log_probabilities.transpose(1, 2).flatten(0, 1)
