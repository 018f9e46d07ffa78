from __future__ import annotations

import math

import pytest

from linnet_export.typing_metrics import METRICS, CorrectionCounts, Counts, measure

WITH = CorrectionCounts(typos=4, fixed=3, clean=16, spoiled=1, recased=2)
WITHOUT = CorrectionCounts(typos=4, fixed=2, clean=16, spoiled=0, recased=0)
SENTENCE = Counts(
    words=20,
    next_first=2,
    next_shown=5,
    prefixes=60,
    completed=45,
    characters=100,
    keys=55,
    mistyped_words=4,
    with_taps=WITH,
    without_taps=WITHOUT,
    scored_words=20,
    log_probability=20 * math.log(1 / 150),
)


def test_every_measure_follows_from_the_counts() -> None:
    found = {name: (round(one.value, 4), one.count) for name, one in measure([SENTENCE], seed=1).items()}
    precision, recall = 3 / 4, 3 / 4
    assert found == {
        "next_word_top1": (0.1, 20),
        "next_word_top3": (0.25, 20),
        "completion_top3": (0.75, 60),
        "keystroke_savings": (0.45, 100),
        "mistyped_words": (0.2, 20),
        "correction_precision": (precision, 4),
        "correction_recall": (recall, 4),
        "correction_f09": (1.81 * precision * recall / (0.81 * precision + recall), 4),
        "false_corrections": (1 / 16, 16),
        "added_capitals": (0.125, 16),
        "correction_f09_without_taps": (round(1.81 * 0.5 / (0.81 + 0.5), 4), 4),
        "false_corrections_without_taps": (0.0, 16),
        "perplexity_per_word": (150.0, 20),
    }
    assert list(found) == [metric.name for metric in METRICS]


def test_of_equal_sentences_nothing_is_uncertain() -> None:
    for one in measure([SENTENCE] * 5, seed=1).values():
        assert one.low == pytest.approx(one.value)
        assert one.high == pytest.approx(one.value)


def test_of_unequal_sentences_the_interval_holds_the_value() -> None:
    other = Counts(
        10, 5, 8, 20, 20, 60, 20, 0, CorrectionCounts(clean=10), CorrectionCounts(clean=10), 10, -10.0
    )
    for name, one in measure([SENTENCE, other] * 10, seed=1).items():
        assert one.low <= one.value <= one.high, name
        assert one.low < one.high or name.startswith(
            ("false_corrections_wi", "added_capitals_wi", "correction")
        )


def test_what_was_never_counted_is_not_measured() -> None:
    nothing = CorrectionCounts(clean=1)
    found = measure([Counts(1, 0, 0, 0, 0, 1, 1, 0, nothing, nothing, 0, 0.0)], seed=1)
    assert "perplexity_per_word" not in found
    assert "correction_f09" not in found
    assert "completion_top3" not in found
    assert found["false_corrections"].value == 0.0
