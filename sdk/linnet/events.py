"""What a stream reports while it listens."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.command import Command
from linnet.formatted import Formatted


@dataclass(frozen=True)
class Word:
    """One recognised word."""

    text: str
    start_s: float
    """Seconds from the start of the stream."""
    end_s: float
    confidence: float
    """0 to 1: the share of words with this confidence that are right. Without a language (see
    :meth:`linnet.Recognizer.load_letters`) only the mean probability of its letters."""


@dataclass(frozen=True)
class Alternative:
    """One text that a stretch of speech may have been."""

    text: str
    confidence: float
    """0 to 1: its share of the probability of all alternatives."""


@dataclass(frozen=True)
class Partial:
    """The text of the stretch of speech that is going on. The next event about it replaces this one."""

    text: str
    """Empty when what was shown before proved to be no speech."""
    stable_length: int
    """Characters of ``text``, from its start, that no later event about this stretch changes."""


@dataclass(frozen=True)
class Final:
    """The text of one stretch of speech that has ended. It never changes."""

    text: str
    """Empty when a grammar was given and none of its sentences fits what was said."""
    start_s: float
    """When its first word begins, in seconds from the start of the stream."""
    end_s: float
    """When its last word ends."""
    words: tuple[Word, ...]
    alternatives: tuple[Alternative, ...] = ()
    """What it may have been, the most probable first: that is ``text`` itself, or where no sentence of a
    grammar fits the nearest one. Empty where letters are written as they are heard."""
    command: Command | None = None
    """What was meant; None when no grammar was given or none of its sentences fits."""
    formatted: Formatted | None = None
    """``text`` with capitals, marks and entities, where the recognizer has a formatter and words were heard:
    ``formatted.words[i]`` is ``words[i]`` as it is to be shown, so its times hold for both."""


Event = Partial | Final
"""What :meth:`linnet.SpeechStream.accept` and ``finish`` return lists of."""
