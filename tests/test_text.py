"""Spelling text as it is spoken: one line of expectation for each rule, and what holds for any text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linnet_export.text import normalise
from linnet_runtime.units import LETTERS


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("WE CALL IT BEAR", "we call it bear"),
        ("P I T T S B U R G H", "p i t t s b u r g h"),
        ("A well‑known four–team sea-shore -- yes.", "a well known four team sea shore yes"),
        ("‘Is it in the kitchen?’ he said.", "is it in the kitchen he said"),
        ("the customers’ cow’s can’t", "the customers cow's can't"),
        ("goin' to get 'em, o'clock 'tis", "goin' to get 'em o'clock 'tis"),
        ("Naïve Müller, Œuvre, Łódź, Straße", "naive muller oeuvre lodz strasse"),
        ("Mr. and Mrs. Smith, etc.", "mister and missus smith et cetera"),
        ("i dont know, it wasnt me", "i don't know it wasn't me"),
        ("I.e. the U.S. at 5 p.m. and U.S.A.", "i e the u s at five p m and u s a"),
        ("R & D, AT&T", "r and d at and t"),
        ("50% of 3.14 + 2", "fifty percent of three point one four plus two"),
        ("1,234,567", "one million two hundred thirty four thousand five hundred sixty seven"),
        (
            "In 1984, 1905, 1900, 2005, 2015",
            "in nineteen eighty four nineteen oh five nineteen hundred two thousand five twenty fifteen",
        ),
        ("the 1990s and the 80's", "the nineteen nineties and the eighties"),
        ("1st 22nd 103RD", "first twenty second one hundred third"),
        (
            "$5.50, $1, £2.5 million, €1.01",
            "five dollars and fifty cents one dollar two point five million pounds one euro and one cent",
        ),
        ("at 3:05 or 12:30", "at three oh five or twelve thirty"),
        ("call 007, mp3, A4, -5 to 10", "call zero zero seven mp three a four minus five to ten"),
    ],
)
def test_rule(text: str, spoken: str) -> None:
    assert normalise(text) == spoken


@pytest.mark.parametrize("text", ["", " ... ", "Привет", "hello 世界", "٣ cats", "'"])
def test_what_cannot_be_spelled_is_empty(text: str) -> None:
    assert normalise(text) == ""


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_spelled_in_the_models_letters(text: str) -> None:
    assert set(normalise(text)) <= set(LETTERS[1:])


@settings(deadline=None)
@given(st.text(alphabet="abc'DE .,-5$%:0st", max_size=30))
def test_spelled_text_is_single_spaced_and_stays_as_it_is(text: str) -> None:
    spoken = normalise(text)
    assert re.fullmatch(r"([a-z']+( [a-z']+)*)?", spoken)
    assert normalise(spoken) == spoken
