"""Whether words are worth more than silence: noise sounds a little like short words, speech much more."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .speech_hypothesis import SpokenHypothesis
from .speech_weights import SpeechWeights
from .units import BLANK, PHONES

_BLANK = PHONES.index(BLANK)
UNSURE_WORDS = 4
"""So few words may still prove to be noise."""


def outweighs_silence(
    said: SpokenHypothesis, sound: NDArray[np.floating[Any]], weights: SpeechWeights
) -> bool:
    """Tell whether a stretch is better explained by its words than by silence, and by enough.

    What counts is the logarithm of the likelihood ratio of the words to blanks alone. Every word must add to
    it, but no stretch of more than four words needs more than four do. With margins 3 and 14: one word 17,
    two 31, three 45, all others 59.

    Args:
        said: what was said, at least one word.
        sound: ``(frames, units)`` natural-log probabilities of all frames of the stretch.
        weights: its ``silence_margin`` and ``silence_margin_per_word``.
    """
    ratio = said.acoustic - float(sound[:, _BLANK].sum())
    words = min(len(said.words), UNSURE_WORDS)
    return ratio >= weights.silence_margin + weights.silence_margin_per_word * words


def stable_words(agreed: int) -> int:
    """Return how many of the words that all hypotheses agree on can be promised: all, or as yet none.

    A stretch in which some were promised is never taken for noise.
    """
    return agreed if agreed > UNSURE_WORDS else 0
