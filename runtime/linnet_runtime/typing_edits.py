"""What each way of typing a letter wrongly costs, for one alphabet and, once a tap is known, for that tap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import typing_confusions as confusions
from .typing_weights import TypingWeights

APOSTROPHE = "'"
_Scores = NDArray[np.float32]


@dataclass(frozen=True)
class TapScores:
    """What one tap says, A being the size of the alphabet."""

    tap: _Scores
    """(A,) log-likelihood of the tap when a letter's key was aimed at."""
    meant: _Scores
    """(A,) when a letter was meant: the best of its own key and of those it is confused with."""
    likeliest: float
    """When any letter was meant."""
    extra: float
    """When no letter was meant."""
    digraph: _Scores
    """(A, A) when two letters were meant, such as "ph" typed "f"."""


class EditCosts:
    """The costs of `TypingWeights` and `typing_confusions` as arrays over an alphabet."""

    def __init__(self, alphabet: Sequence[str], weights: TypingWeights) -> None:
        label = {letter: i for i, letter in enumerate(alphabet)}
        base = weights.misspelling
        missed = _column(confusions.MISSED, label, base)
        self.missed: _Scores = np.logaddexp(missed, weights.missed).astype(np.float32)
        """(A,) a letter is left out."""
        if APOSTROPHE in label:
            self.missed[label[APOSTROPHE]] = weights.missed_apostrophe
        self.singled = float(np.logaddexp(weights.missed, base + confusions.SINGLED))
        """One of two same letters is left out."""
        self.missed_first = weights.missed_first
        self.swapped = weights.swapped
        self.doubled = float(np.logaddexp(weights.doubled, base + confusions.DOUBLED))
        self._extra = np.logaddexp(_column(confusions.EXTRA, label, base), weights.extra).astype(np.float32)
        self._substituted = _square(confusions.SUBSTITUTED, label, base)
        self._digraphs = [
            (label[key[0]], label[key[1]], label[key[2]], base + rate)
            for key, rate in confusions.DIGRAPHS.items()
            if all(letter in label for letter in key)
        ]

    def read(self, tap: _Scores) -> TapScores:
        """Return what a tap (A,) says about letters meant, missed and put in."""
        digraph = np.full((len(tap), len(tap)), -np.inf, np.float32)
        for one, two, typed, cost in self._digraphs:
            digraph[one, two] = tap[typed] + cost
        meant = np.max(self._substituted + tap, axis=1)
        return TapScores(tap, meant, float(meant.max()), float(np.max(self._extra + tap)), digraph)


def _column(rates: Mapping[str, float], label: Mapping[str, int], base: float) -> NDArray[np.float64]:
    """Return the rates of single letters (A,), -inf for letters without one."""
    column = np.full(len(label), -np.inf)
    for letter, rate in rates.items():
        if letter in label:
            column[label[letter]] = base + rate
    return column


def _square(rates: Mapping[str, float], label: Mapping[str, int], base: float) -> _Scores:
    """Return the rates of (meant, typed) pairs (A, A); each letter stands for itself at no cost."""
    square = np.full((len(label), len(label)), -np.inf, np.float32)
    np.fill_diagonal(square, 0.0)
    for pair, rate in rates.items():
        if pair[0] in label and pair[1] in label:
            square[label[pair[0]], label[pair[1]]] = base + rate
    return square
