from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from linnet_export.typing_noise import (
    Setting,
    SlipRates,
    TypedUnit,
    TypingNoise,
    read_misspellings,
)
from linnet_export.typing_text import Sentence
from linnet_runtime.key_layout import KeyLayout

LAYOUT = KeyLayout.load("qwerty")
NEVER = SlipRates(0, 0, 0, 0, 0, 0, 0, 0)
STEADY = TypingNoise(LAYOUT, 0.0, {}, NEVER)
TEXT = Sentence.of("Every good keyboard forgives what London's careless typists throw at it")
RUNS = 400


def typed(noise: TypingNoise, sentence: Sentence = TEXT, runs: int = RUNS) -> list[TypedUnit]:
    return [unit for seed in range(runs) for unit in noise.type_sentence(sentence, seed)]


def slipping(**rates: float) -> TypingNoise:
    return replace(STEADY, rates=replace(NEVER, **rates))


def share_of_letters(noise: TypingNoise, expected: str, word: str) -> float:
    texts = Counter(unit.text for unit in typed(noise, Sentence.of(word), 4000))
    assert set(texts) <= {word, expected}
    return texts[expected] / 4000


def test_without_noise_the_text_is_typed_and_every_letter_has_the_centre_of_its_key() -> None:
    units = STEADY.type_sentence(TEXT, 1)
    assert [unit.text for unit in units] == TEXT.text.split()
    assert [(unit.first, unit.last) for unit in units] == [(n, n + 1) for n in range(len(TEXT.words))]
    for unit in units:
        for character, tap in zip(unit.text, unit.taps, strict=True):
            key = LAYOUT.keys.get(character.lower())
            assert tap == ((key.x, key.y) if key else None)


def test_the_same_seed_gives_the_same_typing_and_another_seed_another() -> None:
    noise = TypingNoise(LAYOUT, Setting.THUMB.sigma_share, {}, SlipRates())
    assert noise.type_sentence(TEXT, 7) == noise.type_sentence(TEXT, 7)
    assert noise.type_sentence(TEXT, 7) != noise.type_sentence(TEXT, 8)


def test_a_thumb_hits_a_wrong_key_about_once_in_eleven_taps_and_a_careful_hand_once_in_600() -> None:
    def errors(setting: Setting) -> float:
        noise = replace(STEADY, sigma_share=setting.sigma_share)
        pairs = [
            pair
            for unit in typed(noise, Sentence.of("gfdhjt"))
            for pair in zip(unit.text, "gfdhjt", strict=True)
        ]
        return sum(a != b for a, b in pairs) / len(pairs)

    assert errors(Setting.THUMB) == pytest.approx(1 - 0.9545**2, abs=0.015)
    assert errors(Setting.CAREFUL) == pytest.approx(1 - 0.99914**2, abs=0.003)


def test_both_settings_slip_alike() -> None:
    careful, thumb = (TypingNoise(LAYOUT, sigma, {}, SlipRates()) for sigma in (0.0, 1e-6))
    texts = [[unit.text for unit in typed(noise, runs=40)] for noise in (careful, thumb)]
    assert texts[0] == texts[1]


def test_the_character_typed_is_that_of_the_key_hit() -> None:
    for unit in typed(TypingNoise(LAYOUT, 0.4, {}, SlipRates()), runs=20):
        for character, tap in zip(unit.text, unit.taps, strict=True):
            assert tap is None or LAYOUT.nearest(*tap) == character.lower()


@pytest.mark.parametrize(
    ("slip", "word", "expected", "share"),
    [
        ({"swapped": 0.2}, "ab", "ba", 0.2),
        ({"swapped": 0.2}, "Ab", "Ba", 0.0),  # another layer of the keyboard
        ({"missed": 0.2}, "ab", "b", 0.2 * 0.36),
        ({"missed": 0.2}, "a", "", 0.0),  # the last letter: that is a completion
        ({"lost_symbol": 0.3}, "a'b", "ab", 0.3),
        ({"lost_capital": 0.3}, "Ab", "ab", 0.3),
        ({"lost_capital": 0.3}, "AB", "aB", 0.0),
        ({"lost_capital": 0.3}, "I", "i", 0.0),
    ],
)
def test_each_slip_happens_as_often_as_it_should(
    slip: dict[str, float], word: str, expected: str, share: float
) -> None:
    slip.setdefault("missed_first_factor", 0.36)
    assert share_of_letters(slipping(**slip), expected, word) == pytest.approx(share, abs=0.03)


def test_a_doubled_letter_has_a_tap_for_each() -> None:
    (unit,) = slipping(doubled=1.0).type_sentence(Sentence.of("ab"), 1)
    assert (unit.text, len(unit.taps)) == ("aabb", 4)


def test_a_lost_space_joins_two_words_into_one_unit() -> None:
    units = slipping(lost_space=1.0).type_sentence(Sentence.of("one two, three"), 1)
    assert [(unit.first, unit.last, unit.text) for unit in units] == [(0, 2, "onetwo"), (2, 3, "three")]


def test_a_mistyped_space_is_a_letter_between_two_words() -> None:
    noise = replace(STEADY, sigma_share=0.3)
    joined = [unit.text for unit in typed(noise, Sentence.of("to to")) if unit.last - unit.first == 2]
    assert joined
    assert all(text[2].isalpha() for text in joined if len(text) == 5)


def test_a_common_misspelling_replaces_the_word_and_keeps_its_capitals() -> None:
    noise = replace(slipping(misspelled=1.0), misspellings={"there": ("their", "thier"), "us": ("uss",)})
    texts = {
        tuple(unit.text for unit in noise.type_sentence(Sentence.of("There US cats"), n)) for n in range(20)
    }
    assert texts == {("Their", "USS", "cats"), ("Thier", "USS", "cats")}


def test_letters_without_a_key_are_typed_as_they_are() -> None:
    noise = TypingNoise(LAYOUT, 1.0, {}, replace(SlipRates(), lost_symbol=0.0))
    (unit,) = noise.type_sentence(Sentence.of("éß"), 1)
    assert (unit.text, unit.taps) == ("éß", (None, None))


def test_about_12_of_100_words_go_wrong_for_a_careful_hand_whose_words_have_misspellings() -> None:
    misspellings = {word: (f"{word}e",) for word in TEXT.text.split()[:8]}  # three of four words have one
    noise = TypingNoise(LAYOUT, Setting.CAREFUL.sigma_share, misspellings, SlipRates())
    wrong = [unit.last - unit.first for unit in typed(noise) if unit.text != TEXT.span(unit.first, unit.last)]
    assert sum(wrong) / (RUNS * len(TEXT.words)) == pytest.approx(0.13, abs=0.03)


def test_misspellings_of_one_word_are_read_once(tmp_path: Path) -> None:
    file = tmp_path / "typos.tsv"
    rows = ["typo\tcorrect\tsource", "teh\tthe\ta", "teh\tthe\tb", "hte\tthe\ta", "a lot\talot\ta", "x\tx\ta"]
    file.write_text("\n".join(rows), encoding="utf-8")
    assert read_misspellings(file) == {"the": ("teh", "hte")}
