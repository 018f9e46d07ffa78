from __future__ import annotations

import pytest

from linnet.personal_decay import HALF_LIFE_S, decayed
from linnet.personal_word import PersonalWord, checked_text, checked_word, is_learnable, written_form
from linnet_runtime.errors import InputError

WORDS = ["a", "McAllister", "iPhone", "LaTeX", "o'clock", "twenty-one", "naïve", "soooo", "tsktsks", "привет"]
NOT_WORDS = [
    "",
    " ",
    "2026",
    "mp3",
    "two words",
    "-",
    "it's-",
    "'tis'",
    "a--b",
    "x@y",
    "a.b",
    "🙂",
    "\0",
    "\ud800",
]
NOT_LEARNED = ["hunter2", "P4ssw0rd", "xKcdQwRtPz", "qwrtpsdfg", "noooooo", "x" * 41]


@pytest.mark.parametrize("word", WORDS)
def test_words_are_learnable(word: str) -> None:
    assert is_learnable(word)
    assert checked_word(word) == word


@pytest.mark.parametrize("word", NOT_WORDS + NOT_LEARNED)
def test_other_text_is_not_learned(word: str) -> None:
    assert not is_learnable(word)


@pytest.mark.parametrize("word", [*NOT_WORDS, "x" * 41, "hunter2"])
def test_what_cannot_be_a_word_is_not_added(word: str) -> None:
    with pytest.raises(InputError, match=r"letters"):
        checked_word(word)


def test_a_word_that_looks_like_a_password_can_be_added_by_hand() -> None:
    assert checked_word(" xKcdQwRtPz ") == "xKcdQwRtPz"


@pytest.mark.parametrize("text", ["", "  ", "x" * 81, "a\0b", "\ud800"])
def test_what_cannot_be_printed_is_no_text(text: str) -> None:
    with pytest.raises(InputError, match="printable"):
        checked_text(text)


def test_the_written_form_is_straight_and_in_lower_case() -> None:
    assert written_form("  Don’t  STOP ") == "don't stop"
    assert PersonalWord("McAllister", 1.0, False, False).written == "mcallister"


def test_a_weight_halves_each_half_life() -> None:
    assert decayed(4.0, 0.0, 0.0) == 4.0
    assert decayed(4.0, 0.0, HALF_LIFE_S) == 2.0
    assert decayed(4.0, 0.0, 3 * HALF_LIFE_S) == 0.5


def test_a_time_in_the_future_does_not_raise_a_weight() -> None:
    assert decayed(4.0, 1e12, 0.0) == 4.0
