from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet_runtime.errors import InputError
from linnet_runtime.phrase_bias import PhraseBias, Place, phrase_bonus

PLACES = [(0, 1), (0, 2), (1, 1), (1, 7)]
BONUS = {place: float(2**i) for i, place in enumerate(PLACES)}
"""Powers of two: every sum of them names its parts."""
WORDS = st.sampled_from([*PLACES, (0, 99)])
PHRASES = st.lists(st.lists(st.sampled_from(PLACES), min_size=1, max_size=5).map(tuple), max_size=8)


def total(bias: PhraseBias, words: list[Place]) -> tuple[float, float]:
    """What some words get while they come, and what the end adds."""
    state, given_so_far = bias.start(), 0.0
    for word in words:
        state, more = bias.step(state, word)
        given_so_far += more
    return given_so_far, bias.end(state)


def by_hand(phrases: list[tuple[Place, ...]], words: list[Place]) -> float:
    """The bonuses of the words that stand in a phrase, each once."""
    covered = set[int]()
    for phrase in phrases:
        for start in range(len(words) - len(phrase) + 1):
            if tuple(words[start : start + len(phrase)]) == phrase:
                covered.update(range(start, start + len(phrase)))
    return sum(BONUS[words[place]] for place in covered)


@given(PHRASES, st.lists(WORDS, max_size=12))
def test_words_get_their_bonus_once_in_whole_phrases(
    phrases: list[tuple[Place, ...]], words: list[Place]
) -> None:
    got, taken_back = total(PhraseBias(phrases, BONUS), words)
    assert got + taken_back == by_hand(phrases, words)
    assert taken_back <= 0


@given(PHRASES, st.lists(WORDS, max_size=12))
def test_an_unfinished_phrase_has_its_bonus_in_advance(
    phrases: list[tuple[Place, ...]], words: list[Place]
) -> None:
    """What was given so far is the most that some phrase can still make of these words."""
    got, _ = total(PhraseBias(phrases, BONUS), words)
    going_on = [phrase[at:] for phrase in phrases for at in range(len(phrase) + 1)]
    ends = [by_hand(phrases, [*words, *more]) - sum(map(BONUS.__getitem__, more)) for more in going_on]
    assert got >= max(ends, default=0.0)


def test_a_phrase_within_a_phrase_counts_once() -> None:
    new, york, city, post = PLACES
    bias = PhraseBias([(new, york), (new, york, city), (york, post)], BONUS)
    assert total(bias, [new, york, city]) == (7.0, 0.0)
    assert total(bias, [new]) == (1.0, -1.0)
    assert total(bias, [new, york, post]) == (11.0, 0.0)
    assert total(bias, [york, city, post]) == (0.0, 0.0)


def test_no_phrases_change_nothing() -> None:
    assert total(PhraseBias([], {}), PLACES) == (0.0, 0.0)


def test_rare_words_gain_more() -> None:
    gains = [phrase_bonus(score, 6.0) for score in (-20.0, -13.0, -11.0, -9.0, -2.0)]
    assert gains == sorted(gains, reverse=True)
    assert gains[0] == gains[1] == 6.0
    assert 0 < gains[-1] < 1
    assert phrase_bonus(-15.0, 0.0) == 0.0


@pytest.mark.parametrize("phrases", [[()], [((0, 1), (5, 5))]])
def test_what_is_no_phrase_is_refused(phrases: list[tuple[Place, ...]]) -> None:
    with pytest.raises(InputError, match="expected"):
        PhraseBias(phrases, BONUS)


@pytest.mark.parametrize("bonus", [-1.0, math.nan])
def test_a_bonus_below_nothing_is_refused(bonus: float) -> None:
    with pytest.raises(InputError, match="bonus"):
        PhraseBias([((0, 1),)], {(0, 1): bonus})


def test_many_phrases_cost_little_more_than_few() -> None:
    """A step follows links, however many phrases there are."""
    phrases = [((0, i % 100), (0, i), (0, i + 1)) for i in range(10_000)]
    bias = PhraseBias(phrases, {(0, i): 1.0 for i in range(10_001)})
    assert total(bias, [(0, 5), (0, 105), (0, 106), (0, 107), (0, 3)]) == (4.0, -1.0)
