"""Entities of written text, by what its digits and capitals tell."""

from __future__ import annotations

from collections.abc import Sequence

from linnet_export.gazetteer import Gazetteer
from linnet_export.marked_text import MarkedWord
from linnet_export.spoken_quantities import quantity_tags
from linnet_runtime.formatting_labels import TAGS


def quantities(words: Sequence[MarkedWord]) -> list[int]:
    """Return tags of numbers and times: digits that are a time by their form, then by rules, then digits."""
    by_rule = quantity_tags([one.word for one in words])
    return [
        one.digits if TAGS[one.digits].endswith("-time") else (tag or one.digits)
        for tag, one in zip(by_rule, words, strict=True)
    ]


def entity_tags(words: Sequence[MarkedWord], gazetteer: Gazetteer, common: frozenset[str]) -> list[int]:
    """Return tags of numbers and times, and of names by lists, see `Gazetteer.tags`."""
    names = gazetteer.tags(words, common)
    return [quantity or name for quantity, name in zip(quantities(words), names, strict=True)]
