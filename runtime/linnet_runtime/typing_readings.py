"""Single words and pairs of words that the taps may mean, scored in their context."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .typing_candidates import Candidates
from .typing_evidence import Evidence

_WIDTH = 12.0
"""Readings this much (natural log) worse than the best are not listed."""
_PAIR_WIDTH = 5.0
"""Pairs of words this much worse than the best pair are not read on: each first word costs a step."""
_Scores = NDArray[np.float32]
NO_LEXICON = -1
"""`Reading.lexicon` of a word that no lexicon has."""


class Reading(NamedTuple):
    """One thing that may be meant."""

    lexicon: int
    """Index into the evidence, or `NO_LEXICON` for what was typed where no lexicon has it."""
    words: tuple[int, ...]
    """Ids: one, two where a space was missed or mistyped, none for `NO_LEXICON`."""
    channel: float
    """Log-likelihood of the taps."""
    language: float
    """Log-probability in the context."""
    total: float
    """Channel and weighted language."""
    completes: bool
    """Whether letters are still to come."""
    literal: bool
    """Whether it is spelled as typed."""
    probability: float = 0.0
    """Among the readings that were compared: those of the same list and a few less probable ones."""


def single_words(number: int, evidence: Evidence, ranges: Candidates, count: int) -> list[Reading]:
    """Return the `count` most probable words among some ranges, best first; `number` is the lexicon's."""
    if not len(ranges):
        return []
    weight, scores = evidence.search.weights.language, evidence.scores.words
    promise = ranges.channel + weight * _best_within(scores, ranges.low, ranges.high)
    floor = max(_floor(ranges, promise, scores, weight, count), float(promise.max()) - _WIDTH)
    near = ranges.take(promise >= floor)
    which, word = _spread(near.low, near.high)
    total = near.channel[which] + weight * scores[word]
    best = _best_of_each(word, total, floor)[:count]
    found = (word, near.channel[which], scores[word], near.completes[which])
    return [
        scored(evidence, number, (one,), channel, language, completes)
        for one, channel, language, completes in zip(
            *(column[best].tolist() for column in found), strict=True
        )
    ]


def word_pairs(number: int, evidence: Evidence, ranges: Candidates, floor: float) -> list[Reading]:
    """Return the readings as two words that come near a total; few first words are read on."""
    weights, lexicon = evidence.search.weights, evidence.search.lexicon
    first_scores = evidence.scores.words[ranges.first]
    promise = ranges.channel + weights.language * (first_scores + lexicon.scores[ranges.low])
    least = max(floor - weights.split_margin, promise.max(initial=-np.inf) - _PAIR_WIDTH)
    near = np.flatnonzero(promise >= least)
    near = near[np.argsort(-promise[near], kind="stable")]
    firsts = list(dict.fromkeys(ranges.first[near].tolist()))[: weights.split_words]
    if not firsts:
        return []
    after = dict(zip(firsts, evidence.scores.after(firsts), strict=True))
    readings = []
    for i in near.tolist():
        first, channel = int(ranges.first[i]), float(ranges.channel[i])
        for word in range(int(ranges.low[i]), int(ranges.high[i])) if first in after else ():
            language = float(evidence.scores.words[first] + after[first][word])
            readings.append(scored(evidence, number, (first, word), channel, language))
    return readings


def scored(
    evidence: Evidence,
    lexicon: int,
    words: tuple[int, ...],
    channel: float,
    language: float,
    completes: bool = False,
    literal: bool = False,
) -> Reading:
    """Return a reading with its total."""
    total = channel + evidence.search.weights.language * language
    return Reading(lexicon, words, channel, language, total, completes, literal)


def _best_within(scores: _Scores, low: NDArray[np.int32], high: NDArray[np.int32]) -> _Scores:
    """Return the largest score of each range (R,); ranges are not empty and may overlap."""
    # From the last range to the first, so that reduceat visits nothing between ranges. It takes no end
    # beyond the last score, which is therefore looked at apart.
    order = np.argsort(-low, kind="stable")
    bounds = np.stack([low[order], np.minimum(high[order], len(scores) - 1)], axis=1).ravel()
    best = np.empty(len(low), np.float32)
    best[order] = np.maximum.reduceat(scores, bounds)[::2]
    return np.where(high == len(scores), np.maximum(best, scores[-1]), best)


def _spread(low: NDArray[np.int32], high: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return every id of some ranges: for each (W,) the number of its range, and itself."""
    size = high - low
    which = np.repeat(np.arange(len(low), dtype=np.int32), size)
    word = (low - (np.cumsum(size, dtype=np.int32) - size))[which]
    word += np.arange(len(which), dtype=np.int32)
    return which, word


def _floor(ranges: Candidates, promise: _Scores, scores: _Scores, weight: float, count: int) -> float:
    """Return a total that `count` words reach: those of the most promising range that has so many."""
    large = np.flatnonzero(ranges.high - ranges.low >= count)
    if not len(large):
        return -np.inf
    best = large[np.argmax(promise[large])]
    within = scores[ranges.low[best] : ranges.high[best]]
    least = np.partition(within, len(within) - count)[len(within) - count]
    return float(ranges.channel[best] + weight * least)


def _best_of_each(word: NDArray[np.int32], total: _Scores, floor: float) -> NDArray[np.intp]:
    """Return the indices of the totals of at least `floor`, best first, each word once."""
    best = np.flatnonzero(total >= floor)
    best = best[np.argsort(-total[best], kind="stable")]
    return best[np.sort(np.unique(word[best], return_index=True)[1])]
