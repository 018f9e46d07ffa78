"""symspellpy 6 (MIT) with the English dictionary it comes with: corrects words one by one, knows no context.

A word of the dictionary stays; else the most frequent one at the smallest edit distance up to 2 replaces it,
and where there is none, `word_segmentation` of joined words is not tried: it changes names. No prediction of
its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

from symspellpy import SymSpell, Verbosity

from linnet_export.typing_engine import Guess, Tap

DISTANCE = 2


class Symspell:
    """The dictionary with its index of deletions."""

    def __init__(self, dictionary: SymSpell) -> None:
        self._dictionary = dictionary
        self._found = lru_cache(100_000)(self._lookup)

    def next_words(self, _context: str, _k: int) -> Sequence[Guess]:
        return []

    def complete(self, _context: str, _prefix: str, _k: int) -> Sequence[Guess]:
        return []

    def correct(
        self, _context: str, typed: str, _taps: Sequence[Tap | None] | None, k: int
    ) -> Sequence[Guess]:
        return [Guess(word) for word in self._found(typed)[:k]]

    def _lookup(self, typed: str) -> list[str]:
        if " " in typed:
            found = self._dictionary.lookup_compound(typed, DISTANCE, transfer_casing=True)
        else:
            found = self._dictionary.lookup(
                typed, Verbosity.CLOSEST, DISTANCE, include_unknown=True, transfer_casing=True
            )
        return [one.term for one in found]


def load() -> Symspell:
    """Read the dictionary: 82,765 words, and its pairs for compounds."""
    dictionary = SymSpell(DISTANCE)
    files = resources.files("symspellpy")
    dictionary.load_dictionary(str(files / "frequency_dictionary_en_82_765.txt"), 0, 1)
    dictionary.load_bigram_dictionary(str(files / "frequency_bigramdictionary_en_243_342.txt"), 0, 2)
    return Symspell(dictionary)
