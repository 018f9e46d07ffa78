"""Tables of misspellings: what people type, and what they mean."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from linnet_export.utterance import CorpusError


@dataclass(frozen=True)
class TypoPair:
    """One way to misspell a word."""

    typo: str
    correct: str
    source: str
    """The list that it comes from."""


def read_typo_pairs(path: Path) -> list[TypoPair]:
    """Read a TSV with the columns typo, correct and source. Raises `CorpusError` for another file."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        pairs = [TypoPair(row["typo"], row["correct"], row["source"]) for row in rows]
    except (OSError, UnicodeDecodeError, KeyError) as error:
        raise CorpusError(f"{path}: expected columns typo, correct and source: {error!r}") from error
    if any(None in (pair.typo, pair.correct, pair.source) for pair in pairs):
        raise CorpusError(f"{path}: expected typo, correct and source in every row")
    return pairs
