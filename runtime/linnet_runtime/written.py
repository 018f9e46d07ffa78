"""How written text becomes the tokens that the language model reads; training and typing share it."""

from __future__ import annotations

import re
import unicodedata

DIGIT = "0"
"""Every digit is read as this one: numbers are not predicted, only that one stands here."""
LONGEST_NUMBER = 4
"""Longer numbers are read as one of this many digits."""
LONGEST_WORD = 40
"""Longer words are cut: nobody means them as one."""
MARKS = frozenset(".,?!:;-()\"'/&@#%$€£+=*")
"""Characters that stand as tokens of their own; all others outside words become `OTHER`."""
OTHER = "\ufffd"

WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
"""A word in `straight` text: letters, and apostrophes between them."""

LINE_END = "\n"
"""Stands between two lines: what follows begins anew."""
SENTENCE_ENDS = frozenset(".?!")
"""Marks after which a line may end."""

_APOSTROPHES = str.maketrans("\u2019\u2018\u02bc\uff07`", "'''''")
_QUOTES = str.maketrans("\u201c\u201d\u2013\u2014\u2026", '""--.')
_REPEATED = re.compile(r"([^\w\s]|\n)\1+")
_TOKEN = re.compile(WORD.pattern + r"|\d+|\n|\S")


def straight(text: str) -> str:
    """Return text in Unicode NFKC with straight apostrophes and quotes; letters and case stay."""
    return unicodedata.normalize("NFKC", text.translate(_APOSTROPHES).translate(_QUOTES))


def tokens(text: str) -> list[str]:
    """Split text into lower-case words, numbers of zeros, punctuation marks and line ends, in order.

    >>> tokens("I’m late... 25 minutes, OK?")
    ["i'm", 'late', '.', '00', 'minutes', ',', 'ok', '?']
    """
    return [_read(token) for token in split(straight(text).lower())]


def split(text: str) -> list[str]:
    """Split straight text (see `straight`) as `tokens` does, but keep each token as it is.

    >>> split("25 Minutes...")
    ['25', 'Minutes', '.']
    """
    return _TOKEN.findall(_REPEATED.sub(r"\1", text))


def is_word(token: str) -> bool:
    """Tell whether a token of `tokens` is a word rather than a number or a mark."""
    return token[0].isalpha()


def _read(token: str) -> str:
    """Return a raw token as the language model reads it."""
    if token[0].isalpha():
        return token[:LONGEST_WORD]
    if token[0].isdigit():
        return DIGIT * min(len(token), LONGEST_NUMBER)
    return token if token in MARKS or token == LINE_END else OTHER
