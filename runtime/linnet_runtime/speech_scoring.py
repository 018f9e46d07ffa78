"""What words are worth after the words before them: language model, bonus for each word, bias."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .speech_bias import WordBias
from .speech_contexts import SpeechContexts
from .speech_history import SpeechHistory
from .speech_weights import SpeechWeights
from .speech_words import SpokenWords

_KEPT_WORDS = 1 << 12


class SpeechScoring:
    """Makes histories. Nothing in it changes what it answers."""

    def __init__(
        self, words: SpokenWords, contexts: SpeechContexts, weights: SpeechWeights, bias: WordBias | None
    ) -> None:
        self._words = words
        self._written = lru_cache(_KEPT_WORDS)(words.written)
        self._contexts = contexts
        self._weights = weights
        self._bias = bias

    def start(self) -> SpeechHistory:
        """Return the history of an utterance not begun."""
        return SpeechHistory((), 0.0, self._bias.start() if self._bias else 0)

    def after(
        self, histories: Sequence[SpeechHistory], before: NDArray[np.int32], numbers: NDArray[np.int32]
    ) -> list[SpeechHistory]:
        """Return the histories that some words (K,) make, each of the history that `before` (K,) is of it."""
        rows = before.tolist()
        which = sorted(set(rows))
        contexts = self._contexts.after_each([self._text(histories[row].words) for row in which])
        scores_after = {row: one.piece_scores for row, one in zip(which, contexts, strict=True)}
        pieces = zip(rows, self._words.first_piece[numbers].tolist(), strict=True)
        scores = np.array([scores_after[row][piece] for row, piece in pieces], np.float32)
        scores += self._words.share[numbers]
        so_far = np.array([histories[row].score for row in rows])
        worth = self._weights.language * scores.astype(np.float64) + (so_far + self._weights.word)
        made = zip(rows, numbers.tolist(), worth.tolist(), strict=True)
        return [self._biased(histories[row], number, score) for row, number, score in made]

    def each(self, words: tuple[int, ...]) -> list[float]:
        """Return the natural-log probability of each of some words after those before it."""
        contexts = self._contexts.after_each([self._text(words[:place]) for place in range(len(words))])
        return [
            float(context.piece_scores[self._words.first_piece[word]] + self._words.share[word])
            for context, word in zip(contexts, words, strict=True)
        ]

    def end(self, histories: Sequence[SpeechHistory]) -> list[SpeechHistory]:
        """Return histories with what the end of the utterance adds: people pause where sentences end."""
        added, weight = [0.0] * len(histories), self._weights.sentence_end
        if weight:
            scores = self._contexts.end_scores([self._text(one.words) for one in histories])
            added = [weight * score for score in scores]
        if self._bias is not None:
            added = [more + self._bias.end(one.bias) for more, one in zip(added, histories, strict=True)]
        return [replace(one, score=one.score + more) for one, more in zip(histories, added, strict=True)]

    def _text(self, words: tuple[int, ...]) -> tuple[str, ...]:
        """Return words as the language model reads them."""
        return tuple(map(self._written, words))

    def _biased(self, history: SpeechHistory, number: int, score: float) -> SpeechHistory:
        """Return the history with one more word."""
        state, bonus = history.bias, 0.0
        if self._bias is not None:
            state, bonus = self._bias.step(state, self._words.place(number))
        return SpeechHistory((*history.words, number), score + bonus, state)
