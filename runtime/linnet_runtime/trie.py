"""A prefix tree in flat numpy arrays: built, opened and expanded many nodes at a time.

Nodes are numbered breadth first and siblings by label, so the children of a node are neighbours and follow
from how many each node has. Entries are sorted by their sequences, so everything below a node is one range.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .errors import BundleError
from .lexicon_file import Array

_Float = TypeVar("_Float", np.float32, np.float64)
ROOT = 0
_MOST_NODES = 1 << 23
"""With 255 children each the numbers still fit 32 bits."""


@dataclass(frozen=True, eq=False)
class Trie:
    """Sequences of labels 0 to 255 as a tree; N nodes, E entries. Node 0 is the root.

    >>> trie = Trie.build([b"ab", b"a"], [-2.0, -1.0])
    >>> trie.entries.tolist(), trie.walk(b"ab")
    ([1, 0], 2)
    """

    label: NDArray[np.uint8]
    """(N,) label of the step that leads to a node; 0 for the root."""
    child_count: NDArray[np.uint8]
    """(N,)"""
    end_count: NDArray[np.uint8]
    """(N,) entries that end exactly here; they come first in the node's range, the best of them first."""
    entry_first: NDArray[np.int32]
    """(N,) first of the entries at or below a node, as an index into `entries`."""
    entry_last: NDArray[np.int32]
    """(N,) one after the last of them."""
    best: NDArray[np.float32]
    """(N,) largest score at or below a node; minus infinity for the root of an empty tree."""
    first_child: NDArray[np.int32]
    """(N,) for a node without children any number."""
    entries: NDArray[np.int32]
    """(E,) what was built from, as indices into the sequences, in the order of the tree."""

    @staticmethod
    def build(sequences: Sequence[bytes], scores: ArrayLike) -> Trie:
        """Build from one sequence of labels (as bytes) and one score (E,) per entry; sequences may repeat.

        Raises `ValueError` when more than 255 entries have the same sequence.
        """
        values = np.asarray(scores, np.float32)
        order = sorted(range(len(sequences)), key=lambda i: (sequences[i], -values[i]))
        counts = _counts([sequences[i] for i in order])
        return replace(Trie.grow(*counts, values[order]), entries=np.array(order, np.int32))

    @staticmethod
    def grow(
        label: NDArray[np.uint8],
        child_count: NDArray[np.uint8],
        end_count: NDArray[np.uint8],
        scores: NDArray[np.float32],
    ) -> Trie:
        """Return a trie from its least description (N,) and the scores (E,) of its entries, in its own order.

        Unlike `restore` it works out ranges and best scores anew, which takes twice as long. Raises
        `BundleError` when the arrays do not make a tree with so many entries.
        """
        _check_lengths(label, child_count, end_count)
        after = _after(child_count)
        _check_children(after)
        first, last = _entry_ranges(child_count, after, end_count)
        if last[ROOT] != len(scores):
            raise BundleError(f"trie: expected scores of {last[ROOT]} entries, got {len(scores)}")
        best = _best(child_count, end_count, after, scores[first[end_count > 0]])
        entries = np.arange(len(scores), dtype=np.int32)
        return Trie(label, child_count, end_count, first, last, best, after - child_count, entries)

    @staticmethod
    def restore(
        label: NDArray[np.uint8],
        child_count: NDArray[np.uint8],
        end_count: NDArray[np.uint8],
        entry_first: NDArray[np.int32],
        entry_last: NDArray[np.int32],
        best: NDArray[np.float32],
    ) -> Trie:
        """Return a trie that was built from sorted sequences, so that its entries are 0, 1, 2, ...

        Raises `BundleError` when the arrays (N,) do not make a tree.
        """
        _check_lengths(label, child_count, end_count, entry_first, entry_last, best)
        after, entries = _after(child_count), int(entry_last[ROOT])
        _check_tree(after, end_count, entry_first, entry_last)
        sorted_entries = np.arange(entries, dtype=np.int32)
        return Trie(
            label, child_count, end_count, entry_first, entry_last, best, after - child_count, sorted_entries
        )

    def __len__(self) -> int:
        return len(self.label)

    def expand(self, nodes: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Return all children of `nodes` (K,): for each (C,) its parent's index in `nodes`, and itself.

        >>> trie = Trie.build([b"ab", b"ac", b"b"], [0.0, 0.0, 0.0])
        >>> [array.tolist() for array in trie.expand(trie.expand(np.array([ROOT]))[1])]
        [[0, 0], [3, 4]]
        """
        count = self.child_count[nodes].astype(np.int64)
        parent = np.repeat(np.arange(len(count)), count)
        # Child j of all is number j - (children of the nodes before) of its own parent.
        shift = self.first_child[nodes] - (np.cumsum(count) - count)
        child: NDArray[np.int32] = (shift[parent] + np.arange(len(parent))).astype(np.int32)
        return parent, child

    def best_of(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what `best` (N,) would be if the entries (E,), in the tree's order, had other scores."""
        ends = np.flatnonzero(self.end_count)
        counts = self.end_count[ends].astype(np.int64)
        firsts = np.cumsum(counts) - counts
        entry = np.repeat(self.entry_first[ends] - firsts, counts) + np.arange(counts.sum())
        ending = np.maximum.reduceat(scores[entry], firsts)
        return _best(self.child_count, self.end_count, self.first_child + self.child_count, ending)

    def walk(self, labels: Iterable[int]) -> int | None:
        """Return the node that a sequence leads to from the root, or None when no entry begins so."""
        node = ROOT
        for label in labels:
            first = int(self.first_child[node])
            steps = self.label[first : first + int(self.child_count[node])].tolist()
            if label not in steps:
                return None
            node = first + steps.index(label)
        return node

    def below(self, node: int) -> range:
        """Return the range in `entries` of what begins with this node's sequence."""
        return range(int(self.entry_first[node]), int(self.entry_last[node]))

    def ending(self, node: int) -> range:
        """Return the range in `entries` of what is exactly this node's sequence, the best first."""
        first = int(self.entry_first[node])
        return range(first, first + int(self.end_count[node]))


def _counts(sequences: list[bytes]) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]:
    """Return label, child_count and end_count (N,) of sorted sequences."""
    table, lengths = _table(sequences)
    shared = _shared(table, lengths)
    labels, child_counts, end_counts = [np.zeros(1, np.uint8)], [], []
    node = np.zeros(len(sequences), np.int64)  # of each sequence, at this depth, from 0 on each level
    for depth in range(table.shape[1] + 1):
        nodes = len(labels[-1])
        end_counts.append(np.bincount(node[lengths == depth], minlength=nodes))
        longer = lengths > depth
        new = longer & (shared <= depth)  # the first sequence to step there makes the node
        child_counts.append(np.bincount(node[new], minlength=nodes))
        labels.append(table[new, depth] if depth < table.shape[1] else np.zeros(0, np.uint8))
        node = np.where(longer, np.cumsum(new) - 1, 0)
    ends = np.concatenate(end_counts)
    if ends.max(initial=0) > np.iinfo(np.uint8).max:
        raise ValueError(f"expected at most 255 entries of one sequence, got {ends.max()}")
    return np.concatenate(labels), np.concatenate(child_counts).astype(np.uint8), ends.astype(np.uint8)


def _table(sequences: list[bytes]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return the labels (E, longest), filled up with 0, and the lengths (E,)."""
    lengths = np.array([len(s) for s in sequences], np.int64)
    longest = int(lengths.max(initial=0))
    joined = b"".join(s.ljust(longest, b"\0") for s in sequences)
    return np.frombuffer(joined, np.uint8).reshape(len(sequences), longest), lengths


def _shared(table: NDArray[np.uint8], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many labels each sequence shares with the one before it (E,); none for the first."""
    if len(table) < 2:
        return np.zeros(len(table), np.int64)
    equal = np.logical_and.accumulate(table[1:] == table[:-1], axis=1).sum(axis=1, dtype=np.int64)
    return np.concatenate([[0], np.minimum(equal, np.minimum(lengths[1:], lengths[:-1]))])


def _check_lengths(*arrays: Array) -> None:
    """Raise `BundleError` unless all arrays have one length that can be a trie's."""
    nodes = {len(array) for array in arrays}
    if len(nodes) != 1 or not 0 < max(nodes) <= _MOST_NODES:
        raise BundleError(f"trie: expected arrays of one length from 1 to {_MOST_NODES}, got {sorted(nodes)}")


def _check_children(after: NDArray[np.int32]) -> None:
    """Raise `BundleError` unless each node (N,) but the root is an earlier one's child."""
    nodes = len(after)
    if after[-1] != nodes or (after[:-1] <= np.arange(1, nodes, dtype=np.int32)).any():
        raise BundleError(f"trie: expected the child counts to make a tree of {nodes} nodes")


def _check_tree(
    after: NDArray[np.int32],
    end_count: NDArray[np.uint8],
    entry_first: NDArray[np.int32],
    entry_last: NDArray[np.int32],
) -> None:
    """Raise `BundleError` unless the nodes (N,) make a tree and all ranges fit."""
    _check_children(after)
    if entry_first.min() < 0 or (entry_first + end_count > entry_last).any():
        raise BundleError("trie: expected each node's entries to begin with those that end there")
    if entry_last.max() != entry_last[ROOT] or end_count.sum(dtype=np.int64) != entry_last[ROOT]:
        raise BundleError(f"trie: expected {entry_last[ROOT]} entries, each to end at one node")


def _after(child_count: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Return the node after each one's last child (N,)."""
    after: NDArray[np.int32] = np.cumsum(child_count, dtype=np.int32)
    after += 1
    return after


def _levels(after: NDArray[np.int32]) -> list[slice]:
    """Return the nodes of each depth; `after` (N,) is the node after each one's last child."""
    levels = [slice(0, 1)]
    while (last := int(after[levels[-1].stop - 1])) > levels[-1].stop:
        levels.append(slice(levels[-1].stop, last))
    return levels


def _entry_ranges(
    child_count: NDArray[np.uint8], after: NDArray[np.int32], end_count: NDArray[np.uint8]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return entry_first and entry_last (N,): sizes added up from the leaves, laid out from the root."""
    size, levels, sums = end_count.astype(np.int32), _levels(after), []
    for level, below in zip(levels[-2::-1], levels[:0:-1], strict=True):
        up_to = np.zeros(below.stop - below.start + 1, np.int32)  # entries before each node below
        np.cumsum(size[below], out=up_to[1:])
        behind = up_to[after[level] - below.start]  # and before the children of the next node of this level
        before = np.concatenate([up_to[:1], behind[:-1]])
        size[level] += behind - before
        sums.append((up_to, before))
    first = np.zeros_like(size)
    for level, below, (up_to, before) in zip(levels[:-1], levels[1:], reversed(sums), strict=True):
        base = first[level] + end_count[level] - before
        first[below] = np.repeat(base, child_count[level]) + up_to[:-1]
    return first, first + size


def _best(
    child_count: NDArray[np.uint8],
    end_count: NDArray[np.uint8],
    after: NDArray[np.int32],
    ending: NDArray[_Float],
) -> NDArray[_Float]:
    """Return the largest score at or below each node (N,); `ending` has those of the nodes with ends."""
    best = np.full(len(end_count), -np.inf, ending.dtype)
    best[end_count > 0] = ending
    levels = _levels(after)
    for level, below in zip(levels[-2::-1], levels[:0:-1], strict=True):
        parents = level.start + np.flatnonzero(child_count[level])
        starts = after[parents] - child_count[parents] - below.start
        best[parents] = np.maximum(best[parents], np.maximum.reduceat(best[below], starts))
    return best
