"""The search of grammar mode: which sentence of a grammar fits the sound best, and how well."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .errors import InputError
from .grammar import Grammar
from .grammar_beam import ARRIVAL, GrammarBeam
from .grammar_words import WordGraph
from .phone_graph import BLANK_UNIT, NOWHERE, PhoneGraph, WordArc, silent_frame
from .speech_weights import SpeechWeights

WordSound = Callable[[str], Sequence[tuple[bytes, float]]]
"""How a word may sound: indices into `PHONES` and natural-log share of its uses."""

BEAM = np.float32(60.0)
"""Paths this much worse than the best are dropped, in natural logarithms."""


@dataclass(frozen=True)
class SpokenWord:
    """A word of a path."""

    text: str
    start_frame: int
    end_frame: int


@dataclass(frozen=True)
class GrammarPath:
    """A sentence of the grammar and how it fits."""

    words: tuple[SpokenWord, ...]
    score: float
    """Natural-log likelihood ratio to the best phones without a grammar, at most 0."""
    phones: int
    """Phones of the sentence, or of the best phones without a grammar where these are more."""

    @property
    def fit(self) -> float:
        """The score per phone."""
        return self.score / max(self.phones, 1)

    @property
    def text(self) -> str:
        """The words."""
        return " ".join(word.text for word in self.words)

    def confidence(self, weights: SpeechWeights) -> float:
        """Return the chance that just this was said, a logistic function of the fit."""
        return 1 / (1 + math.exp(-(weights.sentence_slope * self.fit + weights.sentence_offset)))


class GrammarSearch:
    """Finds the sentence of a grammar that was said. It never changes: share it between streams.

    >>> search = GrammarSearch(grammar, sounds)              # doctest: +SKIP
    >>> beam = search.start()                                # doctest: +SKIP
    >>> for frame in frames:                                 # doctest: +SKIP
    ...     beam = search.advance(beam, frame)
    >>> search.best(beam).words                              # doctest: +SKIP
    """

    def __init__(self, grammar: Grammar, sounds: WordSound) -> None:
        """Lay out all sentences as phones. Raises `InputError` when they are too many or may be empty."""
        graph = WordGraph.of(grammar.expressions.values())
        if 0 in graph.ends:
            raise InputError("expected phrases of at least one word, got one whose parts are all optional")
        self._words = tuple(dict.fromkeys(word for _, _, word in graph.arcs))
        self._ends = np.array(graph.ends)
        self.graph = PhoneGraph.build(_word_arcs(graph, self._words, sounds), graph.states)
        """What beams belong to."""

    def start(self) -> GrammarBeam:
        """Return the beam of a stream that has heard nothing."""
        return GrammarBeam.start(self.graph, frame=0, unit=BLANK_UNIT)

    def cut(self, beam: GrammarBeam) -> GrammarBeam:
        """Return the beam in which a new stretch begins."""
        return GrammarBeam.start(self.graph, beam.frame, beam.loudest.unit)

    def advance(self, beam: GrammarBeam, frame: NDArray[np.float32]) -> GrammarBeam:
        """Hear one more frame (41,) of natural-log posteriors of `PHONES`; `beam` is left as it was."""
        after = self.graph.advance(beam.scores, frame)
        phones = len(self.graph.phone)
        scores = np.where(after.scores < after.scores.max() - BEAM, NOWHERE, after.scores)
        since, last_word = beam.since[after.came_from], beam.last_word[after.came_from]
        since[:phones][after.came_from[:phones] >= 2 * phones] = beam.frame  # left a junction: a new word
        new = np.flatnonzero((after.arrived >= 0) & (scores[2 * phones :] > NOWHERE))
        places = new + 2 * phones
        ended = np.empty((len(new), 4), np.int32)
        ended.T[:] = last_word[places], after.arrived[new], since[places], np.full(len(new), beam.frame)
        last_word[places] = len(beam.said) + np.arange(len(new))
        said = np.concatenate([beam.said, ended])
        loudest = beam.loudest.heard(int(frame.argmax()), beam.frame)
        return GrammarBeam(beam.frame + 1, scores, since, last_word, said, loudest).tidied()

    def best(self, beam: GrammarBeam) -> GrammarPath | None:
        """Return the best sentence that may end here; None when none may."""
        ended = self.advance(beam, silent_frame())
        ends = 2 * len(self.graph.phone) + self._ends
        place = int(ends[ended.scores[ends].argmax()])
        if ended.scores[place] == NOWHERE:
            return None
        rows = ended.rows(place)
        length = int(self.graph.length[ended.said[rows, ARRIVAL]].sum())
        phones = max(length, beam.loudest.phones)
        return GrammarPath(self._spoken(ended, rows), float(ended.scores[place]), phones)

    def so_far(self, beam: GrammarBeam) -> tuple[SpokenWord, ...]:
        """Return the whole words of the path that is the best now."""
        return self._spoken(beam, beam.rows(int(beam.scores.argmax())))

    def between_words(self, beam: GrammarBeam) -> bool:
        """Tell whether the path that is the best now is at a junction."""
        return int(beam.scores.argmax()) >= 2 * len(self.graph.phone)

    def _spoken(self, beam: GrammarBeam, rows: list[int]) -> tuple[SpokenWord, ...]:
        """Return the words of some rows."""
        return tuple(
            SpokenWord(self._words[int(self.graph.word[arrival])], start, end)
            for _, arrival, start, end in beam.said[rows].tolist()
        )


def _word_arcs(graph: WordGraph, words: Sequence[str], sounds: WordSound) -> list[WordArc]:
    """Return every pronunciation of every word in its places."""
    spoken = {word: (number, sounds(word)) for number, word in enumerate(words)}
    return [
        WordArc(state, after, phones, cost, spoken[word][0])
        for state, after, word in graph.arcs
        for phones, cost in spoken[word][1]
    ]
