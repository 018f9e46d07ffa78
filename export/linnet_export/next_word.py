"""How often the next word is among the likeliest, read off the PyTorch model: thousands of words a second.

`evaluate typing` asks the keyboard itself, which knows more: the person's words, capitals, and where a line
is likely to end. This follows its model alone, so that weights can be compared while they are trained.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from linnet_export.bootstrap import interval, resample
from linnet_export.language_model import LanguageModel
from linnet_export.piece_text import END_ID
from linnet_runtime.lexicon import OFFENSIVE, Lexicon
from linnet_runtime.pieces import Pieces
from linnet_runtime.typing_accuracy import Measure
from linnet_runtime.written import is_word, tokens

SHOWN = 3
_TOGETHER = 64
"""Lines that are read side by side."""
_ROWS = 256
"""Places whose words are ranked at once: 256 x 16,384 scores are 17 MB."""
_NO_WORD = -1e9


class NextWords:
    """Lines with the places of their words, to be predicted by one model after another."""

    def __init__(self, lines: Sequence[str], pieces: Pieces, lexicon: Lexicon) -> None:
        """Only words are predicted; numbers, marks and line ends are context."""
        self._lines = sorted((_Line.of(line, pieces) for line in lines), key=lambda line: len(line.pieces))
        self._words, self._share = _likeliest(lexicon, len(pieces))
        self._written = [lexicon.written(word) for word in range(len(lexicon))]

    def top3(self, model: LanguageModel, seed: int = 1) -> Measure:
        """Share of words among the three likeliest, with its bootstrap interval over lines."""
        counts = np.concatenate(
            [
                self._count(model, self._lines[first : first + _TOGETHER])
                for first in range(0, len(self._lines), _TOGETHER)
            ]
        )
        hits, words = counts.sum(axis=0)
        drawn = resample(counts, seed)
        low, high = interval(drawn[:, 0] / np.maximum(drawn[:, 1], 1.0))
        return Measure(float(hits / max(words, 1.0)), low, high, int(words))

    @torch.no_grad()
    def _count(self, model: LanguageModel, lines: Sequence[_Line]) -> NDArray[np.float64]:
        """Return (lines, 2): words that are among the likeliest, and words."""
        longest = max(len(line.pieces) for line in lines)
        padded = [[END_ID, *line.pieces, *[END_ID] * (longest - len(line.pieces))] for line in lines]
        read = torch.tensor(padded)
        features, _ = model.features(read.t(), model.initial(len(lines)))
        places = [(row, place, word) for row, line in enumerate(lines) for place, word in line.words]
        counts = np.zeros((len(lines), 2))
        for first in range(0, len(places), _ROWS):
            part = places[first : first + _ROWS]
            rows, steps = [row for row, _, _ in part], [place for _, place, _ in part]
            best = self._best(model.logits(features[steps, rows]))
            for (row, _, word), found in zip(part, best, strict=True):
                counts[row] += (word in found, 1)
        return counts

    def _best(self, logits: Tensor) -> list[set[str]]:
        """Return the likeliest words of each row of logits (rows, pieces).

        They are among the likeliest of those pieces whose likeliest words are the likeliest.
        """
        _, pieces = (logits + self._share[:, 0]).topk(SHOWN, dim=1)  # (rows, SHOWN)
        scores = logits.gather(1, pieces)[..., None] + self._share[pieces]  # (rows, SHOWN, SHOWN)
        _, best = scores.flatten(1).topk(SHOWN, dim=1)
        words = self._words[pieces].flatten(1).gather(1, best)
        return [{self._written[word] for word in row} for row in words.tolist()]


def _likeliest(lexicon: Lexicon, pieces: int) -> tuple[Tensor, Tensor]:
    """Return the most common words of each first piece, and their shares, both (pieces, SHOWN)."""
    words = np.flatnonzero((lexicon.flags & OFFENSIVE) == 0)
    order = words[np.lexsort((-lexicon.share[words], lexicon.first_piece[words]))]
    firsts = lexicon.first_piece[order].astype(np.int64)
    places = np.arange(len(order)) - np.searchsorted(firsts, firsts)
    kept = places < SHOWN
    found, shares = np.zeros((pieces, SHOWN), np.int64), np.full((pieces, SHOWN), _NO_WORD, np.float32)
    found[firsts[kept], places[kept]] = order[kept]
    shares[firsts[kept], places[kept]] = lexicon.share[order[kept]]
    return torch.from_numpy(found), torch.from_numpy(shares)


class _Line:
    """The pieces of a line, and the words in it with the number of pieces before each."""

    def __init__(self, pieces: Sequence[int], words: Sequence[tuple[int, str]]) -> None:
        self.pieces = pieces
        self.words = words

    @staticmethod
    def of(line: str, tokenizer: Pieces) -> _Line:
        pieces: list[int] = []
        words = []
        for token in tokens(line):
            if is_word(token):
                words.append((len(pieces), token))
            pieces += tokenizer.encode(token)
        return _Line(pieces, words)
