"""Which characters make words, which end them, and which words nobody should touch."""

from __future__ import annotations

import itertools
import unicodedata

from linnet.characters import extends
from linnet_runtime.written import LONGEST_WORD

APOSTROPHES = "'\u2019\u02bc"
TECHNICAL = frozenset("@/:_#\\&+=~^|<>*$%`")
"""Marks that belong to addresses, names, sums and code: they do not end a word, and it is left alone."""
CLOSING = frozenset(".,!?;)]}\u2026\u201d")
"""Marks that are written without a space before them."""
_CODE_QUOTE = "`"
_SENTENCE_END = frozenset(".!?\u2026\n")
_AFTER_SENTENCE_END = frozenset("\"')]}\u201d\u2019")


def is_apostrophe(character: str) -> bool:
    """Tell an apostrophe, straight or curly."""
    return character[0] in APOSTROPHES


def joins_word(character: str, *, begun: bool) -> bool:
    """Tell whether a character goes on with the word being typed rather than ends it.

    Letters and digits of every script do, technical marks do, an apostrophe does after the first letter.
    Spaces, punctuation, emoji and everything else end a word.

    Args:
        character: one character, see :func:`linnet.characters.characters`.
        begun: whether there is a word to go on with.
    """
    if is_apostrophe(character):
        return begun
    return character[0] in TECHNICAL or unicodedata.category(character[0])[0] in "LN"


def trailing_word(text: str) -> str:
    """The word at the very end of text, at which a cursor there would go on; empty after a space or mark."""
    start = len(text)
    while start and _inside(text[start - 1]):
        start -= 1
    while start < len(text) and (extends(text[start]) or is_apostrophe(text[start])):
        start += 1  # what belongs to the character before, and opening quotes
    return text[start:]


def stretch_before(text: str) -> str:
    """What stands between the last white space and the end of text: "www." in "see www."."""
    if not text or text[-1].isspace():
        return ""
    return text[-4 * LONGEST_WORD :].split()[-1]


def begins_sentence(text: str) -> bool:
    """Tell whether a word after this text begins a sentence: nothing before it, a full stop or a new line."""
    before = text.rstrip(" \t\u00a0")
    bare = before.rstrip("".join(_AFTER_SENTENCE_END))
    if not bare.strip():
        return True
    if bare[-1] == "\n":
        return True
    return bare[-1] in _SENTENCE_END and len(before) < len(text)


def is_left_alone(before: str, typed: str) -> bool:
    """Tell whether a typed word is not to be corrected, whatever it looks like.

    So are words that are not plain (see :func:`is_plain`), of capitals only, with a capital inside, as in
    "camelCase", with an accent, which no slip of the finger types, or before a closing quote.

    Args:
        before: the text before the word.
        typed: the word itself.
    """
    quoted = typed[-1:] in APOSTROPHES
    deliberate = is_all_capitals(typed) or has_inner_capital(typed) or has_accent(typed)
    return quoted or deliberate or not is_plain(before, typed)


def is_plain(before: str, typed: str) -> bool:
    """Tell whether a word is one of a language, written with Latin letters.

    Words with digits or technical marks are not, nor are those of other scripts, of more than 40 letters, in
    addresses and paths, or between backticks.
    """
    return (
        len(typed) <= LONGEST_WORD
        and all(_is_latin(c) or c in APOSTROPHES or unicodedata.combining(c) for c in typed)
        and not _is_technical(stretch_before(before))
        and before[before.rfind("\n") + 1 :].count(_CODE_QUOTE) % 2 == 0
    )


def is_all_capitals(word: str) -> bool:
    """Two letters or more, all of them capitals."""
    return word.isupper() and sum(map(str.isalpha, word)) > 1


def has_accent(word: str) -> bool:
    """A letter beyond a to z: "Müller"."""
    return any(c not in APOSTROPHES and not c.isascii() for c in word)


def has_inner_capital(word: str) -> bool:
    """A capital after a small letter: "iPhone"."""
    return any(a.islower() and b.isupper() for a, b in itertools.pairwise(word))


def _inside(point: str) -> bool:
    """Whether a code point can stand inside a word."""
    return joins_word(point, begun=True) or extends(point)


def _is_latin(letter: str) -> bool:
    """Whether a letter is Latin, plain or with accents."""
    return letter.isalpha() and (letter.isascii() or unicodedata.name(letter, "").startswith("LATIN"))


def _is_technical(stretch: str) -> bool:
    """Whether what stands directly before a word makes it part of an address, a file name or an option."""
    bare = stretch.lstrip("(\"'[{\u201c\u2018")
    return bare.startswith("-") or any(c == "." or c in TECHNICAL or c.isdigit() for c in bare)
