"""Typing sentences while phrases are offered, at several thresholds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from linnet_export.compose_metrics import measure_compose
from linnet_export.compose_simulation import ComposingEngine, Offer, TypedSentence, offers, word_keys
from linnet_export.hashed import percent_of
from linnet_export.metric import Measured
from linnet_export.typing_text import Sentence
from linnet_runtime.typing_accuracy import Measure

THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
_TIMES = (50, 95, 99)
_HALF = 50


def halves(sentences: Sequence[Sentence], *, choose: bool) -> list[Sentence]:
    """Return the half of sentences that thresholds are chosen on, or the other one, by their hash."""
    return [one for one in sentences if (percent_of(one.text) < _HALF) == choose]


def type_all(
    engine: ComposingEngine, sentences: Sequence[Sentence], thresholds: Sequence[float]
) -> dict[float, list[TypedSentence]]:
    """Type sentences at each threshold."""
    found: dict[float, list[TypedSentence]] = {least: [] for least in thresholds}
    for sentence in sentences:
        keys = tuple(word_keys(engine, sentence, index) for index in range(len(sentence.words)))
        for least in thresholds:
            found[least].append(TypedSentence(sentence, keys, *offers(engine, sentence, least)))
    return found


def measure_all(typed: dict[float, list[TypedSentence]], seed: int) -> dict[float, Measured]:
    """Measure what was typed at each threshold, and the time that a question takes."""
    return {
        least: {**measure_compose([one.counts() for one in sentences], seed), **_times(sentences)}
        for least, sentences in typed.items()
    }


def all_offers(sentences: Sequence[TypedSentence]) -> list[Offer]:
    """Return what was offered in all sentences."""
    return [offer for one in sentences for offer in one.offers]


def _times(sentences: Sequence[TypedSentence]) -> dict[str, Measure]:
    times = [time for one in sentences for time in one.times_ms]
    values = {share: float(np.percentile(times, share)) for share in _TIMES}
    return {f"compose_p{share}_ms": Measure(one, one, one, len(times)) for share, one in values.items()}
