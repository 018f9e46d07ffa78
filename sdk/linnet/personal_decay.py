"""How a use of a word counts less as time goes by."""

from __future__ import annotations

import math

HALF_LIFE_S = 60 * 86_400.0
"""A use counts half after 60 days, a quarter after 120."""


def decayed(weight: float, seen_s: float, now_s: float) -> float:
    """Return what a weight of the time `seen_s` is worth at `now_s`: `weight * 2 ** (-elapsed / half-life)`.

    Times are seconds since 1970. A time in the future (the clock was wrong) counts as now.
    """
    return weight * math.exp2(-max(now_s - seen_s, 0.0) / HALF_LIFE_S)
