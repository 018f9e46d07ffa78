from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.characters import characters, continues, last_character

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
THUMB = "\U0001f44d\U0001f3fd"
FLAGS = ["\U0001f1e9\U0001f1ea", "\U0001f1eb\U0001f1f7"]


@pytest.mark.parametrize(
    "character", ["a", "é", "e\u0301", FAMILY, THUMB, FLAGS[0], "❤\ufe0f", "\r\n", "1\ufe0f\u20e3"]
)
def test_what_a_person_sees_as_one_stays_whole(character: str) -> None:
    assert characters(f"x{character}y") == ["x", character, "y"]


def test_two_flags_are_two_characters() -> None:
    assert characters("".join(FLAGS)) == FLAGS


def test_a_joiner_between_letters_joins_nothing() -> None:
    assert characters("a\u200db") == ["a\u200d", "b"]


@given(st.text())
def test_nothing_is_lost(text: str) -> None:
    assert "".join(characters(text)) == text


@given(st.text(max_size=30))
def test_the_last_character_is_the_last_of_all(text: str) -> None:
    assert last_character(text) == (characters(text)[-1] if text else "")


@given(st.text(max_size=30), st.characters())
def test_a_code_point_continues_or_begins_a_character(text: str, point: str) -> None:
    grown = len(characters(text + point)) == len(characters(text))
    assert continues(text, point) == grown
