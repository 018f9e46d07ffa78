"""Tokens: what the language model reads of a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet_runtime.written import LINE_END, LONGEST_WORD, MARKS, OTHER, is_word, straight, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \t", []),
        ("one\n\ntwo", ["one", LINE_END, "two"]),
        ("I’m late... 25 minutes, OK?", ["i'm", "late", ".", "00", "minutes", ",", "ok", "?"]),
        ("“quoted” – well…", ['"', "quoted", '"', "-", "well", "."]),
        ("rock 'n' roll", ["rock", "'", "n", "'", "roll"]),
        ("mother-in-law's", ["mother", "-", "in", "-", "law's"]),
        ("2024-11-21 10000000", ["0000", "-", "00", "-", "00", "0000"]),
        ("mp3 4th", ["mp", "0", "0", "th"]),
        ("a_b", ["a", OTHER, "b"]),
        ("Café ＮＡÏＶＥ", ["café", "naïve"]),
        ("hi 😀!!!", ["hi", OTHER, "!"]),
        ("שלום עולם", ["שלום", "עולם"]),
        ("name@mail.org", ["name", "@", "mail", ".", "org"]),
    ],
)
def test_text_is_split_into_words_numbers_and_marks(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_a_very_long_word_is_cut() -> None:
    assert tokens("a" * 10_000) == ["a" * LONGEST_WORD]


def test_straight_keeps_letters_and_case() -> None:
    assert straight("Don’t “GO”—now…") == 'Don\'t "GO"-now.'


@pytest.mark.parametrize(
    ("token", "word"), [("i'm", True), ("é", True), ("00", False), (".", False), (OTHER, False)]
)
def test_words_are_told_from_numbers_and_marks(token: str, word: bool) -> None:
    assert is_word(token) is word


@given(st.text())
def test_every_token_is_a_word_a_number_or_a_mark(text: str) -> None:
    for token in tokens(text):
        assert token
        assert token == LINE_END or not token.isspace()
        if not is_word(token):
            assert token in MARKS or token in (OTHER, LINE_END) or set(token) == {"0"}


@given(st.text(), st.text())
def test_texts_apart_are_read_apart(first: str, second: str) -> None:
    assert tokens(f"{first} {second}") == tokens(first) + tokens(second)
