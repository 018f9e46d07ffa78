"""Measures of labels and of emoji, thresholds, and the baselines that they stand beside."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from linnet_export.emoji_evaluation import (
    illustrated,
    measure_emoji,
    measure_times,
    most_frequent_emoji,
)
from linnet_export.emoji_lists import EmojiFinder
from linnet_export.emoji_trial import EmojiTrial, compare_emoji, compare_tone, record
from linnet_export.labelled_text import EncodedText, LabelledText, Part
from linnet_export.tone_baselines import given_labels, logistic_regression, most_frequent, naive_bayes
from linnet_export.tone_metrics import FEW, choose_thresholds, measure_tone
from linnet_runtime.bundle import Bundle

LABELS = ("joy", "sadness", "neutral")
GIVEN = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0]], np.float64)


def test_right_labels_are_all_right() -> None:
    found = measure_tone(GIVEN, GIVEN, np.full(3, 0.5), LABELS, seed=1)
    assert {name: one.value for name, one in found.items()} == {
        "tone_top1": 1.0,
        "tone_top3": 1.0,
        "tone_top3_of_emotions": 1.0,
        "tone_macro_f1": 1.0,
        "tone_micro_f1": 1.0,
    }
    assert found["tone_top1"].count == 4
    assert found["tone_top3_of_emotions"].count == 3


def test_macro_f1_is_the_mean_over_labels_and_micro_f1_that_of_all() -> None:
    always_joy = np.tile([1.0, 0.0, 0.0], (4, 1))
    found = measure_tone(always_joy, GIVEN, np.full(3, 0.5), LABELS, seed=1)
    assert found["tone_macro_f1"].value == pytest.approx((2 * 2 / (4 + 2)) / 3)
    assert found["tone_micro_f1"].value == pytest.approx(2 * 2 / (4 + 5))
    assert found["tone_top1"].value == 0.5


def test_thresholds_are_the_best_of_each_label_but_of_rare_ones() -> None:
    random = np.random.default_rng(0)
    given = (random.random((400, 2)) < [0.5, 0.01]).astype(np.float64)
    found = np.where(given > 0, 0.35, 0.15) + random.uniform(-0.05, 0.05, given.shape)
    assert given.sum(axis=0)[1] < FEW < given.sum(axis=0)[0]
    chosen = choose_thresholds(found, given)
    assert 0.2 < chosen[0] < 0.3
    assert 0.15 < chosen[1] < 0.35


def test_baselines_learn_which_piece_means_what() -> None:
    random = np.random.default_rng(0)
    texts = [
        EncodedText((label + 1, *(int(p) for p in random.integers(4, 9, 3))), (label,))
        for label in random.integers(0, 2, 2000).tolist()
    ]
    given = given_labels(texts, 3)
    for classify in (naive_bayes(texts, 3, 10), logistic_regression(texts, 3, 10)):
        found = classify(texts)
        assert found.shape == (2000, 3)
        assert (found[:, :2].argmax(axis=1) == given[:, :2].argmax(axis=1)).mean() > 0.95
    shares = most_frequent(texts, 3)(texts[:2])
    np.testing.assert_allclose(shares[0], given.mean(axis=0))


def test_emoji_are_taken_out_and_asked_for() -> None:
    finder = EmojiFinder(["😊", "👍", "😢"])
    texts = [LabelledText("so nice 👍🏽 😊", (0,), "a"), LabelledText("well", (1,), "b")]
    taken = illustrated(texts, finder)
    assert (taken[0].text, taken[0].emoji) == ("so nice", {"👍", "😊"})
    assert (taken[1].text, taken[1].emoji) == ("well", set())
    found = measure_emoji(lambda text: ["😢", "👍"] if text == "so nice" else [], taken, seed=1)
    assert {name: (one.value, one.count) for name, one in found.items()} == {
        "emoji_top1": (0.0, 1),
        "emoji_top3": (1.0, 1),
        "emoji_offered": (0.5, 2),
    }
    assert list(most_frequent_emoji(taken)("x"))[:2] in (["👍", "😊"], ["😊", "👍"])


def test_times_are_of_texts_and_of_words() -> None:
    asked: list[str] = []
    found = measure_times(lambda text: asked.append(text) or [], ["a b", "c"])  # type: ignore[func-returns-value]
    assert (found["text_p50_ms"].count, found["word_p95_ms"].count) == (2, 3)
    assert asked == ["a b", "c", "> a", "> a b", "> c"]


def test_a_small_bundle_beats_the_most_frequent_labels(emoji_bundle: Path) -> None:
    data, bundle = emoji_bundle.parent / "data", Bundle.open(emoji_bundle)
    trial = EmojiTrial.of(bundle, data / "dev.tsv", "int8")
    known, chosen = (EmojiTrial.of(bundle, data / "train.tsv", "int8", part) for part in Part)
    tone, emoji = compare_tone(trial, known, chosen, 1), compare_emoji(trial, known, 1)
    assert tone["linnet"]["tone_macro_f1"].value > tone["most frequent"]["tone_macro_f1"].value + 0.2
    assert set(tone) == {"linnet", "most frequent", "naive Bayes", "logistic regression"}
    assert emoji["linnet"]["emoji_top3"].value > emoji["keywords alone"]["emoji_top3"].value
    kept = record("tone", tone, "dev", "int8", "command", "data")
    assert [one.task for one in kept][:2] == ["tone", "tone, most frequent"]
