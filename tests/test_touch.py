"""What taps and characters say about letters."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from linnet_runtime.errors import InputError
from linnet_runtime.key_layout import KeyLayout
from linnet_runtime.touch import STRAY, TouchModel
from linnet_runtime.units import LETTERS

TOUCH = TouchModel(KeyLayout.load("qwerty"), LETTERS)
KEYED = [c for c in TOUCH.layout.keys if c in LETTERS]


def of(scores: NDArray[np.float32], letters: str) -> list[float]:
    return [float(scores[LETTERS.index(letter)]) for letter in letters]


def test_a_tap_on_a_key_means_it_most() -> None:
    for character, key in TOUCH.layout.keys.items():
        scores = TOUCH.tap(key.x, key.y)
        assert scores.shape == (len(LETTERS),)
        assert scores.dtype == np.float32
        assert LETTERS[int(scores.argmax())] == character


def test_the_formula_on_one_key() -> None:
    q = TOUCH.layout.keys["q"]
    # 0.1 key widths to the right and 0.2 rows down, sigma 0.25 of each; densities per key area.
    expected = math.exp(-(0.1**2 + 0.2**2) / (2 * 0.25**2)) / (2 * math.pi * 0.25**2)
    score = of(TOUCH.tap(q.x + 0.01, q.y + 0.05), "q")[0]
    assert score == pytest.approx(math.log((1 - STRAY) * expected + STRAY * 0.025), abs=1e-5)


def test_nearer_keys_are_likelier_and_none_is_ruled_out() -> None:
    key = TOUCH.layout.keys["g"]
    g, h, j, p = of(TOUCH.tap(key.x + 0.03, key.y), "ghjp")
    assert g > h > j
    assert p > -12
    assert of(TOUCH.tap(key.x, key.y), "'")[0] == -np.inf  # no key on this layout


def test_the_space_bar_is_aimed_at_along_its_width() -> None:
    left, right = (of(TOUCH.tap(x, 0.875), " ")[0] for x in (0.35, 0.65))
    assert left == pytest.approx(right)
    v, space = of(TOUCH.tap(0.5, 0.74), "v ")
    assert v > space > v - 4  # a tap on "v" just above the bar may be a space
    assert of(TOUCH.tap(0.5, 0.625), " ")[0] < -7


def test_a_wider_sigma_is_less_sure() -> None:
    key = TOUCH.layout.keys["g"]
    sharp, wide = (TouchModel(TOUCH.layout, LETTERS, sigma).tap(key.x, key.y) for sigma in (0.15, 0.4))
    assert of(sharp, "g")[0] > of(wide, "g")[0]
    assert of(sharp, "h")[0] < of(wide, "h")[0]


def test_a_character_is_a_probability_for_each_letter_meant() -> None:
    total = sum(np.exp(TOUCH.character(c).astype(np.float64)) for c in KEYED)
    assert of(total, "".join(KEYED)) == pytest.approx([1.0] * len(KEYED), abs=1e-5)


def test_characters_agree_with_taps_drawn_at_random() -> None:
    rng = np.random.default_rng(3)
    key = TOUCH.layout.keys["g"]
    taps = rng.normal((key.x, key.y), (0.25 * 0.1, 0.25 * 0.25), (4000, 2))
    typed = [TOUCH.nearest(x, y) for x, y in taps]
    for character in "gfhtv":
        chance = math.exp(of(TOUCH.character(character), "g")[0])
        assert typed.count(character) / 4000 == pytest.approx(chance, abs=0.01)
    assert 1 - typed.count("g") / 4000 == pytest.approx(0.09, abs=0.02)  # 2 sigma to the edge, both ways


@pytest.mark.parametrize(("character", "letter"), ["Ee", "ée", "Ée", "ñn", "’'"])
def test_capitals_accents_and_quotes_are_folded(character: str, letter: str) -> None:
    assert np.array_equal(TOUCH.character(character), TOUCH.character(letter))


def test_a_letter_with_a_key_of_its_own_is_not_folded() -> None:
    touch = TouchModel(TOUCH.layout, (*LETTERS, "é"))
    assert touch.character("é").argmax() == len(LETTERS)
    assert touch.character("É").argmax() == len(LETTERS)


@pytest.mark.parametrize("character", ["7", "😀", "ש", "中", "\n", "\u200f", "", "ab", "@"])
def test_anything_else_means_no_letter(character: str) -> None:
    assert (TOUCH.character(character) == -np.inf).all()


def test_an_apostrophe_without_a_key_means_itself() -> None:
    scores = TOUCH.character("'")
    assert of(scores, "'") == [0.0]
    assert np.isneginf(scores).sum() == len(LETTERS) - 1
    azerty = TouchModel(KeyLayout.load("azerty"), LETTERS)
    assert np.isfinite(azerty.character("'")).sum() > 20  # here it has neighbours


def test_taps_outside_are_refused() -> None:
    for x, y in [(math.nan, 0.1), (2.0, 0.1), (0.1, -1.0)]:
        with pytest.raises(InputError):
            TOUCH.tap(x, y)
        with pytest.raises(InputError):
            TOUCH.nearest(x, y)


def test_answers_cannot_spoil_later_ones() -> None:
    with pytest.raises(ValueError, match="read-only"):
        TOUCH.character("e")[0] = 1.0
    TOUCH.tap(0.5, 0.5)[:] = 0.0
    assert TOUCH.tap(0.5, 0.5).min() == -np.inf
