"""Measures follow from counts as their definitions say."""

from __future__ import annotations

import numpy as np
import pytest

from linnet_export.confidence_calibration import BINS
from linnet_export.dictation_listening import Listened
from linnet_export.dictation_metrics import Outcome, Said, measure_dictation
from linnet_export.dictation_times import percentile


def outcome(said: str, heard: str, confidence: float = 1.0, *others: str) -> Outcome:
    words = tuple(heard.split())
    readings = (tuple(tuple(text.split()) for text in (heard, *others)),)
    listened = Listened(words, (confidence,) * len(words), readings, 2.0, 0.2, (0.05, 0.15), (0.1,))
    return Outcome(Said(tuple(said.split()), unknown=1, greedy_errors=4, graph_s=0.05), listened)


def value(outcomes: list[Outcome], name: str) -> float:
    return measure_dictation(outcomes, seed=1)[name].value


def test_rates_are_those_of_all_words() -> None:
    found = measure_dictation([outcome("a b c d", "a x c"), outcome("a b c d e f", "a b c d e f g")], seed=1)
    expected = {"word_error_rate": 0.3, "substitutions": 0.1, "deletions": 0.1, "insertions": 0.1}
    expected |= {"sentence_error_rate": 1.0, "greedy_word_error_rate": 0.8, "gain_on_greedy": 1 - 3 / 8}
    expected |= {"out_of_vocabulary": 0.2, "real_time_factor": 0.1, "times_the_graph": 4.0}
    for name, rate in expected.items():
        assert found[name].value == pytest.approx(rate), name
    assert found["word_error_rate"].count == 10
    assert found["sentence_error_rate"].count == 2
    assert (found["word_error_rate"].low, found["word_error_rate"].high) == pytest.approx((1 / 6, 0.5))


def test_the_oracle_knows_the_alternatives() -> None:
    outcomes = [outcome("a b", "a x", 1.0, "a b"), outcome("c d", "c d", 1.0, "x y")]
    assert value(outcomes, "word_error_rate") == 0.25
    assert value(outcomes, "oracle_word_error_rate") == 0.0


@pytest.mark.parametrize(("confidence", "error"), [(1.0, 0.25), (0.75, 0.0), (0.0, 0.75)])
def test_confidence_is_calibrated_when_so_many_are_right(confidence: float, error: float) -> None:
    assert value([outcome("a b c d", "a b c x", confidence)], "expected_calibration_error") == pytest.approx(
        error
    )


def test_errors_of_confidence_do_not_cancel_between_bins() -> None:
    outcomes = [outcome("a b", "a x", 1.0), outcome("c d", "c y", 0.0)]
    assert value(outcomes, "expected_calibration_error") == 0.5
    near = [outcome("a b", "a x", 0.5 - 0.4 / BINS), outcome("c d", "c y", 0.5 + 0.4 / BINS)]
    assert value(near, "expected_calibration_error") == pytest.approx(0.0)


def test_nothing_heard_has_no_confidence_but_errors() -> None:
    found = measure_dictation([outcome("a b", "")], seed=1)
    assert found["word_error_rate"].value == 1.0
    assert "expected_calibration_error" not in found


def test_times_are_in_milliseconds() -> None:
    found = measure_dictation([outcome("a", "a")] * 3, seed=1)
    assert (found["chunk_p50_ms"].value, found["chunk_p99_ms"].value) == pytest.approx((50.0, 150.0))
    assert (found["final_p99_ms"].value, found["final_p99_ms"].count) == (pytest.approx(100.0), 3)


def test_percentiles_are_numpys() -> None:
    values = np.random.default_rng(3).normal(size=(40, 25))
    for percent in (1, 50, 99):
        found = percentile(values.tolist(), percent, seed=1)
        assert found.value == np.percentile(values, percent, method="inverted_cdf")
        assert found.low <= found.value <= found.high
        assert found.count == 1_000
    spread = percentile(values.tolist(), 50, seed=1)
    assert 0.02 < spread.high - spread.low < 0.4


def test_utterances_without_a_value_are_allowed() -> None:
    assert percentile([[], [3.0], []], 99, seed=1).value == 3.0
