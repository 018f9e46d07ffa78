"""Text as the characters a person sees: what one press of backspace removes."""

from __future__ import annotations

import unicodedata

ZERO_WIDTH_JOINER = "\u200d"
LONGEST_CHARACTER = 64
"""Code points looked at to find the last character; a family emoji with skin tones has 11."""


def characters(text: str) -> list[str]:
    """Split text into characters, most of them one code point.

    Combining marks, joined emoji, skin tones, flags and CR LF stay whole. The main rules of Unicode Standard
    Annex 29 (extended grapheme clusters), without those of Hangul jamo and Indic conjuncts.

    >>> [len(c) for c in characters("ok" + "\\U0001f468\\u200d\\U0001f469")]
    [1, 1, 3]
    """
    found: list[str] = []
    for point in text:
        if found and _continues(found[-1], point):
            found[-1] += point
        else:
            found.append(point)
    return found


def last_character(text: str) -> str:
    """The last character of text; empty for an empty text."""
    found = characters(text[-LONGEST_CHARACTER:])
    return found[-1] if found else ""


def continues(text: str, point: str) -> bool:
    """Tell whether a code point typed after text becomes a part of its last character."""
    return bool(text) and _continues(last_character(text), point)


def extends(point: str) -> bool:
    """Whether a code point belongs to the one before it: marks, joiners, emoji skin tones and tags."""
    return (
        unicodedata.category(point) in ("Mn", "Me", "Mc")
        or point in "\u200c\u200d"
        or 0x1F3FB <= ord(point) <= 0x1F3FF
        or 0xE0020 <= ord(point) <= 0xE007F
    )


def _continues(character: str, point: str) -> bool:
    """Whether a code point belongs to the character before it."""
    if point.isascii():
        return point == "\n" and character == "\r"
    if extends(point):
        return character not in "\r\n"
    if character.endswith(ZERO_WIDTH_JOINER):  # joins two pictures, nothing else
        return unicodedata.category(character[0]) == unicodedata.category(point) == "So"
    return _is_flag_half(point) and len(character) == 1 and _is_flag_half(character)


def _is_flag_half(character: str) -> bool:
    """Two regional indicators make a flag."""
    return 0x1F1E6 <= ord(character[0]) <= 0x1F1FF
