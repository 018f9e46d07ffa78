"""How probable whole word sequences are, given all frames of an utterance, and when each word was said.

The forward algorithm of connectionist temporal classification (Graves et al. 2006, section 4.1) over a graph
that has every pronunciation of every word, in the linear domain with each frame scaled to 1 (Rabiner 1989,
section V.A). Sequences that begin alike share the states of their beginning.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_LEAST = np.exp(-700.0)
"""Stands for a probability that is too small for a float64."""


@dataclass(frozen=True, eq=False)
class SoundGraph:
    """S states that each emit one unit per frame, and A arcs between them, sorted by target."""

    label: NDArray[np.intp]
    """(S,) unit that a state emits."""
    start: NDArray[np.float64]
    """(S,) probability to begin in a state."""
    source: NDArray[np.intp]
    """(A,) state that an arc leaves."""
    weight: NDArray[np.float64]
    """(A,) its probability."""
    first: NDArray[np.intp]
    """(S,) the first arc into each state; there is at least one, and they go up to the next state's first."""

    def forward(self, sound: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the natural-log probability (S,) of all paths that end in each state.

        Args:
            sound: ``(frames, units)``, natural logarithms; at least one frame.
        """
        emitted = np.exp(sound)[:, self.label]  # (T, S)
        alpha, scale = self.start * emitted[0], 0.0
        for frame in emitted[1:]:
            total = alpha.sum()
            alpha /= max(total, _LEAST)
            scale += np.log(max(total, _LEAST))
            alpha = np.add.reduceat(alpha[self.source] * self.weight, self.first) * frame
        with np.errstate(divide="ignore"):
            found: NDArray[np.float64] = np.log(alpha) + scale
        return found

    def best_paths(self, sound: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the probability (frames, S) of the best path to each state, each frame scaled (Viterbi)."""
        emitted = np.exp(sound)[:, self.label]
        best = np.empty_like(emitted)
        best[0] = self.start * emitted[0]
        for t in range(1, len(emitted)):
            last = best[t - 1]
            last /= max(last.max(), _LEAST)
            best[t] = np.maximum.reduceat(last[self.source] * self.weight, self.first) * emitted[t]
        return best

    def traces(self, best: NDArray[np.float64], states: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the states (K, frames) of the best paths that end in ``states`` (K,).

        Args:
            best: of `best_paths`.
            states: where the paths end.
        """
        sources, weights = self._inward()
        paths = np.empty((len(states), len(best)), np.intp)
        paths[:, -1] = states
        for t in range(len(best) - 1, 0, -1):
            state = paths[:, t]
            leading = sources[state]  # (K, most arcs)
            arc = (best[t - 1][leading] * weights[state]).argmax(axis=1)
            paths[:, t - 1] = leading[np.arange(len(state)), arc]
        return paths

    def _inward(self) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Return sources and probabilities of the arcs into each state (S, most arcs), the rest zeros.

        Where all are improbable the first arc is taken, which every state has.
        """
        counts = np.diff(self.first, append=len(self.source))
        target = np.repeat(np.arange(len(counts)), counts)
        place = np.arange(len(self.source)) - self.first[target]
        shape = (len(counts), int(counts.max()))
        sources, weights = np.zeros(shape, np.intp), np.zeros(shape)
        sources[target, place], weights[target, place] = self.source, self.weight
        return sources, weights
