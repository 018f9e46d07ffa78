"""The words that can be suggested at one moment: the language's and one person's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from linnet.blending import BlendedScores, PersonalShare
from linnet.personal_dictionary import PersonalDictionary
from linnet_runtime.language_model import Context, LanguageModel
from linnet_runtime.lexicon import OFFENSIVE, Lexicon, LexiconWord, spelling
from linnet_runtime.typing_ranking import LexiconScores, ModelScores
from linnet_runtime.typing_search import TypingSearch
from linnet_runtime.written import tokens

PERSONAL_SCORE = -9.0
"""Natural-log probability that the search takes for a personal word before any context: one word in 8,000."""
_LANGUAGE, _PERSONAL, _NOT_TYPED = 0, 1, -1
_CACHED_WORDS = 1 << 15


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Lexicons to search in, and what one person makes of them. Nothing in it changes."""

    searches: tuple[TypingSearch, ...]
    """Over the language's lexicon and, where there are any, over the personal words that it lacks."""
    revision: int = 0
    """Of the personal dictionary, when this was read from it."""
    words_revision: int = 0
    """Of its words alone, whatever their weights."""
    blocked: frozenset[str] = frozenset()
    """Words that are never suggested, in small letters."""
    own: Mapping[str, int] = field(default_factory=dict)
    """The personal words that may be suggested, in small letters, numbered from 0 to m - 1."""
    counts: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    """(m,) how much each of them was used."""
    ids: NDArray[np.intp] = field(default_factory=lambda: np.zeros((2, 0), np.intp))
    """(2, m) lexicon and id of each; lexicon -1 for words that cannot be typed with its letters."""

    def scores(
        self, model: LanguageModel, context: Context, previous: Mapping[str, float]
    ) -> list[LexiconScores]:
        """How probable the words of each lexicon are after a context.

        Args:
            model: the language model.
            context: its value there.
            previous: weights of the personal words that followed the word before.
        """
        plain = [ModelScores(model, context, search.lexicon) for search in self.searches]
        if not self.own:
            return list(plain)
        followers = np.zeros(len(self.own))
        for word, count in previous.items():
            if word in self.own:
                followers[self.own[word]] = count
        share = PersonalShare.of(self.counts, followers)
        blended = []
        for number, scores in enumerate(plain):
            here = (self.ids[0] == number) & (share.words > 0)
            blended.append(BlendedScores.of(scores, share.model, self.ids[1][here], share.words[here]))
        return list(blended)

    def may_suggest(self, lexicon: int, word: int) -> bool:
        """Whether a word may be offered that was not typed in full."""
        source = self.searches[lexicon].lexicon
        offensive = bool(source.flags[word] & OFFENSIVE)
        if not (offensive or self.blocked):
            return True
        written = source.written(word)
        return written not in self.blocked and (not offensive or written in self.own)

    def has(self, written: str) -> bool:
        """Whether a word, in small letters, is in one of the lexicons."""
        return any(search.lexicon.find(written) is not None for search in self.searches)

    def is_misspelling(self, written: str) -> bool:
        """Whether the language's lexicon knows a string, in small letters, as a common mistake."""
        return written in self.searches[_LANGUAGE].lexicon.misspellings

    def is_offensive(self, written: str) -> bool:
        """Whether the language's lexicon marks a word as offensive."""
        lexicon = self.searches[_LANGUAGE].lexicon
        word = lexicon.find(written)
        return word is not None and bool(lexicon.flags[word] & OFFENSIVE)


class VocabularySource:
    """Reads a person's vocabulary again when the dictionary has changed, and only what has."""

    def __init__(self, search: TypingSearch, model: LanguageModel, personal: PersonalDictionary) -> None:
        self._search = search
        self._model = model
        self._personal = personal
        self._letters = frozenset(search.lexicon.alphabet)
        self._find = lru_cache(_CACHED_WORDS)(search.lexicon.find)
        self._latest = Vocabulary((search,), revision=-1, words_revision=-1)

    @property
    def latest(self) -> Vocabulary:
        """What was read last."""
        return self._latest

    def read(self) -> Vocabulary:
        """The vocabulary now. The same object as long as nothing changes; raises PersonalStoreError."""
        latest, revision = self._latest, self._personal.revision
        if revision != latest.revision:
            latest = self._latest = self._read(revision, latest)
        return latest

    def _read(self, revision: int, latest: Vocabulary) -> Vocabulary:
        """Read the dictionary anew."""
        weights, blocked = self._personal.unigram(), self._personal.blocked()
        counts = np.fromiter(weights.values(), np.float64, len(weights))
        words_revision = self._personal.vocabulary_revision
        if words_revision == latest.words_revision and list(weights) == list(latest.own):
            return replace(latest, revision=revision, blocked=blocked, counts=counts)
        displays = [self._display(word) for word in weights if self._find(word) is None]
        typeable = sorted(word for word in displays if spelling(word, self._letters))
        searches = (self._search, *self._personal_search(typeable, latest))
        places = {word.lower(): i for i, word in enumerate(self._displays(searches[1:]))}
        ids = np.array([self._place(word, places) for word in weights], np.intp).reshape(-1, 2).T
        own = {word: i for i, word in enumerate(weights)}
        return Vocabulary(searches, revision, words_revision, blocked, own, counts, ids)

    def _place(self, written: str, personal: Mapping[str, int]) -> tuple[int, int]:
        """Lexicon and id of a personal word."""
        known = self._find(written)
        if known is not None:
            return _LANGUAGE, known
        return (_PERSONAL, personal[written]) if written in personal else (_NOT_TYPED, 0)

    def _personal_search(self, displays: list[str], latest: Vocabulary) -> tuple[TypingSearch, ...]:
        """The search over words that the language lacks; the last one where they are the same."""
        if sorted(self._displays(latest.searches[1:])) == displays:
            return latest.searches[1:]
        words = [LexiconWord(display, PERSONAL_SCORE, self._pieces(display)) for display in displays]
        language = self._search.lexicon
        personal = Lexicon.build(words, language.alphabet, beside=language)
        return (TypingSearch(personal, self._search.weights),) if words else ()

    def _displays(self, searches: tuple[TypingSearch, ...]) -> list[str]:
        """The words of personal lexicons in the order of their ids."""
        return [search.lexicon.display(word) for search in searches for word in range(len(search.lexicon))]

    def _display(self, written: str) -> str:
        """How the person writes a word."""
        found = self._personal.find(written)
        return found.display if found else written

    def _pieces(self, display: str) -> tuple[int, ...]:
        """What the language model makes of a word."""
        return tuple(piece for token in tokens(display) for piece in self._model.pieces.encode(token))
