"""Written text as a recognizer would give it, and what a formatter should put back: capitals and marks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from linnet_export.text import normalise
from linnet_runtime.formatting_labels import (
    CAPITAL,
    COLON,
    COMMA,
    ENDS,
    EXCLAMATION,
    FULL_STOP,
    LOWER,
    MIXED,
    NO_MARK,
    OUTSIDE,
    QUESTION,
    UPPER,
    begin,
)
from linnet_runtime.written import WORD, straight

UNKNOWN = 255
"""A label that the text does not tell: nothing is learnt from it, and nothing judged."""
LONGEST_LINE = 60
"""Words; longer lines are lists and the like."""

_REFUSED = re.compile(r"""[^\w\s.,?!:;'"()\-/$£€%&+]|_|https?|www\.|[:;]['-]?[()DPp](?:\s|$)""")
_CHUNK = re.compile(r"""^(["'(\-]*)(.*?)([.,?!:;"')\-]*)$""", re.DOTALL)
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_CLOCK = re.compile(r"\d?\d:\d\d")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_NUMBER, _TIME = begin(0), begin(1)
_ABBREVIATIONS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "st",
        "vs",
        "jr",
        "sr",
        "prof",
        "gen",
        "col",
        "sgt",
        "lt",
        "capt",
        "rev",
        "mt",
        "inc",
        "ltd",
        "co",
        "no",
        "fig",
        "vol",
    ]
)
_REFUSED_WORDS = frozenset(["e.g", "i.e", "eg", "ie", "i", "i'm", "i'll", "i've", "i'd"])
"""Written so in lower case, they show that a writer does not care, or that nobody would say the line."""
_MEANT = (("?", QUESTION), ("!", EXCLAMATION), (".", FULL_STOP), (":", COLON), (";", COMMA), (",", COMMA))


@dataclass(frozen=True)
class MarkedWord:
    """One word and what a text tells about it."""

    word: str
    """Lower case, without marks."""
    case: int
    """Index into `CASES`."""
    mark: int
    """Index into `MARKS`, or `UNKNOWN`."""
    written: str
    """As the text has it, such as "iPhone"."""
    digits: int = OUTSIDE
    """`TAGS` of a word that the text has as digits."""


def marked_words(line: str, keep_digits: bool = False) -> list[MarkedWord]:
    """Return the words of a line; empty when it does not show how text is written with care.

    Such a line has a mark at its end, a capital at its beginning and after each full stop, and words only.
    With ``keep_digits`` numbers stay digits, otherwise they become words as they are said.

    >>> [(one.word, one.case, one.mark) for one in marked_words("Yes, it costs $5.")]
    [('yes', 1, 1), ('it', 0, 0), ('costs', 0, 0), ('five', 0, 0), ('dollars', 0, 2)]
    """
    text = straight(line)
    if _REFUSED.search(text):
        return []
    words: list[MarkedWord] = []
    for chunk in text.split():
        before, core, after = _parts(chunk)
        if words and (not core or "(" in before or before.startswith("-")):
            _set_mark(words, _mark(after) if not core and _mark(after) != NO_MARK else UNKNOWN)
        if not core:
            continue
        found = _words(core, keep_digits)
        if not found:
            return []
        words += found
        _set_mark(words, _mark_after(core, after))
    return words if _is_careful(words) else []


def token_words(token: str) -> tuple[MarkedWord, ...] | None:
    """Return the words of one token of tokenized text: none for a mark, None when nobody would say it."""
    core = _parts(straight(token))[1]
    if not core:
        return ()
    return _words(core, False) or None if not _REFUSED.search(core) else None


def _parts(chunk: str) -> tuple[str, str, str]:
    """Part what stands before and after a word from it."""
    match = _CHUNK.match(chunk)
    return match.groups() if match else ("", "", "")  # type: ignore[return-value]


def _set_mark(words: list[MarkedWord], mark: int) -> None:
    """Put a mark after the last word, unless there is one."""
    last = words[-1]
    if last.mark == NO_MARK and mark != NO_MARK:
        words[-1] = MarkedWord(last.word, last.case, mark, last.written, last.digits)


def _mark(after: str) -> int:
    """Return what the characters after a word mean."""
    if ".." in after:
        return FULL_STOP if after.rstrip("\"')").endswith((".", "?", "!")) and len(after) < 2 else UNKNOWN
    for sign, mark in _MEANT:
        if sign in after:
            return mark
    return UNKNOWN if ")" in after or "-" in after else NO_MARK


def _mark_after(core: str, after: str) -> int:
    """Return the mark after a word; a full stop of an abbreviation is none."""
    mark = _mark(after)
    short = core.lower() in _ABBREVIATIONS or _INITIALS.fullmatch(core) or (len(core) == 1 and core.isupper())
    if mark == FULL_STOP and short and core != "I":
        return NO_MARK if core.lower() in _ABBREVIATIONS else UNKNOWN
    return mark


@lru_cache(100_000)
def _words(core: str, keep_digits: bool) -> tuple[MarkedWord, ...]:
    """Return the words of what stands between two spaces; none when nobody would say it so."""
    if any(char.isdigit() for char in core):
        return _number_words(core, keep_digits)
    if core.lower() in _REFUSED_WORDS and core.islower():
        return ()
    if _INITIALS.fullmatch(core):
        core = core.replace(".", "")
    parts = [part for part in re.split(r"[-/]", core.replace("&", "and")) if part]
    if not parts or not all(WORD.fullmatch(part) for part in parts):
        return ()
    return tuple(MarkedWord(part.lower(), case_of(part), NO_MARK, part) for part in parts)


def _number_words(core: str, keep_digits: bool) -> tuple[MarkedWord, ...]:
    """Return digits in words, or as they are; their kind is what their form tells."""
    tag = _TIME if _CLOCK.match(core) or _YEAR.fullmatch(core) else _NUMBER
    if keep_digits:
        return (MarkedWord(core.lower(), LOWER, NO_MARK, core, tag),)
    said = normalise(core).split()
    return tuple(MarkedWord(word, LOWER, NO_MARK, word, tag + (place > 0)) for place, word in enumerate(said))


def case_of(word: str) -> int:
    """Return which capitals a word has; "'s" after it does not count.

    >>> [CASES[case_of(word)] for word in ("dog", "I'm", "NASA's", "O'Brien")]
    ['lower', 'capital', 'upper', 'mixed']
    """
    base, _, ending = word.partition("'")
    if word == word.lower():
        return LOWER
    if len(base) > 1 and base == base.upper() and ending in ("", "s"):
        return UPPER
    return CAPITAL if word == word[0].upper() + word[1:].lower() else MIXED


def _is_careful(words: list[MarkedWord]) -> bool:
    """Whether these words are of someone who writes with care."""
    if not 0 < len(words) <= LONGEST_LINE or words[-1].mark not in ENDS:
        return False
    starts = [
        words[0],
        *(after for one, after in pairwise(words) if one.mark == FULL_STOP),
    ]
    if any(one.case == LOWER and not one.digits for one in starts):
        return False
    lower = sum(one.case == LOWER for one in words)
    return len(words) <= 3 or 2 * lower >= len(words)
