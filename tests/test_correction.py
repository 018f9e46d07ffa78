"""Edits of a text, and two passes of edits as one."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from linnet.correction import Edit, applied, composed


def replaced(text: str, changes: dict[str, str]) -> tuple[Edit, ...]:
    """Edits that put other texts in the place of some, each wherever it stands."""
    found = re.finditer("|".join(map(re.escape, changes)), text) if changes else ()
    return tuple(Edit(one.start(), one.end(), one[0], changes[one[0]]) for one in found)


def test_edits_of_other_places_stay_apart() -> None:
    text = "teh tea is nice"
    first = replaced(text, {"teh": "the"})
    second = replaced("the tea is nice", {"nice": "nice."})
    assert composed(text, first, second) == (Edit(0, 3, "teh", "the"), Edit(11, 15, "nice", "nice."))


def test_edits_of_one_place_become_one() -> None:
    text = "alot of teh tea"
    first = replaced(text, {"alot": "a lot", "teh": "the"})
    second = replaced("a lot of the tea", {"a lot": "A lot", "tea": "tea!"})
    assert composed(text, first, second) == (
        Edit(0, 4, "alot", "A lot"),
        Edit(8, 11, "teh", "the"),
        Edit(12, 15, "tea", "tea!"),
    )


def test_what_the_second_takes_back_is_no_edit() -> None:
    assert composed("teh", (Edit(0, 3, "teh", "the"),), (Edit(0, 3, "the", "teh"),)) == ()


@given(
    st.text("abc ", max_size=12),
    st.dictionaries(st.text("abc", min_size=1, max_size=3), st.text("abcd", max_size=3), max_size=3),
    st.dictionaries(st.text("abcd", min_size=1, max_size=3), st.text("abcd", max_size=3), max_size=3),
)
def test_two_passes_are_one(text: str, one: dict[str, str], other: dict[str, str]) -> None:
    first = replaced(text, one)
    between = applied(text, first)
    second = replaced(between, other)
    both = composed(text, first, second)
    assert applied(text, both) == applied(between, second)
    assert all(text[edit.start : edit.end] == edit.before != edit.after for edit in both)
    assert all(a.end < b.start for a, b in pairwise(both))
