from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.characters import characters, continues
from linnet.word_characters import begins_sentence, is_left_alone, joins_word, stretch_before, trailing_word


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", ""),
        ("hello", "hello"),
        ("hello ", ""),
        ("hello.", ""),
        ("say 'hel", "hel"),
        ("I don't", "don't"),
        ("don\u2019", "don\u2019"),
        ("mail me@home", "me@home"),
        ("well-kn", "kn"),
        ("שלום", "שלום"),
        ("ok 👍", ""),
        ("a\u200d\U0001f1e9", ""),
        ("❤\ufe0fa", "a"),
        ("cafe\u0301", "cafe\u0301"),
    ],
)
def test_the_word_at_the_end(text: str, word: str) -> None:
    assert trailing_word(text) == word


@given(st.lists(st.sampled_from([*"ab1'’ .@-\u0301\u200d\ufe0f👍ש\n", "\U0001f1e9"]), max_size=12))
def test_read_forwards_or_backwards_a_word_begins_at_the_same_place(points: list[str]) -> None:
    text, word = "", ""
    for point in points:
        if continues(text, point):
            word = word and word + point
        else:
            word = word + point if joins_word(point, begun=bool(word)) else ""
        text += point
    assert trailing_word(text) == word


@pytest.mark.parametrize(
    "typed",
    [
        "b2b",
        "3pm",
        "a@b",
        "and/or",
        "http://x",
        "NASA",
        "camelCase",
        "snake_case",
        "#tag",
        "R&D",
        "שלום",
        "привет",
        "Müller",
        "n\u0303o",
    ],
)
def test_what_no_dictionary_knows_is_left_alone(typed: str) -> None:
    assert is_left_alone("see ", typed)


@pytest.mark.parametrize("typed", ["teh", "Teh", "dont", "don't", "don\u2019t", "I", "a"])
def test_words_are_not_left_alone(typed: str) -> None:
    assert not is_left_alone("see ", typed)


@pytest.mark.parametrize("before", ["www.", "me@home.", "/usr/", "ls --", "v1.", "the `", "`x = ", "http:"])
def test_parts_of_addresses_and_code_are_left_alone(before: str) -> None:
    assert is_left_alone(before, "teh")


@pytest.mark.parametrize("before", ["", "well-", "(", "one,", '"', "the `code` ", "ok. ", "`a`\n"])
def test_words_after_other_marks_are_not(before: str) -> None:
    assert not is_left_alone(before, "teh")


@pytest.mark.parametrize(
    "before", ["", "  ", "Yes. ", "Really?! ", 'He said "yes." ', "(Yes.) ", "a\n", "a\n  ", '"']
)
def test_sentences_begin(before: str) -> None:
    assert begins_sentence(before)


@pytest.mark.parametrize("before", ["I ", "www.", "one, ", "a: ", "a - ", "e.g"])
def test_sentences_go_on(before: str) -> None:
    assert not begins_sentence(before)


def test_the_stretch_before_ends_at_white_space() -> None:
    assert stretch_before("see www.") == "www."
    assert stretch_before("see ") == stretch_before("") == ""


@given(st.text(max_size=20))
def test_no_text_is_too_strange(text: str) -> None:
    word = trailing_word(text)
    assert text.endswith(word)
    assert "".join(characters(word)) == word
    is_left_alone(text, word)
    begins_sentence(text)
