"""What a list of phrases changes: recall of the listed names, errors in all other words, time.

- **recall**: of the listed names that are said, the share that is heard, by the alignment with the fewest
  errors; **recall gain** = recall / recall without the list - 1;
- **other word error rate**: substitutions and deletions of all other words, and all insertions, by these
  words; a listed name that is missed counts in recall alone; **other change** = the rate by that without - 1;
- **false alarms**: listed names heard where they were not said, by other words.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linnet_export.dictation_alignment import align
from linnet_export.dictation_listening import Listened
from linnet_export.metric import Measured, Metric, Totals, divide, measure_counts, ratio, total


@dataclass(frozen=True)
class Pair:
    """One utterance, heard without the list and with it."""

    said: tuple[str, ...]
    without: Listened
    given: Listened


def measure_phrases(pairs: Sequence[Pair], listed: Collection[str], seed: int) -> Measured:
    """Compute every metric, with bootstrap intervals over utterances."""
    counts = np.array([_counts(pair, frozenset(listed)) for pair in pairs], np.float64)
    return measure_counts(METRICS, _FIELDS, counts, seed)


def _counts(pair: Pair, listed: frozenset[str]) -> list[float]:
    """One row, in the order of `_FIELDS`."""
    names = sum(word in listed for word in pair.said)
    return [
        *(1, names, len(pair.said) - names, pair.given.audio_s),
        *_heard(pair.said, pair.without, listed),
        *_heard(pair.said, pair.given, listed),
    ]


def _heard(said: Sequence[str], heard: Listened, listed: frozenset[str]) -> list[float]:
    """Names heard, errors in other words, names heard wrongly, computing time."""
    found = align(said, heard.words)
    right = sum(right for word, right in zip(said, found.said_right, strict=True) if word in listed)
    missed = sum(word in listed for word in said) - right
    alarms = sum(
        not right for word, right in zip(heard.words, found.heard_right, strict=True) if word in listed
    )
    return [right, found.errors - missed, alarms, heard.compute_s]


def _gain(totals: Totals) -> NDArray[np.float64]:
    return divide(totals["given.names"], totals["without.names"]) - 1


def _other_change(totals: Totals) -> NDArray[np.float64]:
    return divide(totals["given.errors"], totals["without.errors"]) - 1


def _real_time(which: str) -> Metric:
    name = "real_time_factor" if which == "given" else f"real_time_factor_{which}"
    return Metric(name, lambda totals: totals[f"{which}.compute_s"] / totals["audio_s"], total("utterances"))


METRICS = (
    Metric("recall_without", ratio("without.names", "names"), total("names")),
    Metric("recall", ratio("given.names", "names"), total("names")),
    Metric("recall_gain", _gain, total("without.names")),
    Metric("other_word_error_rate_without", ratio("without.errors", "others"), total("others")),
    Metric("other_word_error_rate", ratio("given.errors", "others"), total("others")),
    Metric("other_change", _other_change, total("without.errors")),
    Metric("false_alarms_without", ratio("without.alarms", "others"), total("others")),
    Metric("false_alarms", ratio("given.alarms", "others"), total("others")),
    _real_time("without"),
    _real_time("given"),
)
_FIELDS = (
    *("utterances", "names", "others", "audio_s"),
    *(
        f"{which}.{field}"
        for which in ("without", "given")
        for field in ("names", "errors", "alarms", "compute_s")
    ),
)
