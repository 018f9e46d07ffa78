"""When a stretch of speech ends, as data; after the rules of Kaldi's ``OnlineEndpointConfig``."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass

from .errors import InputError


@dataclass(frozen=True)
class EndpointRules:
    """A stretch of speech ends when any of three rules holds: nothing said, a pause, or too long.

    Rules are values: a stream may be given others while it runs.

    >>> EndpointRules().ends(silent_s=0.9, spoken_s=3.0, between_words=False)
    True
    """

    pause_s: float = 0.8
    """So long without a sound of a word, after one. Pauses inside a sentence are mostly below 0.5 s."""
    longest_s: float = 20.0
    """After so long, the next gap between two words."""
    limit_s: float = 30.0
    """After so long at once, even inside a word: it bounds the memory a stream needs."""
    hesitation_s: float = 1.6
    """So long without a sound of a word even when a voice seems to go on: it may be humming, or noise."""
    quiet_s: float = 0.2
    """The pause counts only when for so long no voice was heard either."""
    nothing_s: float = 5.0
    """After so long without any sound of a word the stretch begins anew; such an end gives no final."""

    def __post_init__(self) -> None:
        values = astuple(self)
        if not all(isinstance(value, int | float) and math.isfinite(value) for value in values):
            raise InputError(f"expected numbers of seconds, got {self}")
        if not 0.0 < self.pause_s <= self.longest_s <= self.limit_s or self.nothing_s <= 0.0:
            raise InputError(f"expected 0 < pause_s <= longest_s <= limit_s and 0 < nothing_s, got {self}")
        if self.quiet_s < 0.0 or self.hesitation_s <= 0.0:
            raise InputError(f"expected 0 <= quiet_s and 0 < hesitation_s, got {self}")

    def ends(
        self,
        silent_s: float,
        spoken_s: float,
        between_words: bool,
        stretch_s: float = 0.0,
        voiceless_s: float = math.inf,
    ) -> bool:
        """Whether the stretch is over.

        Args:
            silent_s: time since the last sound of a word.
            spoken_s: time since the first sound of a word, 0 when there was none yet.
            between_words: whether a cut here breaks no word.
            stretch_s: time since the stretch began, whatever was heard.
            voiceless_s: time since a voice was heard, a word or not; infinite where nobody listens for one.
        """
        if spoken_s <= 0.0:
            return stretch_s >= self.nothing_s
        longest = self.longest_s if between_words else self.limit_s
        return self._pauses(silent_s, voiceless_s) or spoken_s >= longest

    def _pauses(self, silent_s: float, voiceless_s: float) -> bool:
        """Whether it is silent for long enough; rules with a long pause need no longer hesitation."""
        if voiceless_s >= self.quiet_s:
            return silent_s >= self.pause_s
        return silent_s >= max(self.pause_s, self.hesitation_s)
