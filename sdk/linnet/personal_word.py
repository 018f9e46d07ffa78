"""Words of one person: how they are written, and which are worth learning."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from itertools import groupby

from linnet_runtime.errors import InputError
from linnet_runtime.written import LONGEST_WORD, straight

LONGEST_TEXT = 80
"""Characters of a text that is blocked, or whose correction was refused: it may be two words."""

_JOINTS = re.compile("['-]")
_SMALL_THEN_CAPITAL = re.compile("[a-z](?=[A-Z])")
_MOST_INNER_CAPITALS = 2  # LaTeX, McDonaldsUK
_LONGEST_WITHOUT_VOWEL = 7  # tsktsks
_MOST_REPEATS = 4  # soooo
_VOWELS = frozenset("aeiouy")


class Evidence(IntEnum):
    """How a word came to be in the text; the value is what it counts."""

    AUTOCORRECTED = 0
    """The keyboard put it there, so it says nothing about the person."""
    TYPED = 1
    """Typed letter by letter."""
    TAPPED = 2
    """Chosen among the suggestions, given back after an autocorrection, or dictated and then accepted: surely
    meant."""


@dataclass(frozen=True)
class PersonalWord:
    """A word that a person typed or added."""

    display: str
    """As last typed: "McAllister"."""
    weight: float
    """How often it was used, every use halved each 60 days: 2.0 for a word typed twice just now."""
    established: bool
    """Seen twice or added by hand: it is suggested and protected from correction; until then on probation."""
    added: bool
    """Added by hand."""

    @property
    def written(self) -> str:
        """The word in lower case, as the language model and the lexicon know it: "mcallister"."""
        return self.display.lower()


def display_form(word: str) -> str:
    """Return a word with straight apostrophes and no space around it; case stays."""
    return straight(word).strip()


def written_form(text: str) -> str:
    """Return a word or a short text as it is looked up: straight, in lower case, single spaces."""
    return " ".join(straight(text).lower().split())


def is_wordlike(display: str) -> bool:
    """Tell whether a display form is letters, joined by single apostrophes or hyphens, of at most 40."""
    return 0 < len(display) <= LONGEST_WORD and all(map(_is_letters, _JOINTS.split(display)))


def is_learnable(display: str) -> bool:
    """Tell whether a display form is a word to learn unasked, and not noise, or perhaps a password.

    >>> [is_learnable(word) for word in ("McAllister", "rock'n'roll", "hunter2", "xKcdQwRtPz", "noooooo")]
    [True, True, False, False, False]
    """
    return (
        is_wordlike(display)
        and len(_SMALL_THEN_CAPITAL.findall(display)) <= _MOST_INNER_CAPITALS
        and all(len(list(run)) <= _MOST_REPEATS for _, run in groupby(display.lower()))
        and not (display.isascii() and len(display) > _LONGEST_WITHOUT_VOWEL and _lacks_vowels(display))
    )


def is_short_text(written: str) -> bool:
    """Tell whether a written form can be stored as it is: 1 to 80 printable characters."""
    return 0 < len(written) <= LONGEST_TEXT and written.isprintable()


def checked_word(word: str) -> str:
    """Return the display form of a word that a person adds, or raise `InputError`."""
    display = display_form(word)
    if not is_wordlike(display):
        raise InputError(
            f"expected a word of 1 to {LONGEST_WORD} letters, joined by single apostrophes or hyphens, "
            f"got {word!r:.60}; add one word at a time"
        )
    return display


def checked_text(text: str) -> str:
    """Return the written form of a word or short text, or raise `InputError`."""
    written = written_form(text)
    if not is_short_text(written):
        raise InputError(f"expected 1 to {LONGEST_TEXT} printable characters, got {text!r:.60}")
    return written


def _is_letters(part: str) -> bool:
    """Tell whether text is letters, each with any combining marks."""
    return part[:1].isalpha() and all(c.isalpha() or unicodedata.category(c)[0] == "M" for c in part)


def _lacks_vowels(display: str) -> bool:
    """Tell whether no letter is a vowel."""
    return _VOWELS.isdisjoint(display.lower())
