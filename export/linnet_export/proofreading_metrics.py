"""What is counted when texts are proofread, and the measures that follow from the counts.

Characters and words are compared as they are, capitals and marks included; words are what is between spaces.
Errors are edit distances (Levenshtein) to what was meant.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import Levenshtein

from linnet_export.dictation_times import percentile
from linnet_export.metric import Measured, Metric, measure_counts, ratio, total
from linnet_export.proofreading_sets import TypedText

Corrector = Callable[[str], str]
"""A text in, the corrected text out."""

_FIELDS = (
    *("characters", "errors_before", "errors_after", "words", "word_errors_before", "word_errors_after"),
    *("texts", "changed", "right_before", "right_after", "worse"),
)
METRICS = (
    Metric("character_error_rate_before", ratio("errors_before", "characters"), total("characters")),
    Metric("character_error_rate", ratio("errors_after", "characters"), total("characters")),
    Metric("word_error_rate_before", ratio("word_errors_before", "words"), total("words")),
    Metric("word_error_rate", ratio("word_errors_after", "words"), total("words")),
    Metric("changed", ratio("changed", "texts"), total("texts")),
    Metric("right_before", ratio("right_before", "texts"), total("texts")),
    Metric("right", ratio("right_after", "texts"), total("texts")),
    Metric("worse", ratio("worse", "texts"), total("texts")),
)
"""All are shares; "worse" are texts with more wrong characters after than before."""
TIMES = (50, 95)


@dataclass(frozen=True)
class Proofread:
    """What became of a text."""

    text: TypedText
    corrected: str
    spent_s: float
    """Computing time of this process."""


def proofread(corrector: Corrector, texts: Sequence[TypedText]) -> list[Proofread]:
    """Correct texts one by one."""
    found = []
    for text in texts:
        started_s = time.process_time()
        corrected = corrector(text.typed)
        found.append(Proofread(text, corrected, time.process_time() - started_s))
    return found


def measure_proofreading(found: Sequence[Proofread], seed: int) -> Measured:
    """Compute every measure with its bootstrap interval over texts, and percentiles of the time for one."""
    counts = np.array([_counts(one) for one in found], np.float64)
    measures = measure_counts(METRICS, _FIELDS, counts, seed)
    times = [[one.spent_s] for one in found]
    return measures | {f"text_p{p}_ms": percentile(times, p, seed, scale=1000) for p in TIMES}


def _counts(one: Proofread) -> tuple[float, ...]:
    (typed, meant), after = one.text, one.corrected
    before_errors, after_errors = (Levenshtein.distance(text, meant) for text in (typed, after))
    words = [text.split() for text in (typed, after, meant)]
    return (
        *(len(meant), before_errors, after_errors),
        *(len(words[2]), Levenshtein.distance(words[0], words[2]), Levenshtein.distance(words[1], words[2])),
        *(1, after != typed, typed == meant, after == meant, after_errors > before_errors),
    )
