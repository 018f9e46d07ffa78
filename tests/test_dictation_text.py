"""Texts of references and recognizers become the same words when they say the same."""

from __future__ import annotations

import pytest

from linnet_export.dictation_text import scored_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("OK", "okay"),
        ("It's alright.", "it’s all right"),
        ("a well-known grey café", "A WELL KNOWN GRAY CAFE"),
        ("21 cats", "twenty-one cats"),
        ("Mr. Brown, goodbye!", "MISTER BROWN GOOD BYE"),
    ],
)
def test_what_sounds_alike_counts_as_the_same(one: str, other: str) -> None:
    assert scored_words(one) == scored_words(other) != ()


def test_other_words_stay_apart() -> None:
    assert scored_words("I'm here") != scored_words("im hear")
    assert scored_words("日本") == ()
