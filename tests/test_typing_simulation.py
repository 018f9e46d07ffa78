from __future__ import annotations

from dataclasses import replace

import pytest

from linnet_export.typing_metrics import CorrectionCounts
from linnet_export.typing_noise import SlipRates, TypingNoise
from linnet_export.typing_simulation import Simulation, judge, keeps
from linnet_export.typing_text import Sentence
from linnet_runtime.key_layout import KeyLayout
from typists import QUARTER, Knowing, Parrot

NEVER = SlipRates(0, 0, 0, 0, 0, 0, 0, 0)
NOISE = TypingNoise(KeyLayout.load("qwerty"), 0.0, {}, NEVER)
WORDS = ["the", "cat", "sat", "on", "satin", "mat"]


def test_next_words_completions_and_keys_are_counted_by_hand() -> None:
    simulation = Simulation(Parrot(WORDS, {}), NOISE, seed=1)
    counts = simulation.type_sentence(Sentence.of("The mat, on 2 dogs."))
    assert (counts.words, counts.next_first, counts.next_shown) == (4, 1, 1)
    # the: t, th; mat: m, ma; on: o; dogs: nothing.
    assert (counts.prefixes, counts.completed) == (2 + 2 + 1 + 3, 5)
    # "The" and its space: 1. "mat": m + choice = 2, no space follows. ", ": 2. "on": o + choice = 2, the
    # space after it comes before a number and is typed. " 2 ": 3. "dogs": 4. ".": 1.
    assert (counts.characters, counts.keys) == (19, 1 + 2 + 2 + 2 + 3 + 4 + 1)


def test_a_word_chosen_after_its_last_but_one_letter_saves_the_space() -> None:
    simulation = Simulation(Parrot(["xa", "xb", "xc", "ad", "ac", "ab"], {}), NOISE, seed=1)
    counts = simulation.type_sentence(Sentence.of("ab ab"))
    assert (counts.characters, counts.keys) == (5, 4)


def test_suggestions_beyond_the_third_are_not_seen() -> None:
    class Generous(Parrot):
        def next_words(self, _context: str, _k: int) -> list:  # type: ignore[type-arg]
            return super().next_words(_context, 100)

    counts = Simulation(Generous(WORDS, {}), NOISE, seed=1).type_sentence(Sentence.of("on"))
    assert counts.next_shown == 0


def test_corrections_are_asked_with_and_without_taps_after_the_text_as_it_is_written() -> None:
    parrot = Parrot(WORDS, {})
    noise = replace(NOISE, rates=replace(NEVER, lost_space=1.0))
    counts = Simulation(parrot, noise, seed=1).type_sentence(Sentence.of("The cat: on it"))
    assert [(context, typed, taps and len(taps)) for context, typed, taps in parrot.asked] == [
        ("", "Thecat", 6),
        ("The cat: ", "onit", 4),
        ("", "Thecat", None),
        ("The cat: ", "onit", None),
    ]
    assert counts.mistyped_words == 4
    assert counts.with_taps == counts.without_taps == CorrectionCounts(typos=2)


def test_a_keyboard_may_split_joined_words() -> None:
    noise = replace(NOISE, rates=replace(NEVER, lost_space=1.0))
    counts = Simulation(Parrot(WORDS, {"catsat": "cat sat"}), noise, 1).type_sentence(Sentence.of("cat sat"))
    assert counts.with_taps == CorrectionCounts(typos=1, fixed=1)


@pytest.mark.parametrize(
    ("typed", "meant", "committed", "expected"),
    [
        ("cta", "cat", "cat", CorrectionCounts(typos=1, fixed=1)),
        ("cta", "cat", "cta", CorrectionCounts(typos=1)),
        ("cta", "cat", "act", CorrectionCounts(typos=1)),
        ("cat", "cat", "cat", CorrectionCounts(clean=1)),
        ("cat", "cat", "act", CorrectionCounts(clean=1, spoiled=1)),
        ("i", "i", "I", CorrectionCounts(clean=1, recased=1)),
        ("london", "London", "london", CorrectionCounts(typos=1)),
        ("london", "London", "London", CorrectionCounts(typos=1, fixed=1)),
        ("London", "London", "london", CorrectionCounts(clean=1, spoiled=1)),
    ],
)
def test_each_outcome(typed: str, meant: str, committed: str, expected: CorrectionCounts) -> None:
    assert judge(typed, meant, committed) == expected


def test_more_capitals_are_kept_fewer_are_not() -> None:
    assert keeps("IPhone", "iphone")
    assert not keeps("iphone", "iPhone")
    assert not keeps("iphones", "iphone")
    assert not keeps("SS", "ß")


def test_words_are_scored_when_there_is_a_model() -> None:
    engine = Knowing(WORDS, {})
    sentence = Sentence.of("the cat, 7 mats")
    assert Simulation(engine, NOISE, 1).type_sentence(sentence).scored_words == 0
    counts = Simulation(engine, NOISE, 1, engine).type_sentence(sentence)
    assert (counts.scored_words, counts.log_probability) == (3, pytest.approx(3 * QUARTER))
