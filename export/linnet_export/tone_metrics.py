"""How well labels are found: what is counted, and what follows.

A text may have several labels. **top-k**: a label of the text is among the k likeliest; **of emotions**
counts texts with a label other than "neutral" and leaves "neutral" out of the ranking. **macro-F1** is the
mean over all labels of F1 = 2 TP / (found + given), where a label is found when its probability reaches the
label's threshold; **micro-F1** adds the labels up first.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from linnet_export.metric import Measured, Metric, Totals, Value, divide, measure_counts, ratio, total

NEUTRAL = "neutral"
FEW = 30
"""A label with fewer texts to choose on gets the threshold that is best for all labels together."""
_GRID = np.arange(0.02, 0.92, 0.02)
_Floats = NDArray[np.float64]


def measure_tone(
    found: _Floats, given: _Floats, thresholds: _Floats, labels: Sequence[str], seed: int
) -> Measured:
    """Measure probabilities (texts, labels) by the labels that texts have, 0 or 1 (texts, labels)."""
    counts = np.hstack([_ranks(found, given, labels), _decisions(found, given, thresholds)])
    kinds = ("right", "found", "given")
    fields = (*_RANKS, *(f"{kind}.{label}" for kind in kinds for label in labels))
    metrics = (
        Metric("tone_top1", ratio("top1", "texts"), total("texts")),
        Metric("tone_top3", ratio("top3", "texts"), total("texts")),
        Metric("tone_top3_of_emotions", ratio("emotion_top3", "emotions"), total("emotions")),
        Metric("tone_macro_f1", _macro_f1(labels), total("texts")),
        Metric("tone_micro_f1", _micro_f1(labels), total("texts")),
    )
    return measure_counts(metrics, fields, counts, seed)


def choose_thresholds(found: _Floats, given: _Floats) -> _Floats:
    """Return for each label the threshold with the best F1, (labels,), see `FEW`.

    Equally good ones: the middle of them, for the neighbours of a good threshold are mostly good.
    """
    scores = np.stack([_f1(*_decided(found, given, np.full(found.shape[1], one))) for one in _GRID])
    everywhere = _GRID[int(scores.mean(axis=1).argmax())]
    best = [np.median(_GRID[column == column.max()]) for column in scores.T]
    return np.where(given.sum(axis=0) >= FEW, best, everywhere)


_RANKS = ("texts", "top1", "top3", "emotions", "emotion_top3")


def _ranks(found: _Floats, given: _Floats, labels: Sequence[str]) -> _Floats:
    """Return what `_RANKS` names, (texts, 5)."""
    emotions = np.array([label != NEUTRAL for label in labels])
    order = np.argsort(-found, axis=1, kind="stable")
    in_order = np.take_along_axis(given, order, 1)
    emotional = np.take_along_axis(given * emotions, np.argsort(-found * emotions, axis=1, kind="stable"), 1)
    has_emotion = (given * emotions).max(axis=1)
    columns = [
        np.ones(len(found)),
        in_order[:, 0],
        in_order[:, :3].max(axis=1),
        has_emotion,
        emotional[:, :3].max(axis=1),
    ]
    return np.stack(columns, axis=1)


def _decisions(found: _Floats, given: _Floats, thresholds: _Floats) -> _Floats:
    """Return for each text and label whether it was found rightly, found, and given, (texts, 3 labels)."""
    decided = (found >= thresholds).astype(np.float64)
    return np.hstack([decided * given, decided, given])


def _decided(found: _Floats, given: _Floats, thresholds: _Floats) -> tuple[_Floats, _Floats, _Floats]:
    """Return the totals of `_decisions` for each label, (labels,) each."""
    right, both, all_given = np.split(_decisions(found, given, thresholds).sum(axis=0), 3)
    return right, both, all_given


def _f1(right: _Floats, found: _Floats, given: _Floats) -> _Floats:
    return divide(2 * right, found + given)


def _macro_f1(labels: Sequence[str]) -> Value:
    def value(totals: Totals) -> _Floats:
        parts = [
            _f1(totals[f"right.{one}"], totals[f"found.{one}"], totals[f"given.{one}"]) for one in labels
        ]
        mean: _Floats = np.mean(parts, axis=0)
        return mean

    return value


def _micro_f1(labels: Sequence[str]) -> Value:
    def value(totals: Totals) -> _Floats:
        right, found, given = (
            sum(totals[f"{kind}.{one}"] for one in labels) for kind in ("right", "found", "given")
        )
        return _f1(np.asarray(right), np.asarray(found), np.asarray(given))

    return value
