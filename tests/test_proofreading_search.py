"""The search, with a model whose probabilities are written down here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from linnet_runtime import edit_actions
from linnet_runtime.edit_actions import ACTIONS, DELETE, KEEP, RECASE
from linnet_runtime.proofreading_hypothesis import Rewriter
from linnet_runtime.proofreading_model import ProofreadingModel
from linnet_runtime.proofreading_search import rewrites
from linnet_runtime.proofreading_text import WordReader, protected
from linnet_runtime.proofreading_weights import ProofreadingWeights
from linnet_runtime.state import State, StateSpec
from small_notes import lexicon

WORDS = WordReader(lexicon())
FREE = ProofreadingWeights(unknown_word=0.0, known_word=0.0, space=0.0, mark=0.0, frequency=0.0, slip=-30.0)
Wishes = Mapping[int, Mapping[int, float]]


class Written:
    """Keeps everything but where it is told what it would rather do: by pointer, probabilities of actions."""

    def __init__(self, wishes: Wishes) -> None:
        self._wishes = wishes
        self.decoder = self
        self.spec = StateSpec(())

    def initial(self) -> State:
        return State({})

    def encode(self, reading: NDArray[np.int64]) -> NDArray[np.float32]:
        return np.arange(len(reading), dtype=np.float32)[:, np.newaxis]

    def step(
        self, symbols: list[tuple[int, int]], context: NDArray[np.float32], state: State
    ) -> tuple[NDArray[np.float32], State]:
        found = np.full((len(symbols), len(ACTIONS)), -20.0, np.float32)
        for row, ((before, _), pointer) in enumerate(zip(symbols, context[:, 0].astype(int), strict=True)):
            wishes = {} if edit_actions.is_insert(before) else self._wishes.get(int(pointer), {})
            found[row, KEEP] = np.log(max(1 - sum(wishes.values()), 1e-9))
            for action, chance in wishes.items():
                found[row, action] = np.log(chance)
        return found, state


def corrected(
    text: str, wishes: Wishes, weights: ProofreadingWeights = FREE, *, is_sentence: bool = True
) -> str:
    rewriter = Rewriter(text, WORDS.read(text), protected(text), WORDS, weights, is_sentence)
    return rewrites(cast(ProofreadingModel, cast(Any, Written(wishes))), rewriter)[0].text


def put(character: str) -> int:
    action = edit_actions.insert(character)
    assert action is not None
    return action


def test_what_is_likelier_is_done() -> None:
    assert corrected("tea nw", {5: {put("o"): 0.6}}) == "tea now"
    assert corrected("tea nw", {5: {put("o"): 0.4}}) == "tea nw"


@pytest.mark.parametrize(("margin", "expected"), [(0.5, "tea now"), (3.0, "tea nw")])
def test_a_change_must_be_likelier_by_a_margin(margin: float, expected: str) -> None:
    weights = replace(FREE, unknown_word=margin)
    assert corrected("tea nw", {5: {put("o"): 0.8}}, weights) == expected


def test_a_word_of_the_lexicon_has_its_own_margin() -> None:
    wishes = {2: {put("e"): 0.9}}  # "a tea" for "a ta", but "ta" is unknown; "tea" to "te" is no word
    assert corrected("a dam", {5: {put("n"): 0.9}}) == "a dam"  # an offensive word is never put in
    assert corrected("the dog", {3: {put("y"): 0.9}}) == "they dog"
    assert corrected("the dog", {3: {put("y"): 0.9}}, replace(FREE, known_word=3.0)) == "the dog"
    assert corrected("xx", wishes) == "xx"


def test_what_is_written_must_be_words() -> None:
    assert corrected("tea", {0: {DELETE: 0.99}}) == "tea"
    assert corrected("see tea", {3: {DELETE: 0.99}}) == "see tea"  # "seetea"
    assert corrected("to morrow", {2: {DELETE: 0.99}}) == "tomorrow"
    assert corrected("seetea", {3: {put(" "): 0.99}}) == "see tea"


def test_a_word_never_goes_away() -> None:
    assert corrected("a tea", {0: {DELETE: 0.99}, 1: {DELETE: 0.99}}) == "a tea"


def test_marks_and_capitals() -> None:
    assert corrected("i see", {0: {RECASE: 0.9}, 5: {put("."): 0.9}}) == "I see."
    weights = replace(FREE, mark=5.0)
    assert corrected("i see", {0: {RECASE: 0.9}, 5: {put("."): 0.9}}, weights) == "i see"
    assert corrected("see  tea", {4: {DELETE: 0.9}}) == "see tea"


def test_what_is_protected_stays() -> None:
    everything = {place: {DELETE: 0.5, RECASE: 0.4} for place in range(30)}
    for text in ("12,5", "a@b.org", "NASA", "€ 日本", "7 https://see.tea/now"):
        assert corrected(text, everything).replace(" ", "") == text.replace(" ", ""), text


def test_nothing_sticks_to_what_is_protected() -> None:
    assert corrected("7 tea", {1: {DELETE: 0.99}}) == "7 tea"
    assert corrected("tea 7", {3: {DELETE: 0.99}}) == "tea 7"
    assert corrected("7 tea", {1: {put("a"): 0.99}}) == "7 tea"
    assert corrected("it is 7", {7: {put("."): 0.99}}) == "it is 7."
    assert corrected("see a@b.org", {11: {put("."): 0.99}}) == "see a@b.org"


def test_a_piece_of_a_sentence_has_no_capital_and_no_end() -> None:
    wishes = {0: {RECASE: 0.9}, 3: {put("."): 0.9}}
    assert corrected("tea", wishes) == "Tea."
    assert corrected("tea", wishes, is_sentence=False) == "tea"


def test_an_unknown_word_may_have_slipped_anywhere() -> None:
    weights = replace(FREE, slip=-4.0, unknown_word=-5.0)
    assert corrected("we tomorow", {}, weights) == "we tomorrow"
    assert corrected("we tomorow", {}, replace(weights, unknown_word=-3.0)) == "we tomorow"
    assert corrected("we see", {}, replace(weights, known_word=-5.0)) == "we see"


def test_a_word_that_is_split_is_one_change() -> None:
    wishes = {3: {put(" "): 0.3}}
    assert corrected("thetea", wishes, replace(FREE, unknown_word=-1.0)) == "the tea"
    assert corrected("thetea", wishes, replace(FREE, unknown_word=0.0)) == "thetea"
    assert corrected("thetea", wishes, replace(FREE, unknown_word=-1.0, space=1.0)) == "thetea"


def test_no_model_runs_on_for_ever() -> None:
    always = {place: {put("."): 0.999999} for place in range(10)}
    assert len(corrected("tea", always)) < 30
