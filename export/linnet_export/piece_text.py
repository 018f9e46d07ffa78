"""Text as numbers: the pieces of every line of a source, and the streams a language model is trained on."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from linnet_export.text_sources import read_lines
from linnet_runtime.pieces import Pieces
from linnet_runtime.written import tokens

END_ID = 1
"""The piece that ends each line; the tokenizer is trained with this id."""
_CACHE_FORMAT = "words"


@dataclass(frozen=True)
class PieceText:
    """The pieces of many lines, one after the other, each line closed by `END_ID`."""

    pieces: NDArray[np.uint16]
    starts: NDArray[np.int64]
    """(lines + 1,) offset of each line in ``pieces``, and the length of all."""
    words: int
    """Words, numbers and marks; line ends are not among them."""

    def __len__(self) -> int:
        return len(self.starts) - 1


def encode(lines: Iterable[str], tokenizer: Pieces) -> PieceText:
    """Encode lines. The vocabulary must have at most 65,536 pieces."""
    parts, lengths, words = [np.zeros(0, np.uint16)], [0], 0
    for line in lines:
        found = tokens(line)
        pieces = [piece for token in found for piece in tokenizer.encode(token)]
        parts.append(np.array([*pieces, END_ID], np.uint16))
        lengths.append(len(pieces) + 1)
        words += len(found)
    return PieceText(np.concatenate(parts), np.cumsum(np.array(lengths, np.int64)), words)


def encode_file(path: Path, tokenizer: Path, cache: Path) -> PieceText:
    """Encode a source, or read what an earlier call with the same file and tokenizer left in ``cache``."""
    stat = path.stat()
    key = f"{_CACHE_FORMAT} {path.name} {stat.st_size} {stat.st_mtime_ns} ".encode() + tokenizer.read_bytes()
    kept = cache / f"{path.name}-{hashlib.sha256(key).hexdigest()[:16]}.npz"
    if kept.exists():
        with np.load(kept) as arrays:
            return PieceText(arrays["pieces"], arrays["starts"], int(arrays["words"]))
    text = encode(read_lines(path), Pieces.load(tokenizer))
    cache.mkdir(parents=True, exist_ok=True)
    partly = kept.with_suffix(f".{os.getpid()}.npz")
    np.savez(partly, pieces=text.pieces, starts=text.starts, words=text.words)
    partly.rename(kept)
    return text


@dataclass(frozen=True)
class Mix:
    """How sources are put together for one pass."""

    weights: Mapping[str, float]
    """How often each line of a source is read in a pass; a fraction reads a random part. 1 if not named."""
    block_lines: int
    """So many lines stay neighbours, in their order; what follows what else is random."""
    seed: int


def mixed_blocks(texts: Mapping[str, PieceText], mix: Mix, turn: int) -> NDArray[np.int64]:
    """The blocks of pass ``turn`` in random order.

    Returns (blocks, 3): number of the source among the sorted names, first line, line after the last.
    """
    random = np.random.default_rng([mix.seed, turn])
    blocks = []
    for source, name in enumerate(sorted(texts)):
        first = np.arange(0, len(texts[name]), mix.block_lines)
        after = np.minimum(first + mix.block_lines, len(texts[name]))
        weight = mix.weights.get(name, 1.0)
        times = int(weight) + (random.random(len(first)) < weight % 1)
        rows = np.stack([np.full(len(first), source), first, after], axis=1)
        blocks.append(np.repeat(rows, times, axis=0))
    joined: NDArray[np.int64] = random.permutation(np.concatenate(blocks))
    return joined


def stream(texts: Mapping[str, PieceText], blocks: NDArray[np.int64]) -> NDArray[np.uint16]:
    """The pieces of blocks from `mixed_blocks`, one after the other."""
    sources = [texts[name] for name in sorted(texts)]
    parts = [
        sources[source].pieces[sources[source].starts[first] : sources[source].starts[after]]
        for source, first, after in blocks
    ]
    return np.concatenate([np.zeros(0, np.uint16), *parts])


def without(
    pieces: NDArray[np.uint16], dropped: Sequence[int], share: float, seed: int
) -> NDArray[np.uint16]:
    """Leave out some pieces, such as punctuation, from a random share of the lines."""
    ends = pieces == END_ID
    line = np.cumsum(ends) - ends
    bare = np.random.default_rng(seed).random(int(ends.sum()) + 1) < share
    kept: NDArray[np.uint16] = pieces[~(bare[line] & np.isin(pieces, dropped))]
    return kept
