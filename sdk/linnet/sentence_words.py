"""The words of a sentence put right by the lexicon, the language model and the sounds that dictation uses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from linnet.capitals import with_capitals
from linnet.correction import Edit
from linnet.dictation import DEFAULT_PRONUNCIATION
from linnet.language import Language
from linnet_runtime.bundle import Bundle
from linnet_runtime.edit_actions import straightened
from linnet_runtime.key_layout import KeyLayout
from linnet_runtime.sentence_search import SentenceSearch, Token
from linnet_runtime.sentence_weights import SentenceWeights
from linnet_runtime.sound_alikes import SoundAlikes
from linnet_runtime.spoken_lexicon import SpokenLexicon
from linnet_runtime.touch import TouchModel
from linnet_runtime.written import LONGEST_WORD, WORD

_ENOUGH_WORDS = 4
"""Of fewer words nobody can tell their language."""
_TOKEN = re.compile(WORD.pattern + r"|\d+|\S")


class SentenceWords:
    """Finds words that were mistyped, misspelled or mistaken for others. Threads may share it."""

    def __init__(self, search: SentenceSearch) -> None:
        self._search = search

    @staticmethod
    def load(
        language: Language,
        pronunciation: str | Path | None,
        layout: str | KeyLayout,
        weights: SentenceWeights,
    ) -> SentenceWords:
        """Load what a language lacks. Raises `BundleError` for sounds of other words, and `InputError`."""
        said = Bundle.open(DEFAULT_PRONUNCIATION if pronunciation is None else pronunciation)
        spoken = SpokenLexicon.open(said.file_path("pronunciations"), language.lexicon)
        keys = layout if isinstance(layout, KeyLayout) else KeyLayout.load(layout)
        touch = TouchModel(keys, language.lexicon.alphabet)
        return SentenceWords(
            SentenceSearch(language.model, language.typing_search(), touch, SoundAlikes(spoken), weights)
        )

    def with_weights(self, weights: SentenceWeights) -> SentenceWords:
        """Return what is surer, or less sure, of changes."""
        return SentenceWords(self._search.with_weights(weights))

    def edits(self, sentence: str, kept: NDArray[np.bool_]) -> tuple[Edit, ...]:
        """Return what is to be changed, nothing where ``kept`` (characters,) is True.

        Capitals stay as they were typed, but for those of the lexicon.
        """
        places = list(_TOKEN.finditer(straightened(sentence)))
        read = [
            Token(one[0], _is_plain(one[0]) and not kept[one.start() : one.end()].any()) for one in places
        ]
        if self._is_foreign(read):
            return ()
        found = zip(places, self._search.words(read), strict=True)
        return tuple(edit for place, word in found for edit in _edit(sentence, place, word))

    def _is_foreign(self, sentence: Sequence[Token]) -> bool:
        """Tell whether most words are none of the lexicon: another language, or code."""
        known = [self._search.knows(token.text) for token in sentence if token.may_change]
        return len(known) >= _ENOUGH_WORDS and 2 * sum(known) < len(known)

    def mark_scores(self, text: str, marks: str) -> list[float]:
        """Return how probable each mark is after a text, in natural logarithms."""
        return self._search.mark_scores(text, marks)


def _is_plain(token: str) -> bool:
    return token[0].isalpha() and token.isascii() and len(token) <= LONGEST_WORD


def _edit(sentence: str, place: re.Match[str], word: str) -> Iterator[Edit]:
    """Yield the edit that puts in a word of the lexicon, if that is another one than was read."""
    before = sentence[place.start() : place.end()]
    after = with_capitals(word, before, begins_sentence=False) if word else before
    if after != before:
        yield Edit(place.start(), place.end(), before, after)
