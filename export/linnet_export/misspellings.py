"""Which frequent strings of a corpus are not words but common ways to mistype or misspell one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from linnet_export.typo_pairs import read_typo_pairs
from linnet_export.utterance import CorpusError

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_VOWELS = frozenset("aeiouy")
_ALIKE = ("ck", "cs", "sz", "gj", "mn", "kq", "fv", "td")
"""Consonants that are taken for one another."""
_ENDINGS = frozenset("sdrynl")
"""Last letters that make another word of one: plurals, pasts, "trendy"."""
_BEFORE_IS = frozenset(
    ["he", "here", "how", "it", "let", "she", "that", "there", "what", "when", "where", "who", "why"]
)
SHORTEST_SLIP = 5
"""Shorter strings are one slip away from too many words."""


def read_typos(path: Path, sources: Collection[str] | None = None) -> dict[str, set[str]]:
    """Read a table with the columns typo, correct and source: by lower-case typo, what was meant.

    Only rows of ``sources`` are read, if given: a table may hold lists that nothing shipped may be made with.
    Raises `CorpusError` for another file.
    """
    meant: dict[str, set[str]] = {}
    for pair in read_typo_pairs(path):
        if sources is None or pair.source in sources:
            meant.setdefault(pair.typo.lower(), set()).add(pair.correct.lower())
    if not meant:
        raise CorpusError(f"{path}: expected rows of {sources or 'any source'}, found none")
    return meant


def slips(word: str) -> Iterator[str]:
    """Yield what may have been meant by a string of one typical mistake.

    Two letters swapped, one too many or too few, a wrong vowel or a consonant that sounds alike. An added
    last letter that makes a plural or the like is no mistake.
    """
    for i in range(len(word)):
        before, after = word[:i], word[i + 1 :]
        if after:
            yield before + after[0] + word[i] + after[1:]
        if after or word[i] not in _ENDINGS:
            yield before + after
        for letter in _confused(word[i]):
            yield before + letter + after
        for letter in _LETTERS:
            yield before + letter + word[i:]


def slip_of(word: str, counts: Mapping[str, float], times: float) -> str | None:
    """Return a word at least so many times as frequent, of which this seems a misspelling, or None."""
    enough = times * counts.get(word, 0.0)
    found = (meant for meant in slips(word) if meant != word and counts.get(meant, 0.0) >= enough)
    return next(found, None) if len(word) >= SHORTEST_SLIP else None


def contractions(words: Iterable[str]) -> dict[str, str]:
    """Return the contractions among words by what is left without the apostrophe: "dont" for "don't".

    A final 's counts only after the words it contracts with, such as "it"; else it is a possessive.
    """
    return {word.replace("'", ""): word for word in words if "'" in word and _is_contraction(word)}


def _is_contraction(word: str) -> bool:
    """Tell whether a word is two in one."""
    first, _, rest = word.rpartition("'")
    return rest in {"t", "m", "re", "ve", "ll", "d"} or (rest == "s" and first in _BEFORE_IS)


def _confused(letter: str) -> Iterator[str]:
    """Yield the letters that are written for one."""
    yield from _VOWELS - {letter} if letter in _VOWELS else ()
    for pair in _ALIKE:
        if letter in pair:
            yield pair.replace(letter, "")
