"""How a text is read for proofreading: parts of a line that are read at once, and what each character is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .edit_actions import END, label, straightened
from .lexicon import Lexicon
from .written import WORD

LONGEST_PART = 240
"""Characters that are read at once; a longer sentence is cut between words."""
NO_WORD, UNKNOWN, RARE, KNOWN, COMMON = range(5)
"""What a character is a part of; the word's score decides among the last three."""
WORD_CLASSES = COMMON + 1
KNOWN_SCORE, COMMON_SCORE = -12.1, -9.5
"""Natural-log chance: of the English lexicon about 10,000 and 1,200 words are above these."""

_PART = re.compile(r"\S[^\n\r]*?(?:[.?!]+[\"')\]]*(?=\s+[\"'(\[]?[A-Z0-9])|(?=[\n\r])|\Z)")
_PROTECTED = re.compile(
    r"\S*(?://|@|www\.|\\)\S*"  # addresses, mail, paths
    r"|\S*[^\W\d_]\.[^\W\d_]{2,}\S*"  # example.com, file.txt
    r"|[#$/~]\S+"  # tags, variables, commands
    r"|[^\s]*\d[^\s]*"  # numbers, codes
    r"|\b[A-Z]{2,}s?\b|\w*_\w*"  # NASA, snake_case
    r"|(?<![\w'])[b-hj-zB-HJ-Z](?![\w'])"  # initials, and what is left of "child ' s"
    r"|\b[a-z]+[A-Z]\w*"  # camelCase
    r"|\S*[^\s!-~]\S*"  # what is not ASCII
)


class WordReader:
    """Knows of each word how common it is. It may be shared by threads."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._found = lru_cache(1 << 17)(self._class)
        self.is_meant = lru_cache(1 << 15)(self._is_meant)
        """Whether a lower-case word of the lexicon may be written in the place of another one."""
        self.may_begin = lru_cache(1 << 16)(self._may_begin)
        """Whether a word of the lexicon begins with some lower-case letters."""

    @property
    def fingerprint(self) -> str:
        """A hash of the words."""
        return self._lexicon.fingerprint()

    def classes(self, text: str) -> NDArray[np.int64]:
        """Return (characters,) what each character of a straight text is a part of."""
        found = np.zeros(len(text), np.int64)
        for match in WORD.finditer(text):
            found[match.start() : match.end()] = self._found(match[0].lower())
        return found

    def read(self, text: str) -> NDArray[np.int64]:
        """Return (characters + 1, 2) labels and classes of a text, and its end."""
        straight = straightened(text)
        labels = np.array([*map(label, straight), END], np.int64)
        return np.stack([labels, np.append(self.classes(straight), NO_WORD)], axis=1)

    def score(self, word: str) -> float | None:
        """Return the natural-log chance of a lower-case word, or None when the lexicon lacks it."""
        found = self._find(word)
        return None if found is None else float(self._lexicon.scores[found])

    def _class(self, word: str) -> int:
        score = self.score(word)
        if score is None:
            return UNKNOWN
        return COMMON if score > COMMON_SCORE else KNOWN if score > KNOWN_SCORE else RARE

    def _find(self, word: str) -> int | None:
        found = self._lexicon.find(word)
        return self._lexicon.find(word[:-2]) if found is None and word.endswith("'s") else found

    def _is_meant(self, word: str) -> bool:
        found = self._lexicon.find(word)
        return found is not None and not self._lexicon.flags[found]

    def _may_begin(self, letters: str) -> bool:
        return len(self._lexicon.prefix(letters)) > 0


class Part(NamedTuple):
    """A part of a text that is read at once."""

    start: int
    end: int
    is_sentence: bool
    """False for a piece of a sentence that is too long."""


def parts(text: str) -> Iterator[Part]:
    """Yield the sentences of a text, line by line; long ones are cut between words.

    A sentence ends where a capital or a digit follows. White space between parts belongs to none of them.
    """
    for match in _PART.finditer(text):
        start, is_whole = match.start(), True
        end = start + len(match[0].rstrip())
        while end - start > LONGEST_PART:
            cut = text.rfind(" ", start + 1, start + LONGEST_PART)
            if cut > 0:
                yield Part(start, start + len(text[start:cut].rstrip()), is_sentence=False)
            else:  # no word is so long: nothing to proofread
                cut = text.find(" ", start, end)
            is_whole = False
            start = end if cut < 0 else end - len(text[cut:end].lstrip())
        if start < end:
            yield Part(start, end, is_whole)


def protected(text: str) -> NDArray[np.bool_]:
    """Return (characters,) True in numbers, addresses, file names, capitals and codes: kept as they are."""
    found = np.zeros(len(text), np.bool_)
    for match in _PROTECTED.finditer(straightened(text)):
        end = match.end() - (len(match[0]) - len(match[0].rstrip(".,?!;:\"')]")))
        found[match.start() : end] = True
    return found
