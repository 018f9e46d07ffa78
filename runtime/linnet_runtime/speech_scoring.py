"""What words are worth after the words before them: language model, bonus for each word, bias."""

from __future__ import annotations

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

    def after(self, history: SpeechHistory, numbers: NDArray[np.int32]) -> list[SpeechHistory]:
        """Return the histories that some words (K,) make of one."""
        scores = self._next(history.words, numbers)
        worth = self._weights.language * scores.astype(np.float64) + (history.score + self._weights.word)
        pairs = zip(numbers.tolist(), worth.tolist(), strict=True)
        return [self._biased(history, number, score) for number, score in pairs]

    def each(self, words: tuple[int, ...]) -> list[float]:
        """Return the natural-log probability of each of some words after those before it."""
        return [
            float(self._next(words[:place], np.array([word], np.int32))[0])
            for place, word in enumerate(words)
        ]

    def end(self, history: SpeechHistory) -> SpeechHistory:
        """Return a history with what the end of the utterance adds."""
        if self._bias is None:
            return history
        return replace(history, score=history.score + self._bias.end(history.bias))

    def _next(self, before: tuple[int, ...], numbers: NDArray[np.int32]) -> NDArray[np.float32]:
        """Return the natural-log probability (K,) of each of some words to come next."""
        pieces = self._contexts.after(tuple(map(self._written, before))).piece_scores
        scores: NDArray[np.float32] = pieces[self._words.first_piece[numbers]] + self._words.share[numbers]
        return scores

    def _biased(self, history: SpeechHistory, number: int, score: float) -> SpeechHistory:
        """Return the history with one more word."""
        state, bonus = history.bias, 0.0
        if self._bias is not None:
            state, bonus = self._bias.step(state, self._words.place(number))
        return SpeechHistory((*history.words, number), score + bonus, state)
