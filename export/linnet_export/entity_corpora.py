"""Sentences with persons and places marked by people, in CoNLL form: one token and its tag a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from linnet_export.marked_text import UNKNOWN, MarkedWord, token_words
from linnet_export.spoken_quantities import quantity_tags
from linnet_export.text_sources import read_all_lines
from linnet_runtime.formatting_labels import KINDS, OUTSIDE, begin
from linnet_runtime.written import straight

HELD_OUT = 5
"""Each fifth sentence of a file that has no part for development is kept from training."""
_UNSAID = re.compile(r"@|https?:|www\.|RT$|[:;=].{1,2}$|\*|-?DOCSTART|[^\w\s]+$")
_ENDING = re.compile(r"'[A-Za-z]+|n't")
"""Belongs to the word before."""
_KINDS = {"PER": "person", "person": "person", "LOC": "place", "location": "place"}
"""Kinds of wikigold and of WNUT17; all others are none of ours."""


@dataclass(frozen=True)
class TaggedSentence:
    """Words without capitals or marks that count, and a tag for each."""

    words: tuple[MarkedWord, ...]
    tags: tuple[int, ...]


def read_conll(path: Path) -> list[TaggedSentence]:
    """Read a file. Sentences with tokens that nobody would say, such as links, are left out."""
    return [one for rows in _sentences(path) if (one := _tagged(rows)) is not None]


def split_sentences(
    sentences: list[TaggedSentence],
) -> tuple[list[TaggedSentence], list[TaggedSentence]]:
    """Part sentences into those to train on and those to judge by."""
    train = [one for place, one in enumerate(sentences) if place % HELD_OUT]
    return train, sentences[::HELD_OUT]


def _sentences(path: Path) -> Iterator[list[tuple[str, str]]]:
    """Yield the tokens of each sentence with their tags."""
    rows: list[tuple[str, str]] = []
    for line in [*read_all_lines(path), ""]:
        fields = line.split()
        if len(fields) == 2:
            rows.append((fields[0], fields[1]))
        elif rows:
            yield rows
            rows = []


def _tagged(rows: list[tuple[str, str]]) -> TaggedSentence | None:
    """Return a sentence, or None for one that cannot be said."""
    words: list[MarkedWord] = []
    tags: list[int] = []
    before = "O"
    for token, label in rows:
        kind, token = _KINDS.get(label[2:]), straight(token)
        if words and _ENDING.fullmatch(token):
            words[-1] = replace(words[-1], word=words[-1].word + token.lower())
            continue
        found = () if _UNSAID.match(token) else token_words(token.lstrip("#"))
        if found is None:
            return None
        goes_on = label[2:] == before[2:] and not label.startswith("B-")
        for place, word in enumerate(found):
            words.append(replace(word, mark=UNKNOWN, case=UNKNOWN))
            tags.append(OUTSIDE if kind is None else begin(KINDS.index(kind)) + (goes_on or place > 0))
        before = label
    if not words:
        return None
    quantities = quantity_tags([one.word for one in words])
    return TaggedSentence(tuple(words), tuple(a or b for a, b in zip(tags, quantities, strict=True)))
