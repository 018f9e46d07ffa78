"""What may have been said: words with times and how sure they are."""

from __future__ import annotations

from dataclasses import dataclass

NO_LEXICON = -1
"""`SpokenWord.lexicon` of a word that none has."""


@dataclass(frozen=True)
class SpokenWord:
    """One word of a hypothesis."""

    text: str
    """As it is shown."""
    lexicon: int
    """Index of its lexicon in the search, or `NO_LEXICON`."""
    word: int
    """Its id there."""
    start_frame: int = 0
    """The frame of its first phone; 0 in a partial."""
    end_frame: int = 0
    """The frame after its last phone."""
    confidence: float = 0.0
    """0 to 1, larger for words that are more often right; `confidence.calibrated` makes it a chance."""


@dataclass(frozen=True)
class SpokenHypothesis:
    """One way to read a whole utterance; scores are natural logarithms."""

    words: tuple[SpokenWord, ...]
    acoustic: float
    """Of the sounds, given the words."""
    language: float
    """Of the words: weighted language model, bonuses and biases."""
    total: float
    posterior: float
    """Share of the probability of all hypotheses that were kept."""


@dataclass(frozen=True)
class SpokenPartial:
    """The most probable words so far."""

    words: tuple[SpokenWord, ...]
    stable: int
    """How many of them, from the first, will never change."""
