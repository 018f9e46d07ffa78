"""The language model's view of a place in a text, blended with the words that one person uses.

A cache language model (Kuhn and De Mori, "A cache-based natural language model for speech recognition", 1990)
in two layers, words and pairs of words, each trusted the more of it was seen (Witten and Bell, 1991):

    P(w | text) = (1 - a) ((1 - b) model(w | text) + b c(w) / N) + a c(v, w) / c(v)
    a = PAIR_TRUST c(v) / (c(v) + PAIR_HALFWAY),    b = WORD_TRUST N / (N + WORD_HALFWAY)

where v is the word before, c are counts that fade with time, and N and c(v) the sums of all c(w) and c(v, w).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linnet_runtime.typing_ranking import LexiconScores

WORD_TRUST = 0.1
"""Largest part of the probability that a person's words get without regard to the word before."""
WORD_HALFWAY = 50.0
"""How many words must be seen for half of it."""
PAIR_TRUST = 0.5
"""Largest part that a person's pairs of words get."""
PAIR_HALFWAY = 4.0
"""How often the word before must be seen for half of it."""


@dataclass(frozen=True, eq=False)
class PersonalShare:
    """What one person's words get of the probability in one place."""

    model: float
    """What is left to the language model; with ``words`` it sums to 1."""
    words: NDArray[np.float64]
    """(m,) what each personal word gets on top of the model's opinion."""

    @classmethod
    def of(cls, counts: NDArray[np.float64], followers: NDArray[np.float64]) -> PersonalShare:
        """Weigh by the formula above: c(w) and c(v, w), both (m,) and 0 or more, of the same words."""
        total, seen = float(counts.sum()), float(followers.sum())
        pairs = PAIR_TRUST * seen / (seen + PAIR_HALFWAY)
        words = (1 - pairs) * WORD_TRUST * total / (total + WORD_HALFWAY)
        mass = counts * (words / total if total else 0.0) + followers * (pairs / seen if seen else 0.0)
        return cls(1 - pairs - words, mass)


@dataclass(frozen=True, eq=False)
class BlendedScores:
    """A lexicon's scores in one place with personal words blended in: a `typing_ranking.LexiconScores`."""

    words: NDArray[np.float32]
    """(n,) log-probability of each word as the next one."""
    model: LexiconScores

    @classmethod
    def of(
        cls, model: LexiconScores, share: float, ids: NDArray[np.intp], mass: NDArray[np.float64]
    ) -> BlendedScores:
        """Give the model ``share`` of the probability, and the words ``ids`` (m,) their ``mass`` (m,) > 0."""
        words = model.words + np.float32(math.log(share))
        words[ids] = np.logaddexp(words[ids], np.log(mass))
        return cls(words, model)

    def after(self, words: Sequence[int]) -> Sequence[NDArray[np.float32]]:
        """(n,) of the word after each of ``words``: the model's alone, no pairs are looked up that far."""
        return self.model.after(words)
