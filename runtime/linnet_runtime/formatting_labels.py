"""What a formatting model says of each word: its capitals, the mark after it, the entity it is part of."""

from __future__ import annotations

CASES = ("lower", "capital", "upper", "mixed")
"""Capitals of a word: none, the first letter, all, or as the word's own form has them, such as "iPhone"."""
LOWER, CAPITAL, UPPER, MIXED = range(len(CASES))

MARKS = ("", ",", ".", "?", "!", ":")
"""What stands after a word."""
NO_MARK, COMMA, FULL_STOP, QUESTION, EXCLAMATION, COLON = range(len(MARKS))
ENDS = (FULL_STOP, QUESTION, EXCLAMATION)
"""Marks that end a sentence: the next word begins with a capital."""

KINDS = ("number", "time", "person", "place")
"""Kinds of entities."""
QUANTITIES = ("number", "time")
"""Kinds of which two never stand side by side: then they are one."""
TAGS = ("", *(f"{part}-{kind}" for kind in KINDS for part in ("begin", "inside")))
"""Part of an entity, in the order of the graph's output (Ramshaw and Marcus 1995): "" is none."""
OUTSIDE = 0

UNITS = {"case": CASES, "mark": MARKS, "entity": TAGS}
"""The graph's outputs, each with what its columns stand for."""


def begin(kind: int) -> int:
    """Return the tag of an entity's first word; the one after it is that of its other words.

    >>> TAGS[begin(1)], TAGS[begin(1) + 1]
    ('begin-time', 'inside-time')
    """
    return 1 + 2 * kind


def spans(tags: list[int]) -> list[tuple[int, int, int]]:
    """Return entities as (kind, first word, word after the last) of tags.

    A word inside an entity of a kind that has not begun begins one.

    >>> spans([0, 1, 2, 4, 3])
    [(0, 1, 3), (1, 3, 4), (1, 4, 5)]
    """
    found: list[tuple[int, int, int]] = []
    for place, tag in enumerate(tags):
        if tag == OUTSIDE:
            continue
        kind, inside = divmod(tag - 1, 2)
        if inside and found and found[-1][0] == kind and found[-1][2] == place:
            found[-1] = (kind, found[-1][1], place + 1)
        else:
            found.append((kind, place, place + 1))
    return found
