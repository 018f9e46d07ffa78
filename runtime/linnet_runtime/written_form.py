"""How a word is written: its marks taken off, its capitals put on."""

from __future__ import annotations

from collections.abc import Mapping

from .formatting_labels import CAPITAL, LOWER, UPPER
from .written import straight

EDGES = '.,?!:;"()[]\u2026-'
"""Marks that are taken off a word's ends: the formatter decides anew what stands there."""
_ALWAYS = frozenset(["i", "i'm", "i'd", "i'll", "i've"])


def bare(word: str) -> str:
    """Return a word without marks at its ends, with straight apostrophes; empty when it is nothing else.

    >>> bare("(Hello),")
    'Hello'
    """
    return straight(word).strip(EDGES)


def with_capitals(word: str, case: int, forms: Mapping[str, str], begins: bool) -> str:
    """Return a bare word with capitals.

    Args:
        word: as it was given; capitals that it has already are kept.
        case: index into `CASES`.
        forms: how words with capitals inside are written, by lower case; they are written in no other way.
        begins: whether a sentence begins with it.

    >>> with_capitals("iphone", CAPITAL, {"iphone": "iPhone"}, begins=True)
    'iPhone'
    """
    if word != word.lower():
        return word
    if case == LOWER and (begins or word in _ALWAYS):
        case = CAPITAL
    if case != LOWER and word in forms:
        return forms[word]
    if case == UPPER:
        base, apostrophe, ending = word.partition("'")
        return base.upper() + apostrophe + ending
    return word if case == LOWER else word[:1].upper() + word[1:]
