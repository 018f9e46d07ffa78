"""When a stretch of speech ends, as data; after the rules of Kaldi's ``OnlineEndpointConfig``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class EndpointRules:
    """A stretch of speech ends when any of three rules holds; before the first letter none does.

    >>> EndpointRules().ends(silent_s=0.9, spoken_s=3.0, between_words=False)
    True
    """

    pause_s: float = 0.8
    """So long without a letter. Pauses inside a sentence are mostly below 0.5 s."""
    longest_s: float = 20.0
    """After so long, the next gap between two words."""
    limit_s: float = 30.0
    """After so long at once, even inside a word: it bounds the memory a stream needs."""

    def __post_init__(self) -> None:
        if not 0.0 < self.pause_s <= self.longest_s <= self.limit_s:
            raise ValueError(f"expected 0 < pause_s <= longest_s <= limit_s, got {self}")

    def ends(self, silent_s: float, spoken_s: float, between_words: bool) -> bool:
        """Whether the stretch is over.

        Args:
            silent_s: time since the last letter.
            spoken_s: time since the first letter, 0 when there was none yet.
            between_words: whether a cut here breaks no word.
        """
        if spoken_s <= 0.0:
            return False
        longest = self.longest_s if between_words else self.limit_s
        return silent_s >= self.pause_s or spoken_s >= longest
