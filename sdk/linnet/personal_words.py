"""How probable the words of one person are when they speak, apart from what was said before.

The words' share of all that the person types, blended with the language's own (see :mod:`linnet.blending`):

    P(w) = (1 - b) language(w) + b c(w) / N,    b = WORD_TRUST N / (N + WORD_HALFWAY)

In a context, the language model's probability is scaled by P(w) / language(w) (unigram rescaling: Kneser,
Peters and Klakow, "Language model adaptation using dynamic marginals", 1997, with exponent 1 and no
normalisation).
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from linnet.blending import WORD_HALFWAY, WORD_TRUST


def personal_probabilities(words: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Return b c(w) / N of each word with its weight c(w) > 0."""
    weights = dict(words)
    total = math.fsum(weights.values())
    trust = WORD_TRUST / (total + WORD_HALFWAY)
    return {word: trust * weight for word, weight in weights.items() if weight > 0}


def personal_bonus(personal: float, language: float) -> float:
    """Return the natural logarithm of P(w) / language(w).

    Args:
        personal: b c(w) / N.
        language: natural-log probability of the word in the language's lexicon.

    >>> round(personal_bonus(0.001, math.log(0.001)), 2)  # as common there as here
    0.69
    """
    return math.log1p(personal * math.exp(-language))
