"""What a stream reports while it listens."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Word:
    """One recognised word."""

    text: str
    start_s: float
    """Seconds from the start of the stream."""
    end_s: float
    confidence: float
    """0 to 1, the mean probability of its letters. Uncalibrated: it compares words, it is no chance."""


@dataclass(frozen=True)
class Partial:
    """The text of the stretch of speech that is going on. The next event about it replaces this one."""

    text: str
    stable_length: int
    """Characters of ``text``, from its start, that no later event about this stretch changes."""


@dataclass(frozen=True)
class Final:
    """The text of one stretch of speech that has ended. It never changes."""

    text: str
    start_s: float
    """When its first word begins, in seconds from the start of the stream."""
    end_s: float
    """When its last word ends."""
    words: tuple[Word, ...]


Event = Partial | Final
"""What :meth:`linnet.SpeechStream.accept` and ``finish`` return lists of."""
