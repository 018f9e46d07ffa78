"""What a proofreader reads and does: characters in, edits out; training and runtime share it.

A text is rewritten from left to right by actions at a pointer into it, the hard monotone attention of
Aharoni and Goldberg (2017, "Morphological Inflection Generation with Hard Monotonic Attention") with the edit
actions of Makarov and Clematide (2018): keep the character, leave it out, change its case, put another one in
its place, or put one in before it. All but the last move the pointer on; to keep the end of the text ends it.
"""

from __future__ import annotations

import string

ALPHABET = ("<other>", "<end>", *(chr(code) for code in range(32, 127)))
"""What is read: printable ASCII; every other character is read as `OTHER` and can only be kept."""
OTHER, END = 0, 1
"""Labels of the first two; `END` is read after the last character."""
WRITTEN = string.ascii_letters + " '.,?!-"
"""What may be put into a text. No digit: numbers are never made."""
ACTIONS = (
    "<keep>",
    "<delete>",
    "<recase>",
    *(f"<insert>{character}" for character in WRITTEN),
    *(f"<replace>{character}" for character in WRITTEN),
)
"""What may be done at the pointer, in the order of the decoder's output."""
KEEP, DELETE, RECASE, FIRST_INSERT = range(4)
FIRST_REPLACE = FIRST_INSERT + len(WRITTEN)

LETTER_EDITS = tuple(
    action[action.find(">") + 1 :] in string.ascii_lowercase and action not in ("<keep>", "<recase>")
    for action in ACTIONS
)
"""For each action, whether it takes one small letter away, puts one in or in the place of another."""

_LABEL = {character: label for label, character in enumerate(ALPHABET) if len(character) == 1}
_WRITTEN = {character: index for index, character in enumerate(WRITTEN)}
_STRAIGHT = str.maketrans("\u2019\u2018\u02bc\uff07`\u201c\u201d\u2013\u2014\u00a0", "'''''\"\"-- ")


def straightened(text: str) -> str:
    """Return text with typewriter's quotes, dashes and spaces: one character for each, so places stay."""
    return text.translate(_STRAIGHT)


def label(character: str) -> int:
    """Return the label of a character of a `straightened` text."""
    return _LABEL.get(character, OTHER)


def is_insert(action: int) -> bool:
    """Tell whether an action leaves the pointer where it is."""
    return FIRST_INSERT <= action < FIRST_REPLACE


def insert(character: str) -> int | None:
    """Return the action that puts a character in, or None when it may not be written."""
    index = _WRITTEN.get(character)
    return None if index is None else FIRST_INSERT + index


def replace(character: str) -> int | None:
    """Return the action that puts a character in the place of another, or None."""
    index = _WRITTEN.get(character)
    return None if index is None else FIRST_REPLACE + index


def written(action: int, character: str) -> str:
    """Return what an action writes where ``character`` stands; "" is the end of the text.

    >>> [written(action, "t") for action in (KEEP, DELETE, RECASE)]
    ['t', '', 'T']
    """
    if action == KEEP:
        return character
    if action == DELETE:
        return ""
    if action == RECASE:
        return recased(character)
    return WRITTEN[(action - FIRST_INSERT) % len(WRITTEN)]


def recased(character: str) -> str:
    """Return a letter of the alphabet as a capital or small, whichever it is not; all else as it is."""
    return character.swapcase() if character.isascii() else character
