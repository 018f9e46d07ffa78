from __future__ import annotations

import pytest

from linnet.capitals import own_form, with_capitals


@pytest.mark.parametrize(
    ("display", "typed", "begins_sentence", "written"),
    [
        ("hello", "", False, "hello"),
        ("hello", "hel", True, "Hello"),
        ("hello", "Hel", False, "Hello"),
        ("hello", "HEL", False, "HELLO"),
        ("London", "lon", False, "London"),
        ("London", "LON", False, "LONDON"),
        ("I'm", "im", False, "I'm"),
        ("I'm", "I", False, "I'm"),
        ("iPhone", "iph", True, "iPhone"),
        ("iPhone", "Ip", False, "iPhone"),
        ("iPhone", "IPH", True, "IPHONE"),
        ("'tis", "", True, "'tis"),
    ],
)
def test_capitals(display: str, typed: str, begins_sentence: bool, written: str) -> None:
    assert with_capitals(display, typed, begins_sentence=begins_sentence) == written


@pytest.mark.parametrize(
    ("typed", "begins_sentence", "learned"),
    [
        ("Zyx", False, "Zyx"),
        ("Zyx", True, "zyx"),
        ("iPod", True, "iPod"),
        ("zyx", True, "zyx"),
        ("NAS", True, "NAS"),
    ],
)
def test_a_capital_that_begins_a_sentence_is_not_the_words_own(
    typed: str, begins_sentence: bool, learned: str
) -> None:
    assert own_form(typed, begins_sentence=begins_sentence) == learned
