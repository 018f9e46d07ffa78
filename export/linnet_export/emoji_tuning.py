"""Thresholds of labels, and what keywords and tone weigh: chosen on texts that nothing was trained on."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from linnet_export.emoji_evaluation import Illustrated
from linnet_export.tone_metrics import choose_thresholds
from linnet_runtime.emoji_ranking import rank_emoji
from linnet_runtime.emoji_table import EmojiTable, EmojiWeights
from linnet_runtime.tone_model import ToneModel, tone_tokens

KEYWORD = (0.3, 0.5, 0.7)
"""Below, a pizza is no 🍕: the texts that weights are chosen on have faces and few things."""
FADING = (0.8, 0.9)
TONE = (0.6,)
SPREAD = (1.0, 1.3)
"""Below, the faces of improbable feelings stand beside texts without any."""
_UNLIKELY = 1e-3
"""Probability of an emoji that is not among the suggestions."""


def choose_weights(model: ToneModel, table: EmojiTable, texts: Sequence[Illustrated]) -> EmojiWeights:
    """Return the weights under which the emoji of texts are most probable, all at once (a grid)."""
    with_emoji = [one for one in texts if one.emoji]
    tones = [model.tone_of(one.text).probabilities for one in with_emoji]
    grid = [
        replace(table.weights, keyword=keyword, fading=fading, tone=tone, spread=spread)
        for keyword, fading, tone, spread in itertools.product(KEYWORD, FADING, TONE, SPREAD)
    ]
    return max(grid, key=lambda weights: _fit(model, replace(table, weights=weights), with_emoji, tones))


def with_thresholds(
    table: EmojiTable, labels: Sequence[str], found: NDArray[np.float64], given: NDArray[np.float64]
) -> EmojiTable:
    """Return a table with the thresholds that `choose_thresholds` finds."""
    chosen = choose_thresholds(found, given)
    return replace(table, thresholds={one: round(float(c), 2) for one, c in zip(labels, chosen, strict=True)})


def _fit(
    model: ToneModel,
    table: EmojiTable,
    texts: Sequence[Illustrated],
    tones: Sequence[NDArray[np.float32]],
) -> float:
    """Return the log-likelihood of the emoji of texts, as shares of all that is suggested."""
    total = 0.0
    for one, tone in zip(texts, tones, strict=True):
        ranked = rank_emoji(table, tone_tokens(one.text), model.labels, tone)
        everything = sum(each.probability for each in ranked) or 1.0
        total += math.log(
            sum(each.probability for each in ranked if each.emoji in one.emoji) / everything + _UNLIKELY
        )
    return total
