"""Phrases that a stream expects, such as the names in an address book: their words become more probable.

The phrases are a tree of words with failure links (Aho and Corasick, "Efficient string matching: an aid to
bibliographic search", 1975). The words of a phrase get their bonuses as they come, so that the search does
not drop them, and give them back where the phrase breaks off (Zhao et al., "Shallow-fusion end-to-end
contextual biasing", 2019). So, in the end, a word has its bonus exactly once if it stands in a listed phrase
that was said in full, and not otherwise, also where phrases overlap or contain each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .errors import InputError

COMMON, RARE = -8.0, -13.0
"""Natural-log unigram probabilities between which a word's bonus grows: one word in 3,000, one in 400,000."""
LEAST_SHARE = 0.1
"""Of the boost, for the most common words: so that phrases of them gain, and alone they do little harm."""
_ROOT = 0

Place = tuple[int, int]
"""A word as lexicon and id, as for `WordBias`."""


def phrase_bonus(score: float, boost: float) -> float:
    """Return what a word of a phrase gains, as a natural logarithm: rare words all of the boost, others less.

    Args:
        score: natural-log unigram probability of the word.
        boost: natural logarithm of how many times more probable rare words are taken to be.

    >>> [phrase_bonus(score, 8.0) for score in (-16.0, -12.0, -3.0)]
    [8.0, 6.4, 0.8]
    """
    return boost * min(max((COMMON - score) / (COMMON - RARE), LEAST_SHARE), 1.0)


@dataclass(frozen=True)
class _Tree:
    """N prefixes of phrases; 0 is the empty one. Word i of a prefix is bit i of a mask, from 0."""

    after: Mapping[tuple[int, Place], int]
    """The prefix that is one word longer."""
    parent: Sequence[int]
    """(N,) the prefix that is one word shorter."""
    depth: Sequence[int]
    """(N,) words."""
    bonus: Sequence[float]
    """(N,) of its last word."""
    shorter: Sequence[int]
    """(N,) the longest other prefix of a phrase that it ends with: the failure link."""
    inside: Sequence[int]
    """(N,) mask of its words that are in a whole phrase within it."""


class PhraseBias:
    """A `WordBias` for phrases. Nothing in it changes: streams may share it.

    Its state names the longest end of what was said that begins a phrase, and how many of its first words
    are in a whole phrase that began before them.
    """

    def __init__(self, phrases: Iterable[Sequence[Place]], bonus: Mapping[Place, float]) -> None:
        """Take phrases as words and the bonus of each of these words, at least 0.

        Raises `InputError` for a phrase without words, and for a word without a bonus or with one below 0.
        """
        self.most = bonus
        self._tree = _grown(phrases, bonus)
        self._stride = max(self._tree.depth) + 1

    def start(self) -> int:
        """Return the state of no phrase begun."""
        return _ROOT

    def step(self, state: int, word: Place) -> tuple[int, float]:
        """Return the state after a word and what it adds, with what broken phrases give back."""
        tree = self._tree
        before, known = divmod(state, self._stride)
        kept = before
        while (after := tree.after.get((kept, word))) is None and kept != _ROOT:
            kept = tree.shorter[kept]
        if before == _ROOT and after is None:
            return _ROOT, 0.0
        whole = tree.inside[before] | ((1 << known) - 1)
        if after is None:
            return _ROOT, -self._open(before, whole, tree.depth[before])
        dropped = tree.depth[before] - tree.depth[kept]
        lost = self._open(before, whole, dropped)
        known = min(_ones(whole >> dropped), tree.depth[kept])
        return after * self._stride + known, tree.bonus[after] - lost

    def end(self, state: int) -> float:
        """Return what an unfinished phrase gives back, at most 0."""
        before, known = divmod(state, self._stride)
        return -self._open(before, self._tree.inside[before] | ((1 << known) - 1), self._tree.depth[before])

    def _open(self, prefix: int, whole: int, count: int) -> float:
        """Return the bonuses of those of the first words of a prefix that are in no whole phrase."""
        tree, total = self._tree, 0.0
        while prefix != _ROOT:
            place = tree.depth[prefix] - 1
            if place < count and not whole >> place & 1:
                total += tree.bonus[prefix]
            prefix = tree.parent[prefix]
        return total


def _grown(phrases: Iterable[Sequence[Place]], bonus: Mapping[Place, float]) -> _Tree:
    """Return the tree of the phrases."""
    after: dict[tuple[int, Place], int] = {}
    parent, words = [_ROOT], [(0, 0)]
    whole = set[int]()
    for phrase in phrases:
        _refuse(phrase, bonus)
        prefix = _ROOT
        for word in phrase:
            longer = after.setdefault((prefix, word), len(parent))
            if longer == len(parent):
                parent.append(prefix)
                words.append(word)
            prefix = longer
        whole.add(prefix)
    depth = [0]
    for prefix in parent[1:]:
        depth.append(depth[prefix] + 1)
    shorter, inside = _links(after, parent, words, depth, whole)
    return _Tree(after, parent, depth, [0.0, *(bonus[word] for word in words[1:])], shorter, inside)


def _links(
    after: Mapping[tuple[int, Place], int],
    parent: Sequence[int],
    words: Sequence[Place],
    depth: Sequence[int],
    whole: set[int],
) -> tuple[list[int], list[int]]:
    """Return `shorter` and `inside` of each prefix, the shortest prefixes first."""
    shorter, inside, longest = [_ROOT] * len(parent), [0] * len(parent), [0] * len(parent)
    for prefix in sorted(range(1, len(parent)), key=depth.__getitem__):
        link = shorter[parent[prefix]] if depth[prefix] > 1 else None
        while link is not None:
            if found := after.get((link, words[prefix])):
                shorter[prefix] = found
                break
            link = shorter[link] if link != _ROOT else None
        longest[prefix] = depth[prefix] if prefix in whole else longest[shorter[prefix]]
        ending = ((1 << longest[prefix]) - 1) << (depth[prefix] - longest[prefix])
        inside[prefix] = inside[parent[prefix]] | ending
    return shorter, inside


def _refuse(phrase: Sequence[Place], bonus: Mapping[Place, float]) -> None:
    """Raise `InputError` for what is no phrase."""
    if not phrase:
        raise InputError("expected phrases of at least one word, got an empty one")
    for word in phrase:
        if not bonus.get(word, -1.0) >= 0:
            raise InputError(f"expected a bonus of at least 0 for each word of a phrase, got none for {word}")


def _ones(mask: int) -> int:
    """Return how many of the lowest bits are all 1."""
    return (~mask & (mask + 1)).bit_length() - 1
