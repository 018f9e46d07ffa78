"""How well a language model predicts a dev set, counted while it reads."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from linnet_export.cells import CellState
from linnet_export.language_data import Segment
from linnet_export.language_model import LanguageModel
from linnet_export.piece_text import PieceText


class DevReading:
    """Reads one dev set segment by segment, with its own state and the full softmax."""

    def __init__(self, text: PieceText) -> None:
        self._text = text
        self._state: CellState | None = None
        self._loss = 0.0
        self._log_z = 0.0
        self._log_z_square = 0.0
        self._pieces = 0

    @torch.no_grad()
    def read(self, model: LanguageModel, segment: Segment) -> None:
        """Read the next segment."""
        state = self._state or model.initial(segment.inputs.shape[1])
        features, self._state = model.features(segment.inputs, state)
        logits = model.logits(features).float()  # (T, B, pieces)
        log_z = torch.logsumexp(logits, dim=-1)
        target: Tensor = logits.gather(-1, segment.targets[..., None])[..., 0]
        self._loss += float((log_z - target).sum())
        self._log_z += float(log_z.sum())
        self._log_z_square += float(log_z.square().sum())
        self._pieces += log_z.numel()

    @property
    def loss(self) -> float:
        """Cross-entropy per piece, in nats."""
        return self._loss / self._pieces if self._pieces else math.nan

    @property
    def perplexity(self) -> float:
        """Perplexity per word, where numbers, marks and line ends count as words, too."""
        words = self._text.words + len(self._text)
        return math.exp(self.loss * len(self._text.pieces) / words)

    @property
    def log_z_spread(self) -> float:
        """Standard deviation of log Z: how far a single logit is from a log-probability."""
        if not self._pieces:
            return math.nan
        mean = self._log_z / self._pieces
        return math.sqrt(max(self._log_z_square / self._pieces - mean**2, 0.0))
