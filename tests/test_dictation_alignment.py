"""Alignments count the fewest errors and say which words they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet_export.dictation_alignment import align, oracle_errors
from linnet_export.greedy import edit_distance

TEXTS = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=8)


def test_each_kind_of_error_is_counted() -> None:
    found = align(["the", "cat", "on", "it", "yes"], ["a", "cat", "it", "yes", "now"])
    assert (found.substitutions, found.deletions, found.insertions, found.errors) == (1, 1, 1, 3)
    assert found.said_right == (False, True, False, True, True)
    assert found.heard_right == (False, True, True, True, False)


def test_nothing_heard_is_all_deleted() -> None:
    found = align(["the", "cat"], [])
    assert (found.deletions, found.errors, found.heard_right) == (2, 2, ())


@given(TEXTS.filter(bool), TEXTS)
def test_errors_are_the_edit_distance(said: list[str], heard: list[str]) -> None:
    found = align(said, heard)
    number = "abcd".index
    assert found.errors == edit_distance([*map(number, said)], [*map(number, heard)])
    assert (
        sum(found.said_right) == sum(found.heard_right) == len(said) - found.substitutions - found.deletions
    )
    assert found.errors == oracle_errors(said, [[heard]])


def test_the_oracle_takes_the_best_reading_of_each_stretch() -> None:
    said = ["the", "cat", "is", "here"]
    first, second = [["a", "cat"], ["the", "cat"]], [["is", "hear"], ["it", "is", "here"]]
    assert oracle_errors(said, [first, second]) == 1
    assert oracle_errors(said, []) == 4


@pytest.mark.parametrize("stretches", [[], [[[]]]])
def test_the_oracle_of_nothing_is_all_deleted(stretches: list[list[list[str]]]) -> None:
    assert oracle_errors(["yes"], stretches) == 1
