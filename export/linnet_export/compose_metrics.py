"""What is counted while phrases are offered, and the measures that follow.

A sentence is typed letter by letter without error. Before each word and after each of its letters a phrase
may be offered; the same phrase at the same word is one **offer**, however many letters it stays for. It is
**right** when the text goes on with exactly its words, one space between, capitals aside.

- **acceptance precision** = right offers / offers, phrases of at least two words;
- **offers per word** = offers / words: 0.05 are five in 100 words;
- **keystroke savings** = 1 - keys / characters as in `typing_metrics`: three suggestions, from before the
  first letter on; a right phrase is taken with one key as soon as it is offered, which types it and the
  space after it. **with phrases** and **without** are measured on the same text; what phrases add is their
  difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields

import numpy as np

from linnet_export.metric import Measured, Metric, Totals, divide, measure_counts, ratio, total


@dataclass(frozen=True)
class ComposeCounts:
    """Everything that is counted in one sentence at one threshold."""

    words: int
    offers: int
    right: int
    offered_words: int
    """In all offers together."""
    characters: int
    keys: int
    """With three suggestions and phrases."""
    keys_without: int
    """With three suggestions alone."""


def measure_compose(counts: Sequence[ComposeCounts], seed: int) -> Measured:
    """Compute every metric with its bootstrap interval over sentences."""
    return measure_counts(METRICS, _FIELDS, np.array([astuple(one) for one in counts], np.float64), seed)


def _savings(keys: str) -> Metric:
    name = "keystroke_savings" if keys == "keys" else "keystroke_savings_without_phrases"
    return Metric(name, lambda totals: 1 - divide(totals[keys], totals["characters"]), total("characters"))


def _added(totals: Totals) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return divide(totals["keys_without"] - totals["keys"], totals["characters"])


METRICS = (
    Metric("acceptance_precision", ratio("right", "offers"), total("offers")),
    Metric("offers_per_word", ratio("offers", "words"), total("words")),
    Metric("words_per_offer", ratio("offered_words", "offers"), total("offers")),
    _savings("keys"),
    _savings("keys_without"),
    Metric("savings_added_by_phrases", _added, total("characters")),
)
_FIELDS = tuple(field.name for field in fields(ComposeCounts))
