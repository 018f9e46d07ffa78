"""Encoded text: lines stay whole, passes read each line as often as they should, one seed gives one order."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from linnet_export.piece_text import (
    END_ID,
    Mix,
    PieceText,
    encode,
    encode_file,
    mixed_blocks,
    stream,
    without,
)
from linnet_runtime.pieces import Pieces
from small_talk import SmallTalk

LINES = 500


def numbered(source: int) -> PieceText:
    """A source of ``LINES`` lines, each its own piece and the end."""
    pieces = np.array([piece for i in range(LINES) for piece in (1000 * source + i + 2, END_ID)], np.uint16)
    return PieceText(pieces, np.arange(0, 2 * LINES + 1, 2), LINES)


TEXTS = {"a": numbered(1), "b": numbered(2), "c": numbered(3), "d": numbered(4)}
MIX = Mix({"b": 2.0, "c": 0.5, "d": 0.0}, block_lines=4, seed=1)


def times_read(pieces: NDArray[np.uint16], source: int) -> Counter[int]:
    """How many lines of a source were read how often."""
    counts = Counter(pieces.tolist())
    return Counter(counts[1000 * source + i + 2] for i in range(LINES))


def test_lines_become_pieces_that_end(small_talk: SmallTalk) -> None:
    tokenizer = Pieces.load(small_talk.files.tokenizer)
    text = encode(["See you, Anna", "see"], tokenizer)
    see = tokenizer.encode("see")
    expected = [
        *see,
        *tokenizer.encode("you"),
        *tokenizer.encode(","),
        *tokenizer.encode("anna"),
        END_ID,
        *see,
        END_ID,
    ]
    assert text.pieces.tolist() == expected
    assert text.starts.tolist() == [0, len(expected) - len(see) - 1, len(expected)]
    assert (len(text), text.words) == (2, 5)
    assert len(encode([], tokenizer)) == 0


def test_a_file_is_encoded_once(tmp_path: Path, small_talk: SmallTalk) -> None:
    source, tokenizer, cache = tmp_path / "a.txt", small_talk.files.tokenizer, tmp_path / "cache"
    source.write_text("see you\n", encoding="utf-8")
    first = encode_file(source, tokenizer, cache)
    (kept,) = cache.iterdir()
    again = encode_file(source, tokenizer, cache)
    assert again.pieces.tolist() == first.pieces.tolist()
    assert (again.starts.tolist(), again.words) == (first.starts.tolist(), 2)
    assert [*cache.iterdir()] == [kept]
    source.write_text("see me\n", encoding="utf-8")
    os.utime(source, (0, 0))
    assert encode_file(source, tokenizer, cache).pieces.tolist() != first.pieces.tolist()


@pytest.mark.parametrize("turn", [0, 1, 5])
def test_a_pass_reads_every_line_as_often_as_its_weight_says(turn: int) -> None:
    pieces = stream(TEXTS, mixed_blocks(TEXTS, MIX, turn))
    assert times_read(pieces, 1) == {1: LINES}
    assert times_read(pieces, 2) == {2: LINES}
    assert times_read(pieces, 4) == {0: LINES}
    half = times_read(pieces, 3)
    assert half.keys() == {0, 1}
    assert abs(half[1] - LINES / 2) < LINES / 4
    assert (pieces == END_ID).sum() == (pieces != END_ID).sum()


def test_a_fraction_reads_other_lines_in_each_pass() -> None:
    passes = [stream(TEXTS, mixed_blocks(TEXTS, MIX, turn)) for turn in range(40)]
    assert times_read(np.concatenate(passes), 3)[0] == 0


def test_neighbouring_lines_stay_together() -> None:
    for source, first, after in mixed_blocks(TEXTS, MIX, 0):
        assert 0 <= source < 4
        assert first % 4 == 0
        assert after == min(first + 4, LINES)


def test_one_seed_gives_one_order_and_each_pass_another() -> None:
    orders = [mixed_blocks(TEXTS, mix, turn).tolist() for mix, turn in ((MIX, 0), (MIX, 0), (MIX, 1))]
    other = mixed_blocks(TEXTS, Mix(MIX.weights, 4, seed=2), 0).tolist()
    assert orders[0] == orders[1]
    assert orders[0] != orders[2]
    assert orders[0] != other


def test_pieces_are_left_out_of_whole_lines_only() -> None:
    line = [5, 9, 6, 9, END_ID]
    pieces = np.array(line * 400, np.uint16)
    kept = without(pieces, [9], 0.3, seed=0).tolist()
    lines = Counter(" ".join(map(str, part)) for part in split(kept))
    assert lines.keys() == {"5 9 6 9", "5 6"}
    assert abs(lines["5 6"] - 120) < 40
    assert kept == without(pieces, [9], 0.3, seed=0).tolist() != without(pieces, [9], 0.3, seed=1).tolist()
    assert without(pieces, [9], 0.0, seed=0).tolist() == pieces.tolist()
    assert without(pieces[:0], [9], 0.5, seed=0).tolist() == []


def split(pieces: list[int]) -> list[list[int]]:
    """The lines of pieces without their ends."""
    lines: list[list[int]] = [[]]
    for piece in pieces:
        if piece == END_ID:
            lines.append([])
        else:
            lines[-1].append(piece)
    return lines[:-1]
