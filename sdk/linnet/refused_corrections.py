"""Corrections that were taken back in a session."""

from __future__ import annotations

from dataclasses import dataclass

MOST_REFUSED = 1_000
"""Of more the oldest are forgotten."""


@dataclass(frozen=True)
class RefusedCorrections:
    """Pairs of what was typed and what it was not to be corrected to, in small letters; a value."""

    pairs: tuple[tuple[str, ...], ...] = ()
    """(typed, corrected), the oldest first."""

    def of(self, typed: str) -> frozenset[str]:
        """What a word is not to be corrected to."""
        return frozenset(corrected for one, corrected in self.pairs if one == typed.lower())

    def including(self, typed: str, corrected: str) -> RefusedCorrections:
        """These and one more."""
        pair = typed.lower(), corrected.lower()
        others = tuple(one for one in self.pairs if one != pair)
        return RefusedCorrections((*others, pair)[-MOST_REFUSED:])
