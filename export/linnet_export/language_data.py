"""What a language model is trained on: encoded sources, and the segments that one update reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset

from linnet_export.language_recipe import TextSettings
from linnet_export.piece_text import END_ID, Mix, PieceText, encode_file, mixed_blocks, stream, without
from linnet_export.text_sources import find_sources
from linnet_runtime.pieces import Pieces
from linnet_runtime.written import MARKS


@dataclass(frozen=True)
class LanguageData:
    """What a run reads."""

    train: Mapping[str, PieceText]
    dev: Mapping[str, PieceText]
    pieces: int
    """How many the tokenizer has."""
    marks: tuple[int, ...]
    """Pieces of punctuation, which some training lines go without."""


def read_language_data(text: Path, dev: Path, tokenizer: Path, cache: Path) -> LanguageData:
    """Encode two folders of text. Raises `RecipeError` for them and `BundleError` for the tokenizer."""
    pieces = Pieces.load(tokenizer)
    train, held_out = (
        {name: encode_file(path, tokenizer, cache) for name, path in find_sources(folder).items()}
        for folder in (text, dev)
    )
    return LanguageData(train, held_out, len(pieces), tuple(sorted(pieces.encode(mark)[0] for mark in MARKS)))


class Segment(NamedTuple):
    """A few pieces of every stream."""

    inputs: Tensor
    """(T, B) pieces."""
    targets: Tensor
    """(T, B) the piece that follows each."""
    fresh: Tensor
    """(B,) True where the stream goes on from the initial state instead of its own."""


class Segments(Dataset[Segment]):
    """One long text, cut into parallel streams and these into segments, in order.

    What does not fill a segment of every stream, at the end of each, is left out.
    """

    def __init__(
        self, pieces: NDArray[np.uint16], streams: int, length: int, fresh: float = 0.0, seed: int = 0
    ) -> None:
        columns = len(pieces) // streams
        rows = pieces[: columns * streams].reshape(streams, columns)
        self._text = torch.from_numpy(rows.T.astype(np.int32))  # (columns, B)
        self._length = length
        self._fresh = fresh
        self._seed = seed

    def __len__(self) -> int:
        return max(0, (len(self._text) - 1) // self._length)

    def __getitem__(self, index: int) -> Segment:
        if not 0 <= index < len(self):
            raise IndexError(index)
        part = self._text[index * self._length : (index + 1) * self._length + 1].long()
        fresh = np.random.default_rng([self._seed, index]).random(part.shape[1]) < self._fresh
        return Segment(part[:-1], part[1:], torch.from_numpy(fresh))


class StreamShare(Dataset[Segment]):
    """The streams of segments that process ``rank`` of ``world`` reads: the first reads 0, ``world``, ..."""

    def __init__(self, segments: Segments, rank: int, world: int) -> None:
        self._segments = segments
        self._streams = slice(rank, None, world)

    def __len__(self) -> int:
        return len(self._segments)

    def __getitem__(self, index: int) -> Segment:
        inputs, targets, fresh = self._segments[index]
        return Segment(inputs[:, self._streams], targets[:, self._streams], fresh[self._streams])


def training_segments(data: LanguageData, settings: TextSettings, seed: int, epoch: int) -> Segments:
    """The segments of an epoch: one part of a pass."""
    turn, part = divmod(epoch, settings.parts)
    blocks = mixed_blocks(data.train, Mix(settings.weights, settings.block_lines, seed), turn)
    pieces = stream(data.train, np.array_split(blocks, settings.parts)[part])
    shown = without(pieces, data.marks, settings.bare_lines, seed + epoch)
    return Segments(shown, settings.streams, settings.segment, settings.fresh, seed + epoch)


def dev_segments(text: PieceText, length: int = 16) -> Segments:
    """A dev set as up to 32 parallel streams of at least 512 pieces where it has so many."""
    streams = min(max(len(text.pieces) // 512, 1), 32)
    return Segments(np.concatenate([np.array([END_ID], np.uint16), text.pieces]), streams, length)
