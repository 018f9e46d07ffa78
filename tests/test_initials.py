"""Initials are said letter by letter, with the probability that CMUdict suggests."""

from __future__ import annotations

import pytest

from linnet_runtime.initials import spelled_out
from linnet_runtime.units import PHONES


def said(word: str) -> tuple[str, float] | None:
    found = spelled_out(word)
    return found and (" ".join(PHONES[phone] for phone in found[0]), found[1])


@pytest.mark.parametrize(
    ("word", "phones", "probability"),
    [
        ("FBI", "EH F B IY AY", 0.49),
        ("GPS", "JH IY P IY EH S", 0.94),
        ("US", "Y UW EH S", 0.64),
        ("NATO", "EH N EY T IY OW", 0.38),
        ("UNICEF", "Y UW EH N AY S IY IY EH F", 0.02),
        ("bbc", "B IY B IY S IY", 0.72),
        ("x", "EH K S", 1.0),
        ("DVDs", "D IY V IY D IY Z", 0.94),
        ("BBC's", "B IY B IY S IY Z", 0.94),
        ("GPS’s", "JH IY P IY EH S IH Z", 0.94),
        ("Mr", "EH M AA R", 0.72),
    ],
)
def test_initials(word: str, phones: str, probability: float) -> None:
    assert said(word) == (phones, probability)


@pytest.mark.parametrize("word", ["", "Tom", "toms", "iPhone", "rhythms", "don't", "MySQL", "Ünited", "S T"])
def test_other_words_are_none(word: str) -> None:
    assert spelled_out(word) is None
