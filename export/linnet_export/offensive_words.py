"""Which words a keyboard must not offer: where several lists agree, or one of them is sure."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from linnet_export.recipe import RecipeError
from linnet_export.word_list import ListedWord

SURE_SEVERITY = 1.8
"""From this rating, of 1 mild to 3 severe, one list alone decides. Below it are "finger" and "arse"."""
_ENOUGH_VOTES = 2
_SHORTEST_STEM = 4


@dataclass(frozen=True)
class Blocklists:
    """Lists of words that somebody found offensive."""

    named: frozenset[str]
    """Words and phrases of plain lists."""
    severity: Mapping[str, float]
    """Words of rated lists, 1 mild to 3 severe."""


def read_blocklists(paths: list[Path]) -> Blocklists:
    """Read lists: one entry a line, or CSV files with the columns "text" and "severity_rating".

    Raises `RecipeError` for a file that is neither.
    """
    named: set[str] = set()
    severity: dict[str, float] = {}
    for path in paths:
        try:
            if path.suffix == ".csv":
                severity.update(_read_rated(path))
            else:
                named.update(path.read_text(encoding="utf-8").lower().splitlines())
        except (OSError, UnicodeDecodeError, KeyError, ValueError) as error:
            raise RecipeError(f"{path}: expected a list of offensive words: {error!r}") from error
    return Blocklists(frozenset(named), severity)


def is_offensive(word: str, listed: tuple[ListedWord, ...], blocklists: Blocklists) -> bool:
    """Tell whether a lower-case word is not to be offered; `listed` are its displays in the word list.

    It is not when the word list says offensive outright, when a rated list finds it strong, or when two of
    three agree: the word list's "possibly offensive", which also stands at "asap" and "config", a plain
    list, which also has "escort", and a mild rating, which also has "finger". A word marked "possibly
    offensive" that begins with an offensive one, as its plural does, and any possessive, is judged as that.
    """
    base = word.removesuffix("'s")
    # A word with an innocent display, "John", is not marked by its other one.
    marked = bool(listed) and all(form.marked for form in listed)
    stems = {base[:length] for length in range(_SHORTEST_STEM, len(base))} if marked else set()
    return (
        any(form.offensive for form in listed)
        or _votes(base, blocklists) + marked >= _ENOUGH_VOTES
        or any(_votes(stem, blocklists) >= _ENOUGH_VOTES for stem in stems)
    )


def _votes(word: str, blocklists: Blocklists) -> int:
    """Return how many lists have a word; one that is sure counts for all."""
    rating = blocklists.severity.get(word, 0.0)
    return _ENOUGH_VOTES if rating >= SURE_SEVERITY else (word in blocklists.named) + (rating > 0)


def _read_rated(path: Path) -> dict[str, float]:
    """Return the highest rating of each word."""
    severity: dict[str, float] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            word = row["text"].lower()
            severity[word] = max(severity.get(word, 0.0), float(row["severity_rating"]))
    return severity
