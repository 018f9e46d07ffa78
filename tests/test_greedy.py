"""Greedy reading and edit distances against the plainest code that can be written for them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from linnet_export.greedy import best_path, edit_distance, phone_errors

units = st.lists(st.integers(0, 3), max_size=7)
words = st.lists(
    st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=3), min_size=1, max_size=3), max_size=3
)


def reference_distance(reference: Sequence[int], hypothesis: Sequence[int]) -> int:
    """Levenshtein's definition, by recursion."""
    if not reference or not hypothesis:
        return len(reference) + len(hypothesis)
    return min(
        reference_distance(reference[1:], hypothesis) + 1,
        reference_distance(reference, hypothesis[1:]) + 1,
        reference_distance(reference[1:], hypothesis[1:]) + (reference[0] != hypothesis[0]),
    )


@given(units, st.lists(st.integers(0, 3), max_size=5))
def test_edit_distance_is_levenshteins(reference: list[int], hypothesis: list[int]) -> None:
    assert edit_distance(reference, hypothesis) == reference_distance(reference, hypothesis)


def test_edit_distance_of_a_known_pair() -> None:
    assert edit_distance([*b"kitten"], [*b"sitting"]) == 3
    assert edit_distance([], []) == 0


@given(words, units)
def test_phone_errors_are_those_of_the_best_fitting_variants(
    reference: list[list[list[int]]], hypothesis: list[int]
) -> None:
    sentences = [list(itertools.chain(*chosen)) for chosen in itertools.product(*reference)]
    errors, length = phone_errors(reference, hypothesis)
    assert errors == min(edit_distance(sentence, hypothesis) for sentence in sentences)
    assert length == sum(len(variants[0]) for variants in reference)


def test_a_second_variant_counts_as_right_and_the_first_gives_the_length() -> None:
    assert phone_errors([[[1, 2, 3], [1, 4]], [[5]]], [1, 4, 5]) == (0, 4)
    assert phone_errors([[[1, 2, 3], [1, 4]], [[5]]], [1, 5]) == (1, 4)
    assert phone_errors([[[1, 2, 3]]], []) == (3, 3)


def test_best_path_merges_repeats_and_drops_blanks() -> None:
    path = [0, 1, 1, 0, 1, 2, 2, 0, 0, 3]
    assert best_path(np.eye(4)[path]) == [1, 1, 2, 3]
    assert best_path(np.eye(4)[[0, 0]]) == []
    assert best_path(np.zeros((0, 4))) == []


@given(st.lists(st.integers(0, 3), min_size=1, max_size=12))
def test_best_path_follows_ctc(path: list[int]) -> None:
    assert best_path(np.eye(4)[path]) == [unit for unit, _ in itertools.groupby(path) if unit]
