"""What is counted while a sentence is typed, and the measures that follow from the counts.

The tasks and formulas are those of kebbie (see `typing_noise`) where it has them:

- **next-word top-k**: words that are among the first k suggestions before any letter of them is typed, by
  words;
- **completion top-3**: over every word and every proper prefix of it (1 to n-1 letters, typed without error),
  how often the word is among the first three suggestions. kebbie draws one prefix a word, longer ones more
  often;
- **keystroke savings** (Trnka and McCoy 2008) = 1 - keys / characters, over the whole text. The simulated
  person types letters until the word is among three suggestions, from before its first letter on, and taps
  it; that is one key and types the rest of the word and, where one follows, the space. Numbers and
  punctuation are typed as they are; shift costs nothing on either side; suggestions come for correctly typed
  prefixes;
- **correction precision, recall and F0.9**: a typed unit that differs from the text is a typo. TP: a typo for
  which the text is committed; FN: any other typo; FP: a unit typed right for which something else is
  committed; precision = TP / (TP + FP), recall = TP / (TP + FN), F = 1.81 P R / (0.81 P + R);
- **false corrections** = FP / units typed right;
- **perplexity per word** = exp(-mean log P(word | all text before it in its line)) over words; a word outside
  the vocabulary counts with the probability of its pieces.

Words to predict are compared without regard to case. Committed words must keep the case of the text, but may
have capitals that it lacks: the texts hold "i" and uncapitalised sentences, and to write "I" is no error. How
often that happens to units typed right is ``added_capitals``. Measures "without taps" are those of a keyboard
that is told the characters only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields

import numpy as np
from numpy.typing import NDArray

from linnet_export.metric import Measured, Metric, Totals, Value, divide, measure_counts, ratio, total

BETA = 0.9
"""Below 1, precision weighs more than recall."""


@dataclass(frozen=True)
class CorrectionCounts:
    """What was committed for typed units."""

    typos: int = 0
    fixed: int = 0
    """Typos for which the text was committed."""
    clean: int = 0
    """Units typed right."""
    spoiled: int = 0
    """Units typed right for which something else was committed."""
    recased: int = 0
    """Units typed right that got more capitals and are else as they were."""

    def __add__(self, other: CorrectionCounts) -> CorrectionCounts:
        return CorrectionCounts(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True)
class Counts:
    """Everything that is counted in one sentence."""

    words: int
    next_first: int
    """Words that were the first suggestion before a letter was typed."""
    next_shown: int
    """Words that were among the suggestions before a letter was typed."""
    prefixes: int
    completed: int
    """Prefixes for which the word was among the suggestions."""
    characters: int
    keys: int
    mistyped_words: int
    """Words that are part of a typo."""
    with_taps: CorrectionCounts
    """Corrections when the keyboard knows where the taps were."""
    without_taps: CorrectionCounts
    """Corrections when it knows only the characters."""
    scored_words: int
    log_probability: float
    """Sum over the scored words."""


def measure(counts: Sequence[Counts], seed: int) -> Measured:
    """Compute every metric that something was counted for, with its bootstrap interval over sentences."""
    return measure_counts(METRICS, _FIELDS, np.array([_flat(one) for one in counts]), seed)


def _precision(taps: str) -> Value:
    return lambda totals: divide(totals[f"{taps}.fixed"], totals[f"{taps}.fixed"] + totals[f"{taps}.spoiled"])


def _f_score(taps: str) -> Value:
    """F-beta in the form without precision and recall: (1 + b^2) TP / ((1 + b^2) TP + b^2 FN + FP)."""

    def value(totals: Totals) -> NDArray[np.float64]:
        fixed, spoiled = totals[f"{taps}.fixed"], totals[f"{taps}.spoiled"]
        missed = totals[f"{taps}.typos"] - fixed
        weighted = (1 + BETA**2) * fixed
        return divide(weighted, weighted + BETA**2 * missed + spoiled)

    return value


def _changes(taps: str, suffix: str) -> tuple[Metric, ...]:
    """The two sides of correction: typos that are put right, words typed right that are spoilt."""
    return (
        Metric(f"correction_f09{suffix}", _f_score(taps), total(f"{taps}.typos")),
        Metric(
            f"false_corrections{suffix}", ratio(f"{taps}.spoiled", f"{taps}.clean"), total(f"{taps}.clean")
        ),
    )


METRICS = (
    Metric("next_word_top1", ratio("next_first", "words"), total("words")),
    Metric("next_word_top3", ratio("next_shown", "words"), total("words")),
    Metric("completion_top3", ratio("completed", "prefixes"), total("prefixes")),
    Metric(
        "keystroke_savings",
        lambda totals: 1 - divide(totals["keys"], totals["characters"]),
        total("characters"),
    ),
    Metric("mistyped_words", ratio("mistyped_words", "words"), total("words")),
    Metric("correction_precision", _precision("with_taps"), total("with_taps.typos")),
    Metric("correction_recall", ratio("with_taps.fixed", "with_taps.typos"), total("with_taps.typos")),
    *_changes("with_taps", ""),
    Metric("added_capitals", ratio("with_taps.recased", "with_taps.clean"), total("with_taps.clean")),
    *_changes("without_taps", "_without_taps"),
    Metric(
        "perplexity_per_word",
        lambda totals: np.exp(-divide(totals["log_probability"], totals["scored_words"])),
        total("scored_words"),
    ),
)


def _flat(counts: Counts) -> list[float]:
    values: list[float] = []
    for value in astuple(counts):
        values.extend(value if isinstance(value, tuple) else [value])
    return values


_FIELDS = tuple(
    name
    for field in fields(Counts)
    for name in (
        [f"{field.name}.{inner.name}" for inner in fields(CorrectionCounts)]
        if field.name.endswith("_taps")
        else [field.name]
    )
)
