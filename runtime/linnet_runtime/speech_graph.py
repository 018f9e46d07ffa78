"""The graph of all ways to say some sequences of words, for the forward algorithm."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .ctc_forward import SoundGraph
from .speech_words import BOUNDARY, SpokenWords
from .units import BLANK, PHONES

_BLANK = PHONES.index(BLANK)
_NO_WORD = -1


@dataclass(frozen=True)
class SequenceEnds:
    """Where a sequence of words may end."""

    states: tuple[int, ...]
    weights: tuple[float, ...]
    """Natural logarithm of what each way to end costs."""


@dataclass(frozen=True)
class _Ending:
    """The states after a sequence of words."""

    gap: tuple[int, int]
    """The boundary after its last word, and the blank after that."""
    last: tuple[int, ...] = ()
    """Its last word's last phones and the blanks after them."""
    costs: tuple[float, ...] = ()
    """Of each: the word's pronunciation."""


class SpeechGraphBuilder:
    """Adds sequences of words to one graph, in which those that begin alike share states.

    Between two words comes at least one boundary, and before the first and after the last there may be some.
    """

    def __init__(self, words: SpokenWords, language_weight: float) -> None:
        """`language_weight` is that of the costs of pronunciations."""
        self._words = words
        self._language_weight = language_weight
        self._label: list[int] = []
        self._position: list[int] = []
        self._start: list[float] = []
        self._arcs: list[tuple[int, int, float]] = []  # target, source, weight
        self._after: dict[tuple[int, ...], _Ending] = {(): self._gap([], [])}
        for state in self._after[()].gap:
            self._start[state] = 1.0

    def add(self, sequence: tuple[int, ...]) -> SequenceEnds:
        """Add numbers of words, and return where their sequence ends."""
        for count in range(1, len(sequence) + 1):
            if sequence[:count] not in self._after:
                before = self._after[sequence[: count - 1]]
                self._after[sequence[:count]] = self._word(before.gap, sequence[count - 1], count - 1)
        ending = self._after[sequence]
        return SequenceEnds((*ending.gap, *ending.last), (0.0, 0.0, *ending.costs))

    def graph(self) -> SoundGraph:
        """Return the graph of everything that was added."""
        target, source, weight = zip(*sorted(self._arcs), strict=True)
        return SoundGraph(
            np.array(self._label, np.intp),
            np.array(self._start),
            np.array(source, np.intp),
            np.array(weight, np.float64),
            np.searchsorted(target, np.arange(len(self._label))),
        )

    def positions(self) -> NDArray[np.int64]:
        """Return which word of its sequence each state (S,) is a phone of, -1 for blanks and boundaries."""
        return np.array(self._position, np.int64)

    def _word(self, gap: Sequence[int], number: int, position: int) -> _Ending:
        """Add all pronunciations of a word after a gap."""
        last: list[int] = []
        costs: list[float] = []
        for phones, cost in self._words.pronunciations(number):
            ends = self._pronunciation(gap, phones, position)
            last += ends
            costs += [self._language_weight * cost] * len(ends)
        return self._gap(last, costs)

    def _pronunciation(self, gap: Sequence[int], phones: bytes, position: int) -> Sequence[int]:
        """Add phones after a gap; returns the last of them and the blank after it."""
        before = gap
        for place, phone in enumerate(phones):
            again = place > 0 and phones[place - 1] == phone  # then a blank has to come between
            state = self._state(phone, position, before[1:] if again else before)
            if position == place == 0:
                self._start[state] = 1.0
            before = (state, self._state(_BLANK, _NO_WORD, [state]))
        return before

    def _gap(self, last: Sequence[int], costs: Sequence[float]) -> _Ending:
        """Add the boundary and the blank after the end of a word."""
        boundary = self._state(BOUNDARY, _NO_WORD, last, costs)
        blank = self._state(_BLANK, _NO_WORD, [boundary])
        self._arcs.append((boundary, blank, 1.0))
        return _Ending((boundary, blank), tuple(last), tuple(costs))

    def _state(self, label: int, position: int, sources: Sequence[int], costs: Sequence[float] = ()) -> int:
        """Add a state that may follow itself and `sources`."""
        state = len(self._label)
        self._label.append(label)
        self._position.append(position)
        self._start.append(0.0)
        weights = [math.exp(cost) for cost in costs] or [1.0] * len(sources)
        self._arcs += [(state, state, 1.0), *((state, s, w) for s, w in zip(sources, weights, strict=True))]
        return state
