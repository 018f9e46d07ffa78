"""Texts with labels, as GoEmotions gives them (Demszky et al. 2020): what a tone model is trained on."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from linnet_export.hashed import percent_of
from linnet_export.text_sources import read_lines
from linnet_export.utterance import CorpusError
from linnet_runtime.pieces import Pieces
from linnet_runtime.tone_model import tone_tokens

_CHOOSE_PERCENT = 10
_PLACEHOLDERS = {"[NAME]": "Alex", "[RELIGION]": "church"}
"""What the corpus wrote for names of persons and religions, and what is read for it."""
_PLACEHOLDER = re.compile("|".join(map(re.escape, _PLACEHOLDERS)))


class Part(enum.StrEnum):
    """The parts of a training file."""

    TRAIN = "train"
    CHOOSE = "choose"
    """Thresholds and weights are chosen on it."""


class LabelledText(NamedTuple):
    """A text and the numbers of its labels."""

    text: str
    labels: tuple[int, ...]
    id: str

    @property
    def part(self) -> Part:
        """The part that it is in, by the hash of its id: 10 % to choose on."""
        return Part.CHOOSE if percent_of(self.id) < _CHOOSE_PERCENT else Part.TRAIN


def read_labels(path: Path) -> tuple[str, ...]:
    """Read the names of the labels, one a line."""
    return tuple(path.read_text(encoding="utf-8").split())


def read_labelled(path: Path, labels: int) -> list[LabelledText]:
    """Read lines of text, label numbers and id between tabs. Raises `CorpusError`."""
    found = []
    for number, line in enumerate(read_lines(path), start=1):
        text, _, rest = line.partition("\t")
        numbers, _, identity = rest.partition("\t")
        try:
            chosen = tuple(sorted({int(one) for one in numbers.split(",")}))
        except ValueError as error:
            raise CorpusError(f"{path}:{number}: expected text, label numbers and id: {error}") from error
        if not identity or not 0 <= chosen[0] <= chosen[-1] < labels:
            raise CorpusError(f"{path}:{number}: expected text, numbers below {labels} and id, got {rest!r}")
        found.append(
            LabelledText(_PLACEHOLDER.sub(lambda one: _PLACEHOLDERS[one[0]], text), chosen, identity)
        )
    return found


class EncodedText(NamedTuple):
    """A text as the model reads it."""

    pieces: tuple[int, ...]
    labels: tuple[int, ...]


def encode_texts(texts: Iterable[LabelledText], pieces: Pieces, longest: int) -> list[EncodedText]:
    """Return the pieces of texts, the end of a line before the first."""
    return [
        EncodedText(
            (pieces.end, *(p for token in tone_tokens(one.text) for p in pieces.encode(token)))[:longest],
            one.labels,
        )
        for one in texts
    ]


class TextBatch(NamedTuple):
    """Texts of similar lengths."""

    pieces: Tensor
    """(T, B), padded."""
    lengths: Tensor
    """(B,)"""
    labels: Tensor
    """(B, labels) 1 where a label is given."""


class TextBatches(Dataset[TextBatch]):
    """One pass over texts in batches of similar lengths; everything random is a function of the seed."""

    def __init__(
        self, texts: Sequence[EncodedText], batch_texts: int, labels: int, seed: Sequence[int]
    ) -> None:
        self._texts, self._labels = texts, labels
        rng = np.random.default_rng([*seed])
        lengths = np.array([len(one.pieces) for one in texts], np.float64)
        order = np.argsort(lengths + rng.uniform(0, 3, len(texts)), kind="stable")
        batches = [order[start : start + batch_texts] for start in range(0, len(order), batch_texts)]
        self._batches = [batches[i] for i in rng.permutation(len(batches))]

    def __len__(self) -> int:
        return len(self._batches)

    def __getitem__(self, index: int) -> TextBatch:
        if not 0 <= index < len(self):
            raise IndexError(index)
        texts = [self._texts[i] for i in self._batches[index]]
        lengths = torch.tensor([len(one.pieces) for one in texts])
        pieces = torch.zeros(len(texts), int(lengths.max()), dtype=torch.long)
        labels = torch.zeros(len(texts), self._labels)
        for row, one in enumerate(texts):
            pieces[row, : len(one.pieces)] = torch.tensor(one.pieces)
            labels[row, list(one.labels)] = 1
        return TextBatch(pieces.t().contiguous(), lengths, labels)
