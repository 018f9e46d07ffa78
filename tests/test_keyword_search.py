"""Keyword spotting on posteriors of tests, against every start and end of a keyword."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from linnet_runtime.errors import InputError, StateError
from linnet_runtime.keyword_search import MOST_KEYWORDS, KeywordSearch, Spotted
from linnet_runtime.keyword_state import KeywordState
from linnet_runtime.phone_graph import BLANK_UNIT, silent_frame
from linnet_runtime.speech_weights import SpeechWeights
from linnet_runtime.units import PHONES
from test_phone_graph import A, B, C, best_path, frames

AB, BA, C_ = ((bytes([A, B]), 0.0),), ((bytes([B, A]), 0.0),), ((bytes([C]), 0.0), (bytes([C, C]), -0.5))
KEYWORDS = [[AB], [BA, C_]]
WEIGHTS = SpeechWeights(keyword_doubt=0.0, keyword_slope=1.0, keyword_phones=1.0, keyword_offset=0.0)
SEARCH = KeywordSearch(KEYWORDS, [0.5, 0.5], WEIGHTS)


def said(units: str, sureness: float = 4.0) -> NDArray[np.float32]:
    """One frame for each character: ``-`` is blank."""
    scores = np.full((len(units), len(PHONES)), -4.0)
    for frame, unit in enumerate(units):
        scores[frame, {"-": BLANK_UNIT, "a": A, "b": B, "c": C}[unit]] = sureness
    found: NDArray[np.float32] = (scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)).astype(
        np.float32
    )
    return found


def spot(heard: NDArray[np.float32], search: KeywordSearch = SEARCH) -> list[Spotted]:
    state, spotted = search.start(), []
    for frame in heard:
        new, state = search.advance(state, frame)
        spotted += new
    return spotted + search.finish(state)


def places(spotted: list[Spotted]) -> list[tuple[int, int, int]]:
    return [(one.keyword, one.start_frame, one.end_frame) for one in spotted]


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        ("----------", []),
        ("--ab------", [(0, 2, 4)]),
        ("--a-b-----", [(0, 2, 5)]),
        ("--aabb", [(0, 2, 6)]),
        ("ab", [(0, 0, 2)]),
        ("--ab--ab--", [(0, 2, 4), (0, 6, 8)]),
        ("--ba-c----", [(1, 2, 6)]),
        ("--ba--c---", [(1, 2, 7)]),
        ("ba-ca-b---", [(0, 4, 7)]),
        ("--bac-----", []),
        ("--acb-----", []),
    ],
)
def test_keywords_are_told_once_and_where_they_are(units: str, expected: list[tuple[int, int, int]]) -> None:
    assert places(spot(said(units))) == expected


@pytest.mark.parametrize("seed", range(6))
def test_the_score_is_that_of_the_best_start_and_end(seed: int) -> None:
    heard = frames(7, seed)
    search = KeywordSearch(
        [[AB]],
        [1e-3],
        SpeechWeights(keyword_doubt=0.0, keyword_slope=0.2, keyword_phones=1.0, keyword_offset=0.0),
    )
    ended = [*heard, silent_frame()]
    ratios = [
        best_path([bytes([A, B])], np.stack(ended[start : end + 1]))
        for start in range(len(heard))
        for end in range(start + 1, len(ended))
    ]
    odds = 0.2 * max(ratios) + 2.0
    best = max(spot(heard, search), key=lambda one: one.score)
    assert best.score == pytest.approx(1 / (1 + math.exp(-odds)), abs=1e-4)


def test_a_keyword_is_told_while_the_sound_goes_on() -> None:
    state, told = SEARCH.start(), []
    for frame in said("--ab" + 20 * "-"):
        spotted, state = SEARCH.advance(state, frame)
        told += [(one.end_frame, state.frame) for one in spotted]
    ((end, known),) = told
    assert end == 4
    assert known - end <= 10


def test_thresholds_are_kept() -> None:
    heard = said("--ab------", sureness=-1.0)
    (one,) = spot(heard, KeywordSearch([[AB]], [0.05], WEIGHTS))
    assert spot(heard, KeywordSearch([[AB]], [one.score + 0.01], WEIGHTS)) == []
    assert spot(heard, KeywordSearch([[AB]], [one.score - 0.01], WEIGHTS)) == [one]


def test_a_second_pronunciation_counts_less() -> None:
    first, second = ((bytes([A, B]), 0.0),), ((bytes([A, C]), 0.0), (bytes([A, B]), -0.5))
    heard = said("--ab------", sureness=-1.0)
    scores = [spot(heard, KeywordSearch([[sounds]], [0.05], WEIGHTS))[0].score for sounds in (first, second)]
    odds = [math.log(score / (1 - score)) for score in scores]
    assert odds[0] - odds[1] == pytest.approx(0.5, abs=1e-4)


@pytest.mark.parametrize("cut", [0, 3, 5, 9, 12])
def test_a_kept_state_goes_on_as_if_nothing_had_happened(cut: int) -> None:
    heard = said("--ab---ba-c---")
    state, spotted = SEARCH.start(), []
    for number, frame in enumerate(heard):
        if number == cut:
            state = KeywordState.from_bytes(state.to_bytes(), SEARCH.graph, len(SEARCH))
        before = state.to_bytes()
        new, after = SEARCH.advance(state, frame)
        assert state.to_bytes() == before
        spotted, state = spotted + new, after
    assert spotted + SEARCH.finish(state) == spot(heard)


def test_foreign_states_are_refused() -> None:
    data = SEARCH.start().to_bytes()
    other = KeywordSearch([[AB]], [0.5], WEIGHTS)
    with pytest.raises(StateError):
        KeywordState.from_bytes(data, other.graph, len(other))
    with pytest.raises(StateError):
        KeywordState.from_bytes(data[:-1], SEARCH.graph, len(SEARCH))


@pytest.mark.parametrize("count", [0, MOST_KEYWORDS + 1])
def test_too_few_or_many_keywords_are_refused(count: int) -> None:
    with pytest.raises(InputError, match="keywords"):
        KeywordSearch([[AB]] * count, [0.5] * count, WEIGHTS)
