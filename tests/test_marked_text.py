from __future__ import annotations

import pytest

from linnet_export.marked_text import UNKNOWN, case_of, marked_words, token_words
from linnet_runtime.formatting_labels import CASES, MARKS


def shown(line: str) -> str:
    """Words with the marks after them, ``#`` where none is known."""
    return " ".join(
        one.word + ("#" if one.mark == UNKNOWN else MARKS[one.mark]) for one in marked_words(line)
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Yes, it costs $5.", "yes, it costs five dollars."),
        ("It’s at 5:30, isn't it?", "it's at five thirty, isn't it?"),
        (
            '"Come in!" said the well-known man; nobody came.',
            "come in! said the well known man, nobody came.",
        ),
        (
            "Mr. Smith (a friend) left the U.S. in 1999.",
            "mr smith# a friend# left the us# in nineteen ninety nine.",
        ),
        ("One thing: we wait... and wait - for what?", "one thing: we wait# and wait# for what?"),
        ("Really?!", "really?"),
    ],
)
def test_marks_and_numbers_become_what_is_said(line: str, expected: str) -> None:
    assert shown(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "no capital at the start.",
        "No mark at the end",
        "See https://a.b/c for this.",
        "A smile :) is nothing to say.",
        "Title Case Is No Sentence.",
        "First. second without a capital.",
        "Well, i think so.",
        "",
    ],
)
def test_careless_lines_and_lines_that_nobody_says_are_left_out(line: str) -> None:
    assert marked_words(line) == []


def test_capitals_have_four_kinds() -> None:
    words = ["dog", "Dog", "I", "I'm", "NASA", "NASA's", "iPhone", "O'Brien", "DVDs"]
    expected = ["lower", "capital", "capital", "capital", "upper", "upper", "mixed", "mixed", "mixed"]
    assert [CASES[case_of(word)] for word in words] == expected


def test_digits_may_stay() -> None:
    kept = marked_words("We meet at 5:30 with 20 friends.", keep_digits=True)
    assert [one.word for one in kept] == ["we", "meet", "at", "5:30", "with", "20", "friends"]
    assert [one.digits > 0 for one in kept] == [False, False, False, True, False, True, False]


def test_a_token_is_words_or_a_mark_or_nothing_to_say() -> None:
    assert [one.word for one in token_words("well-known") or ()] == ["well", "known"]
    assert token_words(",") == ()
    assert token_words("a*b") is None
