"""A trie says the same as a dictionary of all prefixes, for any sequences and scores."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet_runtime.errors import BundleError
from linnet_runtime.trie import ROOT, Trie

SEQUENCES = st.lists(st.binary(max_size=5).map(lambda b: bytes(x % 4 * 85 for x in b)), max_size=40)


def model_of(sequences: list[bytes]) -> dict[bytes, set[int]]:
    below: dict[bytes, set[int]] = defaultdict(set)
    below[b""] = set()
    for entry, sequence in enumerate(sequences):
        for length in range(len(sequence) + 1):
            below[sequence[:length]].add(entry)
    return below


@given(SEQUENCES, st.integers(0, 99))
def test_nodes_are_the_prefixes_and_hold_the_entries_below_them(sequences: list[bytes], seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=len(sequences)).astype(np.float32)
    trie, model = Trie.build(sequences, scores), model_of(sequences)
    assert len(trie) == len(model)
    for prefix, below in model.items():
        node = trie.walk(prefix)
        assert node is not None
        assert set(trie.entries[trie.below(node)].tolist()) == below
        assert trie.best[node] == max((scores[i] for i in below), default=-np.inf)
        ending = trie.entries[trie.ending(node)].tolist()
        assert set(ending) == {i for i in below if sequences[i] == prefix}
        assert [-scores[i] for i in ending] == sorted(-scores[i] for i in ending)


@given(SEQUENCES, st.lists(st.integers(0, 60), max_size=8))
def test_expand_gives_every_child_with_its_parent(sequences: list[bytes], picks: list[int]) -> None:
    trie, model = Trie.build(sequences, np.zeros(len(sequences))), model_of(sequences)
    prefixes = sorted(model)
    chosen = [prefixes[pick % len(prefixes)] for pick in picks]
    nodes = np.array([trie.walk(prefix) for prefix in chosen], np.int32)
    parent, child = trie.expand(nodes)
    found = [(int(p), chosen[p] + bytes([trie.label[c]])) for p, c in zip(parent, child, strict=True)]
    assert found == [(i, p) for i, of in enumerate(chosen) for p in prefixes if p[:-1] == of and p]
    assert [trie.walk(prefix) for _, prefix in found] == child.tolist()


def test_children_are_neighbours_in_the_order_of_their_labels() -> None:
    trie = Trie.build([b"to", b"tea", b"a", b"ten", b"t"], np.zeros(5))
    assert trie.label.tolist() == [0, *b"a", *b"t", *b"e", *b"o", *b"a", *b"n"]
    assert trie.entries.tolist() == [2, 4, 1, 3, 0]
    assert trie.walk(b"te") == 3
    assert trie.walk(b"tex") is None
    assert trie.walk(b"") == ROOT


def test_an_empty_trie_has_a_root_and_nothing_else() -> None:
    trie = Trie.build([], [])
    assert (len(trie), len(trie.entries), list(trie.below(ROOT))) == (1, 0, [])
    assert trie.expand(np.array([ROOT], np.int32))[1].tolist() == []


def test_no_array_of_the_result_depends_on_the_order_given() -> None:
    words = [b"ab", b"abc", b"b", b"ba"]
    one, other = Trie.build(words, [1, 2, 3, 4]), Trie.build(words[::-1], [4, 3, 2, 1])
    for name in ("label", "child_count", "end_count", "first_child", "entry_first", "entry_last", "best"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist()


def test_255_entries_may_share_a_sequence_but_not_256() -> None:
    assert Trie.build([b"a"] * 255, np.zeros(255)).end_count.tolist() == [0, 255]
    with pytest.raises(ValueError, match="at most 255"):
        Trie.build([b"a"] * 256, np.zeros(256))


def restored(children: Sequence[int], ends: Sequence[int], first: Sequence[int], last: Sequence[int]) -> Trie:
    counts = (np.array(column, np.uint8) for column in (children, ends))
    ranges = (np.array(column, np.int32) for column in (first, last))
    nodes = len(children)
    return Trie.restore(np.zeros(nodes, np.uint8), *counts, *ranges, np.zeros(nodes, np.float32))


@given(SEQUENCES)
def test_a_trie_of_sorted_sequences_is_restored_from_what_it_keeps(sequences: list[bytes]) -> None:
    built = Trie.build(sorted(sequences), np.zeros(len(sequences)))
    kept = (built.label, built.child_count, built.end_count, built.entry_first, built.entry_last, built.best)
    again = Trie.restore(*kept)
    for field in dataclasses.fields(Trie):
        assert np.array_equal(getattr(again, field.name), getattr(built, field.name))


@pytest.mark.parametrize(
    ("children", "ends", "first", "last"),
    [
        ([1, 1, 1], [0, 0, 2], [0, 0, 0], [2, 2, 2]),  # one child more than nodes
        ([0, 2, 0], [0, 1, 1], [0, 0, 1], [2, 1, 2]),  # a node that is its own ancestor
        ([2, 0], [0, 2], [0, 0], [2, 2]),  # a child that is not there
        ([2, 0, 0], [0, 1, 2], [0, 0, 1], [2, 1, 2]),  # more ends than entries
        ([2, 0, 0], [0, 1, 1], [0, 0, 1], [2, 1, 3]),  # a range beyond the root's
        ([2, 0, 0], [0, 1, 1], [0, -1, 1], [2, 1, 2]),
        ([2, 0, 0], [0, 1, 1], [0, 1, 1], [2, 1, 2]),  # fewer entries than end there
        ([], [], [], []),
    ],
)
def test_arrays_that_are_no_tree_are_refused(
    children: list[int], ends: list[int], first: list[int], last: list[int]
) -> None:
    with pytest.raises(BundleError):
        restored(children, ends, first, last)


def test_arrays_of_different_lengths_are_refused() -> None:
    with pytest.raises(BundleError, match="one length"):
        restored([1, 0], [0, 1], [0, 0], [1])


@given(st.lists(st.tuples(*[st.integers(0, 3)] * 4), min_size=1, max_size=8))
def test_whatever_is_restored_can_be_walked(rows: list[tuple[int, int, int, int]]) -> None:
    try:
        trie = restored(*zip(*rows, strict=True))
    except BundleError:
        return
    level = np.array([ROOT], np.int32)
    seen = []
    while len(level):
        seen += level.tolist()
        level = trie.expand(level)[1]
    assert sorted(seen) == list(range(len(trie)))
    for node in seen:
        assert set(trie.ending(node)) <= set(trie.below(node)) <= set(trie.below(ROOT))
