"""Which words may follow in one place of a text, one after the other; each is worked out once."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from linnet.place import Followers, Place
from linnet_runtime.language_model import Context, LanguageModel
from linnet_runtime.lexicon import spelling
from linnet_runtime.typing_ranking import LexiconScores

_Scores = NDArray[np.float32]


class NextWord(NamedTuple):
    """A word of one of a vocabulary's lexicons."""

    lexicon: int
    word: int
    log_probability: float
    """Given all before it."""


class Continuations:
    """What the language model and the personal dictionary expect after a place."""

    def __init__(self, model: LanguageModel, place: Place, context: Context, followers: Followers) -> None:
        """Begin at a place.

        Args:
            model: the language model.
            place: where the first word goes.
            context: the model's value there.
            followers: see ``Place``.
        """
        self.place = place
        self._model = model
        self._followers = followers
        self._contexts: dict[tuple[str, ...], Context] = {(): context}
        self._first: dict[tuple[str, int], list[NextWord]] = {}
        self._next: dict[tuple[tuple[str, ...], int], list[NextWord]] = {}

    def first(self, typed: str, width: int) -> list[NextWord]:
        """The likeliest first words that begin with what is typed, of all such words; at most ``width``."""
        key = typed, width
        if key not in self._first:
            self._first[key] = self._begun(typed, width) if typed else self._best(self.place.scores, width)
        return self._first[key]

    def _begun(self, typed: str, width: int) -> list[NextWord]:
        """The likeliest words that begin with what is typed, of all such words."""
        ranges = []
        for search in self.place.vocabulary.searches:
            letters = spelling(typed, frozenset(search.lexicon.alphabet))
            ranges.append(search.lexicon.prefix(letters) if letters else range(0))
        parts = [scores.words[r.start : r.stop] for scores, r in zip(self.place.scores, ranges, strict=True)]
        total = float(np.logaddexp.reduce(np.concatenate(parts))) if any(map(len, parts)) else -math.inf
        found = [
            NextWord(number, ranges[number].start + word, score - total)
            for number, part in enumerate(parts)
            for word, score in _largest(part, width)
        ]
        return self._allowed(found, width)

    def after(self, words: tuple[NextWord, ...], width: int) -> list[NextWord]:
        """The likeliest words after at least one other; at most ``width``."""
        written = tuple(map(self._written, words))
        key = written, width
        if key not in self._next:
            context, vocabulary = self._context(written), self.place.vocabulary
            scores = vocabulary.scores(self._model, context, self._followers(written[-1]))
            self._next[key] = self._best(scores, width)
        return self._next[key]

    def _context(self, written: tuple[str, ...]) -> Context:
        """The model after some words."""
        if written not in self._contexts:
            before = self._context(written[:-1])
            (self._contexts[written],) = self._model.read_each(before, written[-1:])
        return self._contexts[written]

    def _best(self, scores: Sequence[LexiconScores], width: int) -> list[NextWord]:
        """The likeliest words of all lexicons that may be suggested."""
        found = [
            NextWord(number, word, score)
            for number, one in enumerate(scores)
            for word, score in _largest(one.words, width)
        ]
        return self._allowed(found, width)

    def _allowed(self, found: list[NextWord], width: int) -> list[NextWord]:
        """The likeliest of some words that may be suggested."""
        may = self.place.vocabulary.may_suggest
        ranked = sorted(found, key=lambda one: (-one.log_probability, one.lexicon, one.word))
        return [one for one in ranked[: 2 * width] if may(one.lexicon, one.word)][:width]

    def _written(self, one: NextWord) -> str:
        return self.place.vocabulary.searches[one.lexicon].lexicon.written(one.word)


def _largest(scores: _Scores, count: int) -> Iterator[tuple[int, float]]:
    """Yield the places and values of some of the largest scores."""
    kept = min(2 * count, len(scores))  # some may not be suggested
    best = np.argpartition(-scores, kept - 1)[:kept] if kept else np.zeros(0, np.intp)
    yield from zip(best.tolist(), scores[best].tolist(), strict=True)
