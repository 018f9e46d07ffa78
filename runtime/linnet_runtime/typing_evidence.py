"""What is known of a word being typed: hypotheses about its letters, and how probable each word is here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from .lexicon import Lexicon
from .typing_beam import Beam
from .typing_search import TypingSearch

_Scores = NDArray[np.float32]
_KEPT_CONTEXTS = 8  # the same few first words are tried again at the next keystrokes
ContextT = TypeVar("ContextT")


class WordModel(Protocol[ContextT]):
    """The part of `language_model.LanguageModel` that ranking needs."""

    def word_scores(self, context: ContextT, lexicon: Lexicon) -> _Scores:
        """Return the log-probability (n,) of each word of a lexicon after a context."""

    def read_each(self, context: ContextT, tokens: Sequence[str]) -> Sequence[ContextT]:
        """Return the contexts after each of several words."""


class LexiconScores(Protocol):
    """How probable the words of one lexicon are in one place of a text."""

    @property
    def words(self) -> _Scores:
        """(n,) log-probability of each word as the next one."""

    def after(self, words: Sequence[int]) -> Sequence[_Scores]:
        """Return the log-probabilities (n,) of the word after each of `words`, were that the next one."""


class ModelScores(Generic[ContextT]):
    """A language model's view of one context, made once for each word that is typed."""

    def __init__(self, model: WordModel[ContextT], context: ContextT, lexicon: Lexicon) -> None:
        self._model, self._context, self._lexicon = model, context, lexicon
        self._words = model.word_scores(context, lexicon)
        self._after: dict[int, ContextT] = {}

    @property
    def words(self) -> _Scores:
        """(n,) log-probability of each word as the next one."""
        return self._words

    def after(self, words: Sequence[int]) -> Sequence[_Scores]:
        """Return the log-probabilities (n,) of the word after each of `words`."""
        return [self._model.word_scores(self._context_after(word), self._lexicon) for word in words]

    def _context_after(self, word: int) -> ContextT:
        """Return the context after a word, were it the next one; the last few are kept."""
        if word not in self._after:
            if len(self._after) == _KEPT_CONTEXTS:
                self._after.clear()
            (self._after[word],) = self._model.read_each(self._context, [self._lexicon.written(word)])
        return self._after[word]


@dataclass(frozen=True, eq=False)
class Evidence:
    """One lexicon's side of a word being typed."""

    search: TypingSearch
    beam: Beam
    scores: LexiconScores
