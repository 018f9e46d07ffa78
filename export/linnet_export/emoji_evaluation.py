"""How well emoji are suggested for texts that had some: they are taken out and asked for.

**top-k**: one of the emoji that the text had is among the first k suggestions; **offered**: anything is
suggested. Everything is asked of the shipped predictor, one text at a time.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linnet_export.emoji_lists import EmojiFinder, bare
from linnet_export.labelled_text import LabelledText
from linnet_export.metric import Measured, Metric, measure_counts, ratio, total
from linnet_runtime.emoji_ranking import rank_emoji
from linnet_runtime.emoji_table import EmojiTable
from linnet_runtime.tone_model import tone_tokens
from linnet_runtime.typing_accuracy import Measure

SHOWN = 3
Suggester = Callable[[str], Sequence[str]]
"""A text to the emoji that are suggested, the best first."""
_FIELDS = ("texts", "offered", "illustrated", "top1", "top3")
_METRICS = (
    Metric("emoji_top1", ratio("top1", "illustrated"), total("illustrated")),
    Metric("emoji_top3", ratio("top3", "illustrated"), total("illustrated")),
    Metric("emoji_offered", ratio("offered", "texts"), total("texts")),
)
_TIMES = (50, 95)


@dataclass(frozen=True)
class Illustrated:
    """A text without its emoji, and these."""

    text: str
    emoji: frozenset[str]


def illustrated(texts: Sequence[LabelledText], finder: EmojiFinder) -> list[Illustrated]:
    """Take the emoji out of texts; most have none."""
    return [Illustrated(_without(one.text, finder), frozenset(finder.within(one.text))) for one in texts]


def measure_emoji(suggest: Suggester, texts: Sequence[Illustrated], seed: int) -> Measured:
    """Measure suggestions."""
    counts = np.array([_counts(suggest, one) for one in texts], np.float64).reshape(-1, len(_FIELDS))
    return measure_counts(_METRICS, _FIELDS, counts, seed)


def suggester(
    tone_of: Callable[[str], NDArray[np.float32]], labels: Sequence[str], table: EmojiTable
) -> Suggester:
    """What a predictor suggests; ``tone_of`` gives the probabilities of the labels (labels,)."""

    def suggest(text: str) -> list[str]:
        return [one.emoji for one in rank_emoji(table, tone_tokens(text), labels, tone_of(text))]

    return suggest


def most_frequent_emoji(texts: Sequence[Illustrated]) -> Suggester:
    """The emoji that most texts had, for every text."""
    counted = Counter(emoji for one in texts for emoji in one.emoji)
    best = [emoji for emoji, _ in counted.most_common(SHOWN)]
    return lambda _: best


def measure_times(suggest: Suggester, texts: Sequence[str]) -> dict[str, Measure]:
    """Time a whole new text, and each further word of a text, in milliseconds of the processor."""
    whole = [_timed_ms(suggest, text) for text in texts]
    words = []
    for text in texts:
        parts = text.split(" ")
        words += [_timed_ms(suggest, f"> {' '.join(parts[: end + 1])}") for end in range(len(parts))]
    found = {}
    for name, times in (("text", whole), ("word", words)):
        for share in _TIMES:
            value = float(np.percentile(times, share))
            found[f"{name}_p{share}_ms"] = Measure(value, value, value, len(times))
    return found


def _without(text: str, finder: EmojiFinder) -> str:
    """Return a text without emoji."""
    plain = bare(text)
    for emoji in finder.within(text):
        plain = plain.replace(bare(emoji), " ")
    return plain.strip()


def _counts(suggest: Suggester, one: Illustrated) -> tuple[int, ...]:
    """Return what `_FIELDS` names for one text."""
    found = list(suggest(one.text))[:SHOWN]
    hits = [emoji in one.emoji for emoji in found]
    return 1, bool(found), bool(one.emoji), any(hits[:1]), any(hits)


def _timed_ms(suggest: Suggester, text: str) -> float:
    started_s = time.process_time()
    suggest(text)
    return 1000 * (time.process_time() - started_s)
