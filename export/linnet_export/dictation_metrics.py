"""What is counted in one dictated utterance, and the measures that follow from the counts.

- **word error rate** = (substitutions + deletions + insertions) / words said, counted by the alignment with
  the fewest errors; the three kinds are given by words said, too;
- **sentence error rate**: utterances with any error;
- **oracle word error rate**: of the best of the n-best readings;
- **greedy word error rate**: of the most likely letters, without lexicon and language model, by the same
  bundle; **gain on greedy** = 1 - word error rate / greedy word error rate;
- **out of vocabulary**: words said that the lexicon lacks: at least so many errors are certain;
- **expected calibration error** (Guo et al. 2017, eq. 3): words heard are sorted into 15 bins of equal width
  by their confidence; the mean, by words, of |share that is right - mean confidence|;
- **real-time factor**: computing time for a second of sound; **times the graph**: computing time by that of
  the acoustic graph alone, which compares between machines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linnet_export.confidence_calibration import BINS, binned
from linnet_export.dictation_alignment import align, oracle_errors
from linnet_export.dictation_listening import Listened
from linnet_export.dictation_times import time_measures
from linnet_export.metric import Measured, Metric, Totals, Value, divide, measure_counts, ratio, total


@dataclass(frozen=True)
class Said:
    """What is known of one utterance without the recognizer that is measured."""

    words: tuple[str, ...]
    unknown: int
    """Words that the lexicon lacks."""
    greedy_errors: int
    graph_s: float
    """Computing time of the acoustic graph alone."""


@dataclass(frozen=True)
class Outcome:
    """One utterance and what a recognizer made of it."""

    said: Said
    heard: Listened


def measure_dictation(outcomes: Sequence[Outcome], seed: int) -> Measured:
    """Compute every metric, with bootstrap intervals over utterances."""
    counts = np.array([_counts(one) for one in outcomes], np.float64)
    heard = [one.heard for one in outcomes]
    return {**measure_counts(METRICS, _FIELDS, counts, seed), **time_measures(heard, seed)}


def _counts(outcome: Outcome) -> list[float]:
    """One row, in the order of `_FIELDS`."""
    said, heard = outcome.said, outcome.heard
    found = align(said.words, heard.words)
    return [
        *(1, len(said.words), len(heard.words)),
        *(found.substitutions, found.deletions, found.insertions, found.errors, found.errors > 0),
        oracle_errors(said.words, heard.readings),
        *(said.greedy_errors, said.unknown),
        *(heard.audio_s, heard.compute_s, said.graph_s),
        *binned(heard.confidences, heard.confidences),
        *binned(heard.confidences, found.heard_right),
    ]


def _calibration_error(totals: Totals) -> NDArray[np.float64]:
    gaps = sum(np.abs(totals[f"right.{b}"] - totals[f"confidence.{b}"]) for b in range(BINS))
    return divide(np.asarray(gaps), totals["heard"])


def _gain(totals: Totals) -> NDArray[np.float64]:
    return 1 - divide(totals["errors"], totals["greedy_errors"])


def _time_ratio(part: str, whole: str) -> Value:
    return lambda totals: totals[part] / np.maximum(totals[whole], 1e-9)


METRICS = (
    Metric("word_error_rate", ratio("errors", "words"), total("words")),
    Metric("substitutions", ratio("substitutions", "words"), total("words")),
    Metric("deletions", ratio("deletions", "words"), total("words")),
    Metric("insertions", ratio("insertions", "words"), total("words")),
    Metric("sentence_error_rate", ratio("wrong", "utterances"), total("utterances")),
    Metric("oracle_word_error_rate", ratio("oracle_errors", "words"), total("words")),
    Metric("greedy_word_error_rate", ratio("greedy_errors", "words"), total("words")),
    Metric("gain_on_greedy", _gain, total("words")),
    Metric("out_of_vocabulary", ratio("unknown", "words"), total("words")),
    Metric("expected_calibration_error", _calibration_error, total("heard")),
    Metric("real_time_factor", _time_ratio("compute_s", "audio_s"), total("utterances")),
    Metric("times_the_graph", _time_ratio("compute_s", "graph_s"), total("utterances")),
)
OF_THE_BUNDLE = ("greedy_word_error_rate", "gain_on_greedy", "out_of_vocabulary", "times_the_graph")
"""Measures that depend on the bundle, whichever recognizer is measured."""
_FIELDS = (
    *("utterances", "words", "heard"),
    *("substitutions", "deletions", "insertions", "errors", "wrong"),
    *("oracle_errors", "greedy_errors", "unknown"),
    *("audio_s", "compute_s", "graph_s"),
    *(f"{field}.{b}" for field in ("confidence", "right") for b in range(BINS)),
)
