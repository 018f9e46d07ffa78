"""Whether a finished word is corrected without being asked."""

from __future__ import annotations

from collections.abc import Sequence

from .typing_ranking import NO_LEXICON, Reading
from .typing_weights import TypingWeights

FURTHEST = 24.0
"""What fits the taps this much (natural log) worse than what was typed is a guess, not a correction."""


def decide(readings: Sequence[Reading], weights: TypingWeights) -> Reading | None:
    """Return the reading that should replace what was typed, or None to leave it.

    Args:
        readings: of `rank_finished`: the most probable first, the literal word among them.
        weights: the ratios that a correction must exceed, which is larger where the literal is a word.
    """
    literal = next(reading for reading in readings if reading.literal)
    best = readings[0]
    if best.literal or best.completes or literal.channel - best.channel > FURTHEST:
        return None
    ratio = weights.autocorrect if literal.lexicon == NO_LEXICON else weights.autocorrect_valid
    return best if best.total - literal.total > ratio else None
