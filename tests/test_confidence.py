"""Calibrated confidence: a chance that grows with the posterior, and fits what was measured."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from linnet_export.confidence_calibration import calibration_error, fit_confidence
from linnet_runtime.confidence import calibrated, log_odds
from linnet_runtime.speech_weights import SpeechWeights

POSTERIORS = np.linspace(0, 1, 101).tolist()


def test_the_default_changes_nothing_but_the_ends() -> None:
    for posterior in POSTERIORS[1:-1]:
        assert calibrated(posterior, SpeechWeights()) == pytest.approx(posterior)
    assert 0 < calibrated(0.0, SpeechWeights()) < 1e-3
    assert 1 - 1e-3 < calibrated(1.0, SpeechWeights()) < 1


def test_it_is_a_chance_that_grows_with_the_posterior() -> None:
    weights = replace(SpeechWeights(), confidence_slope=0.4, confidence_offset=-0.7)
    chances = [calibrated(posterior, weights) for posterior in POSTERIORS]
    assert chances == sorted(chances)
    assert 0 < chances[0] < chances[-1] < 1
    assert calibrated(0.5, weights) == pytest.approx(1 / (1 + math.exp(0.7)))


def test_a_fit_finds_the_curve_that_made_the_data() -> None:
    rng = np.random.default_rng(1)
    posteriors = rng.uniform(0.01, 0.99, 20_000)
    made = replace(SpeechWeights(), confidence_slope=0.5, confidence_offset=-1.0)
    right = rng.random(20_000) < [calibrated(posterior, made) for posterior in posteriors]
    slope, offset = fit_confidence(posteriors.tolist(), right.tolist())
    assert (slope, offset) == (pytest.approx(0.5, abs=0.05), pytest.approx(-1.0, abs=0.05))
    fitted = replace(SpeechWeights(), confidence_slope=slope, confidence_offset=offset)
    after = [calibrated(posterior, fitted) for posterior in posteriors]
    assert (
        calibration_error(after, right.tolist())
        < 0.02
        < calibration_error(posteriors.tolist(), right.tolist())
    )


@pytest.mark.parametrize("right", [[True] * 5, [False] * 5, [False, False, True, True, True]])
def test_a_fit_is_finite_when_words_can_be_told_apart(right: list[bool]) -> None:
    slope, offset = fit_confidence([0.1, 0.2, 0.7, 0.8, 0.9], right)
    assert math.isfinite(slope)
    assert math.isfinite(offset)
    assert abs(slope * log_odds(1.0) + offset) < 50


def test_a_fit_to_one_posterior_is_the_share_of_right_words() -> None:
    slope, offset = fit_confidence([0.9] * 1_000, [True] * 600 + [False] * 400)
    fitted = replace(SpeechWeights(), confidence_slope=slope, confidence_offset=offset)
    assert calibrated(0.9, fitted) == pytest.approx(0.6, abs=0.01)


def test_the_error_is_the_gap_between_confidence_and_share_of_right_words() -> None:
    assert calibration_error([0.9, 0.9, 0.1, 0.1], [True, True, False, True]) == pytest.approx(0.25)
