"""Keywords anywhere in sound: each frame may begin one, and its phones are weighed against any others.

After Szöke et al., "Comparison of keyword spotting approaches for informal continuous speech" (2005), section
2.1: the score of a keyword is the log-likelihood ratio of its best path to that of a loop over all phones. A
part of the log-posterior of each frame's best unit is added: in noise no phone is sure, and all ratios are
near 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .confidence import log_odds
from .errors import InputError
from .keyword_state import KeywordState
from .phone_graph import NOWHERE, PhoneGraph, Scores, WordArc, silent_frame
from .speech_weights import SpeechWeights

Sounds = Sequence[tuple[bytes, float]]
"""Pronunciations of a word: indices into `PHONES`, natural-log cost, 0 for the best."""

MOST_KEYWORDS = 1000
SETTLED_FRAMES = 8
"""A keyword is told so many frames after its best end: 0.24 s at 30 ms, one short syllable."""


@dataclass(frozen=True)
class Spotted:
    """A keyword that was heard."""

    keyword: int
    start_frame: int
    end_frame: int
    """The frame after the last."""
    score: float
    """0 to 1, see `KeywordSearch.score`."""


class KeywordSearch:
    """Spots keywords. It never changes: share it between streams.

    >>> search = KeywordSearch([[sounds("hey"), sounds("linnet")]], [0.5], SpeechWeights())  # doctest: +SKIP
    >>> state = search.start()                                                              # doctest: +SKIP
    >>> spotted, state = search.advance(state, log_probabilities)                           # doctest: +SKIP
    """

    def __init__(
        self, keywords: Sequence[Sequence[Sounds]], thresholds: Sequence[float], weights: SpeechWeights
    ) -> None:
        """Lay out keywords, each its words' pronunciations, with the score above which each is told.

        Raises `InputError` for none or too many.
        """
        if not 0 < len(keywords) <= MOST_KEYWORDS:
            raise InputError(f"expected 1 to {MOST_KEYWORDS} keywords, got {len(keywords)}")
        lengths = [len(words) + 1 for words in keywords]  # junctions of each
        self.graph = PhoneGraph.build(_arcs(keywords), sum(lengths))
        """What states belong to."""
        sounds = 2 * len(self.graph.phone)
        self._last = sounds + np.cumsum(lengths) - 1
        self._first = self._last - np.array(lengths) + 1
        self._begins = np.zeros(sounds + sum(lengths), bool)
        self._begins[self._first] = True
        self._keyword = _keywords(self.graph, np.repeat(np.arange(len(keywords)), lengths))
        phones = np.array([_phones(words) for words in keywords], np.float32)
        self._doubt = np.float32(weights.keyword_doubt)
        self._slope = weights.keyword_slope
        self._offset = weights.keyword_offset + weights.keyword_phones * phones
        self._threshold = np.array([log_odds(threshold) for threshold in thresholds])

    def __len__(self) -> int:
        return len(self._threshold)

    def start(self) -> KeywordState:
        """Return the state before the first frame."""
        return KeywordState.start(self.graph, len(self))

    def advance(self, state: KeywordState, frame: NDArray[np.float32]) -> tuple[list[Spotted], KeywordState]:
        """Hear one more frame (41,) of natural-log posteriors of `PHONES`.

        Returns what is certain now to have been said, and the next state; `state` is left as it was.
        """
        scores = state.scores.copy()
        scores[self._first] = 0.0  # a keyword may begin in any frame
        scores[self._last] = NOWHERE  # and ends in one
        after = self.graph.advance(scores, frame)
        since = state.since[after.came_from]
        since[self._begins[after.came_from]] = state.frame
        doubt = self._doubt * frame.max()  # in noise no unit is sure
        return self._weighed(state, after.scores + doubt, since)

    def finish(self, state: KeywordState) -> list[Spotted]:
        """Return what was said and not told yet when the sound ends."""
        spotted, ended = self.advance(state, silent_frame())
        return spotted + _spotted(ended, np.isfinite(ended.peak))

    def _weighed(
        self, state: KeywordState, scores: Scores, since: NDArray[np.int32]
    ) -> tuple[list[Spotted], KeywordState]:
        """Tell what has settled, and keep the best of what has just ended. Of K keywords:"""
        odds = (self._slope * scores[self._last] + self._offset).astype(np.float32)  # (K,)
        start = since[self._last]
        hit = odds > self._threshold
        settled = (state.frame - state.peak_end >= SETTLED_FRAMES) | (hit & (start >= state.peak_end))
        told = settled & np.isfinite(state.peak)
        told_end = np.where(told, state.peak_end, state.told_end)
        peak = np.where(told, NOWHERE, state.peak)
        better = hit & (start >= told_end) & (odds > peak)
        scores = np.where(since < told_end[self._keyword], NOWHERE, scores)
        return _spotted(state, told), KeywordState(
            frame=state.frame + 1,
            scores=scores,
            since=since,
            peak=np.where(better, odds, peak),
            peak_start=np.where(better, start, state.peak_start),
            peak_end=np.where(better, np.int32(state.frame), state.peak_end),
            told_end=told_end,
        )


def _spotted(state: KeywordState, told: NDArray[np.bool_]) -> list[Spotted]:
    """Return the peaks of some keywords (K,)."""
    return [
        Spotted(
            keyword=keyword,
            start_frame=int(state.peak_start[keyword]),
            end_frame=int(state.peak_end[keyword]),
            score=float(1 / (1 + np.exp(-state.peak[keyword].astype(np.float64)))),
        )
        for keyword in np.flatnonzero(told).tolist()
    ]


def _arcs(keywords: Sequence[Sequence[Sounds]]) -> list[WordArc]:
    """Return the words of each keyword between junctions of its own."""
    arcs, junction = [], 0
    for number, words in enumerate(keywords):
        for sounds in words:
            arcs += [WordArc(junction, junction + 1, phones, cost, number) for phones, cost in sounds]
            junction += 1
        junction += 1
    return arcs


def _keywords(graph: PhoneGraph, of_junction: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the keyword that each place (2N + J,) belongs to, given that of each junction (J,)."""
    phones = len(graph.phone)
    of_phone = np.empty(phones, np.int64)
    for phone, before in enumerate(graph.blank_before.tolist()):  # a phone comes after the one before it
        at_junction = before >= 2 * phones
        of_phone[phone] = of_junction[before - 2 * phones] if at_junction else of_phone[before - phones]
    return np.concatenate([of_phone, of_phone, of_junction])


def _phones(words: Sequence[Sounds]) -> int:
    """Return how many phones a keyword has, each word in its most usual pronunciation."""
    return sum(len(max(sounds, key=lambda sound: sound[1])[0]) for sounds in words)
