"""A word as a formatting model reads it: its pieces, a row of fixed length."""

from __future__ import annotations

from .pieces import Pieces
from .written import tokens

MOST_PIECES = 6
"""Pieces that are read of a word; the rest of a longer one is left away."""
FILL = 0
"""Fills up a row. It is the piece of unknown characters, too: neither adds anything."""
END = 1
"""The piece that ends a line, see `Pieces.end`."""
END_ROW = (END, *[FILL] * (MOST_PIECES - 1))
"""What is read after the last word."""


def word_pieces(pieces: Pieces, word: str) -> tuple[int, ...]:
    """Return the row of a word; capitals do not matter.

    >>> word_pieces(pieces, "tomorrow")                                                # doctest: +SKIP
    (655, 0, 0, 0, 0, 0)
    """
    found = [piece for token in tokens(word) for piece in pieces.encode(token)]
    return tuple((found + [FILL] * MOST_PIECES)[:MOST_PIECES])
