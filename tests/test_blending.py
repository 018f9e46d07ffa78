from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from linnet.blending import PAIR_TRUST, WORD_TRUST, BlendedScores, PersonalShare

COUNTS = st.lists(st.floats(0, 1e6), min_size=4, max_size=4).map(np.array)


@dataclass(frozen=True)
class Model:
    """Three words, the last never."""

    words: NDArray[np.float32]

    def after(self, words: Sequence[int]) -> Sequence[NDArray[np.float32]]:
        return [self.words for _ in words]


MODEL = Model(np.log(np.array([0.75, 0.25, 1e-30])).astype(np.float32))


@given(COUNTS, COUNTS)
def test_probability_is_shared_out_whole(counts: NDArray[np.float64], followers: NDArray[np.float64]) -> None:
    share = PersonalShare.of(counts, followers)
    assert share.model + share.words.sum() == pytest.approx(1)
    assert share.model >= (1 - WORD_TRUST) * (1 - PAIR_TRUST)
    assert (share.words >= 0).all()


def test_nobodys_words_leave_all_to_the_model() -> None:
    assert PersonalShare.of(np.zeros(2), np.zeros(2)).model == 1


def test_more_evidence_gets_a_larger_share() -> None:
    rare, often = (PersonalShare.of(np.array([n, n]), np.zeros(2)) for n in (1.0, 100.0))
    assert often.words[0] > rare.words[0]
    paired = PersonalShare.of(np.array([1.0, 1.0]), np.array([2.0, 0.0]))
    assert paired.words[0] > 10 * paired.words[1]


def test_a_worked_number() -> None:
    """50 uses of one word, half of the most trust: 0.05 for the word, 0.95 for the model."""
    share = PersonalShare.of(np.array([50.0]), np.array([0.0]))
    assert (share.model, share.words[0]) == pytest.approx((0.95, 0.05))


def test_scores_are_a_mixture() -> None:
    blended = BlendedScores.of(MODEL, 0.8, np.array([2, 1]), np.array([0.15, 0.05]))
    assert np.exp(blended.words) == pytest.approx([0.6, 0.25, 0.15], rel=1e-5)
    assert np.exp(MODEL.words[0]) == pytest.approx(0.75)  # the model's own are as they were
    assert blended.after([0])[0] is MODEL.words
