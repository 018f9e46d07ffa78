"""One step per tap through a lexicon's letters, with every way to type them wrongly.

A noisy channel (Kernighan, Church and Gale, "A spelling correction program based on a noisy channel model",
1990) searched with a beam of the best hypotheses (Viterbi): the score of a hypothesis is the log-likelihood
of the taps given its letters; it is kept as long as that and its most common word together are good enough.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .lexicon import Lexicon
from .trie import ROOT
from .typing_beam import NO_WORD, NOTHING, Beam, hypotheses, joined, taken
from .typing_edits import EditCosts, TapScores
from .typing_weights import TypingWeights

_SPACE = " "
_IMPOSSIBLE = -1e30
"""Stands for minus infinity where hypotheses of that score must go."""


class TypingSearch:
    """The search over one lexicon. Nothing in it changes: share it, and keep a `Beam` per word being typed.

    beam = search.start()
    beam = search.advance(beam, touch.tap(x, y))          # one tap
    beam = search.advance(beam, touch.character("e"))     # or one character, where taps are not known
    # backspace: go on from the beam before; readings: `typing_ranking.rank`
    """

    def __init__(self, lexicon: Lexicon, weights: TypingWeights = TypingWeights()) -> None:  # noqa: B008 (frozen)
        self.lexicon = lexicon
        self.weights = weights
        self.costs = EditCosts(lexicon.alphabet, weights)
        self._first_prospect = np.append(
            weights.language * lexicon.scores, np.float32(0)
        )  # NO_WORD is the last
        self._space = lexicon.alphabet.index(_SPACE) if _SPACE in lexicon.alphabet else None

    def start(self) -> Beam:
        """Return the beam of a word of which nothing has been typed."""
        return hypotheses(
            np.array([ROOT], np.int32), np.zeros(1, np.float32), NOTHING, np.array([NO_WORD], np.int32)
        )

    def advance(self, beam: Beam, tap: NDArray[np.float32]) -> Beam:
        """Return the beam after one more tap, `(alphabet,)` log-likelihoods as from `TouchModel`.

        It is empty when no word is near: after a character that is no letter, or when a word has become
        longer than any of the lexicon.
        """
        sharpest, taps = beam.sharpest + float(tap.max()), beam.taps + 1
        if not len(beam) or sharpest == -np.inf:
            found = taken(beam, np.zeros(0, np.intp))
        else:
            least = self._least(sharpest, taps)
            found = self._best(self._expanded(beam, self.costs.read(tap), least), least)
        return Beam(found.node, found.owed, found.first, found.channel, sharpest, taps)

    def across_space(self, beam: Beam, tap: NDArray[np.float32]) -> Beam:
        """Return the beam of a word that goes on after a space inside it, as in "th is".

        The space may be one too many or meant as a letter near the space bar. Advance the result by the taps
        after the space, and rank it in the context before the first part; its total should be larger than
        those of both parts as words of their own together.

        Args:
            beam: of the part before the space.
            tap: of the space, `(alphabet,)`.
        """
        skipped = hypotheses(
            beam.node, beam.channel + np.float32(self.weights.extra_space), beam.owed, beam.first
        )
        letter = self.advance(beam, tap)
        found = self._best(joined([skipped, letter]), self._least(letter.sharpest, letter.taps))
        return Beam(found.node, found.owed, found.first, found.channel, letter.sharpest, letter.taps)

    def _expanded(self, beam: Beam, step: TapScores, least: float) -> Beam:
        """Return every hypothesis that one tap leads to."""
        ended = self._ended_words(beam)
        source = joined([beam, self._restarted(ended, self.weights.missed_space)])
        swapped = source.owed != NOTHING
        free, owing = taken(source, ~swapped), taken(source, swapped)
        stay, children = self._stay(free, step), self._children(free, step)
        best = max(float(self._promise(part).max(initial=-np.inf)) for part in (stay, children))
        cutoff = max(best - self.weights.beam_width, least)
        parts = [stay, children, *self._grandchildren(free, step, cutoff)]
        if len(owing):
            channel = owing.channel + step.tap[owing.owed]
            parts.append(hypotheses(owing.node, channel, NOTHING, owing.first))
        if self._space is not None:
            cost = self.weights.mistyped_space + float(step.tap[self._space])
            parts.append(self._restarted(ended, cost))
        return joined(parts)

    def _stay(self, free: Beam, step: TapScores) -> Beam:
        """Return the hypotheses by which the tap put in a letter, or typed the last one twice."""
        doubled = step.tap[self.lexicon.trie.label[free.node]] + self.costs.doubled
        return hypotheses(free.node, free.channel + np.maximum(doubled, step.extra), NOTHING, free.first)

    def _children(self, free: Beam, step: TapScores) -> Beam:
        """Return the hypotheses by which the tap meant the next letter."""
        parent, child = self.lexicon.trie.expand(free.node)
        channel = free.channel[parent] + step.meant[self.lexicon.trie.label[child]]
        return hypotheses(child, channel, NOTHING, free.first[parent])

    def _grandchildren(self, free: Beam, step: TapScores, cutoff: float) -> list[Beam]:
        """Return the hypotheses by which the tap meant the letter after next, one being missed or swapped."""
        trie = self.lexicon.trie
        parent, child = trie.expand(free.node)
        start, missed = free.channel[parent], self.missed(free.node[parent], trie.label[child])
        likeliest = start + np.maximum(missed, self.costs.swapped) + step.likeliest + self._prospect(child)
        near = np.flatnonzero(likeliest + self._first_prospect[free.first[parent]] >= cutoff)
        parent, child, start, missed = parent[near], child[near], start[near], missed[near]
        which, node = trie.expand(child)
        skipped, label, first = trie.label[child][which], trie.label[node], free.first[parent][which]
        missing = np.maximum(missed[which] + step.meant[label], step.digraph[skipped, label])
        swapping = np.where(skipped == label, -np.inf, self.costs.swapped + step.tap[label]).astype(
            np.float32
        )
        return [
            hypotheses(node, start[which] + missing, NOTHING, first),
            hypotheses(node, start[which] + swapping, skipped, first),
        ]

    def missed(self, node: NDArray[np.int32], label: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return what it costs to leave out the letters `label` after `node`, both (C,)."""
        again = (label == self.lexicon.trie.label[node]) & (node != ROOT)
        cost = np.where(again, np.float32(self.costs.singled), self.costs.missed[label])
        return np.where(node == ROOT, np.float32(self.costs.missed_first), cost)

    def _ended_words(self, beam: Beam) -> Beam:
        """Return the likeliest words that may have ended with the last tap; `first` is the word."""
        trie = self.lexicon.trie
        may = (beam.owed == NOTHING) & (beam.first == NO_WORD) & (trie.end_count[beam.node] > 0)
        ended = taken(beam, may)
        word = trie.entry_first[ended.node]  # the most common of those with the same letters
        best = _largest(ended.channel + self._first_prospect[word], self.weights.split_words)
        return hypotheses(ended.node[best], ended.channel[best], NOTHING, word[best])

    def _restarted(self, ended: Beam, cost: float) -> Beam:
        """Return the hypotheses that the next word begins after a space that was typed at this cost."""
        return hypotheses(
            np.full_like(ended.node, ROOT), ended.channel + np.float32(cost), NOTHING, ended.first
        )

    def _prospect(self, nodes: NDArray[np.int32]) -> NDArray[np.float32]:
        """Return the scores (C,) of the most common words at or below nodes."""
        scores: NDArray[np.float32] = self.weights.language * self.lexicon.trie.best[nodes]
        return scores

    def _promise(self, beam: Beam) -> NDArray[np.float32]:
        """Return the scores (H,) of hypotheses with the most common words they can become."""
        return beam.channel + self._prospect(beam.node) + self._first_prospect[beam.first]

    def _best(self, beam: Beam, least: float) -> Beam:
        """Return the most promising hypotheses above `least`, one for each node and what is owed there."""
        promise = self._promise(beam)
        near = np.flatnonzero(promise >= max(least, promise.max(initial=-np.inf) - self.weights.beam_width))
        near = near[np.argsort(-promise[near], kind="stable")]
        key = (beam.first[near].astype(np.int64) + 1) * len(self.lexicon.trie) + beam.node[near]
        near = near[np.sort(np.unique(key * (NOTHING + 1) + beam.owed[near], return_index=True)[1])]
        alone = beam.first[near] == NO_WORD
        whole, split = near[alone][: self.weights.hypotheses], near[~alone][: self.weights.split_hypotheses]
        return taken(beam, np.concatenate([whole, split]))

    def _least(self, sharpest: float, taps: int) -> float:
        """Return the promise below which a word that the lexicon does not have is much likelier."""
        weights = self.weights
        unknown = weights.unknown_word + weights.unknown_letter * taps
        return max(sharpest + weights.language * unknown - weights.beam_width, _IMPOSSIBLE)


def _largest(scores: NDArray[np.float32], count: int) -> NDArray[np.intp]:
    """Return the indices of the largest scores, best first."""
    return np.argsort(-scores, kind="stable")[:count]
