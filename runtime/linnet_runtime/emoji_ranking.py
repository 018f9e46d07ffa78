"""Which emoji fit a text: its words and its tone together.

    P(e | text) = k sum_m s_m K(e | m) / sum_m s_m  +  (1 - k) t T(e | tone)
    k = 1 - prod_m (1 - s_m),    s_m = keyword * sure(m) * fading ^ (tokens after m)

where m are the keywords of the text, K and T the rows of `EmojiTable`, and t, keyword and fading its weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import mul
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .emoji_table import LONGEST_KEYWORD, EmojiTable, Keyword

WINDOW_TOKENS = 32
"""Keywords are looked for among this many of the last tokens."""


@dataclass(frozen=True)
class RankedEmoji:
    """An emoji and the probability that it is meant."""

    emoji: str
    probability: float


class _Match(NamedTuple):
    """A keyword in a text."""

    keyword: Keyword
    strength: float


def rank_emoji(
    table: EmojiTable, found: Sequence[str], labels: Sequence[str], tone: NDArray[np.float32]
) -> list[RankedEmoji]:
    """Return the emoji that fit, most probable first; none where the text has a word of `EmojiTable.quiet`.

    Args:
        table: what stands for what.
        found: the text as `tone_model.tone_tokens`.
        labels: of the tone model.
        tone: (labels,) the probability of each.
    """
    recent = found[-WINDOW_TOKENS:]
    if not recent or not {*recent}.isdisjoint(table.quiet):
        return []
    scores: dict[str, float] = {}
    left = 1.0
    matches = list(_matches(table, recent))
    total = sum(match.strength for match in matches)
    if total > 0:
        *_, left = accumulate((1 - match.strength for match in matches), mul)
        for match in matches:
            _add(scores, match.keyword.emoji, (1 - left) * match.strength / total)
    for label, share in zip(labels, _shares(tone, table.weights.spread), strict=True):
        _add(scores, table.tones.get(label, {}), left * table.weights.tone * share)
    ranked = sorted(scores.items(), key=lambda one: (-one[1], one[0]))
    return [RankedEmoji(*one) for one in ranked if one[1] >= table.weights.least]


def keyword_of(table: EmojiTable, written: str) -> Keyword | None:
    """Return what a few tokens, with spaces between, stand for; a plural as its singular."""
    for form in (written, written.removesuffix("s"), written.removesuffix("es")):
        if form in table.keywords:
            return table.keywords[form]
    return None


def _matches(table: EmojiTable, found: Sequence[str]) -> Iterator[_Match]:
    """Yield the keywords of a text, of several at one place the longest."""
    weights, start = table.weights, 0
    while start < len(found):
        for end in range(min(start + LONGEST_KEYWORD, len(found)), start, -1):
            keyword = keyword_of(table, " ".join(found[start:end]))
            if keyword:
                after = sum(token[0].isalnum() for token in found[end:])
                yield _Match(keyword, weights.keyword * keyword.sure * weights.fading**after)
                start = end
                break
        else:
            start += 1


def _shares(tone: NDArray[np.float32], spread: float) -> list[float]:
    """Return probabilities of labels made to sum to 1, (labels,)."""
    raised = tone.astype(np.float64) ** spread
    shares: list[float] = (raised / max(raised.sum(), 1e-9)).tolist()
    return shares


def _add(scores: dict[str, float], row: Mapping[str, float], factor: float) -> None:
    """Add a row of shares, times a factor."""
    for emoji, share in row.items():
        scores[emoji] = scores.get(emoji, 0.0) + factor * share
