"""Every number of the search for the words of a sentence that may be tuned."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SentenceWeights:
    """How sure a change must be, in natural logarithms."""

    unknown_word: float = 1.0
    """Another word must be so much likelier than one that the lexicon lacks."""
    known_word: float = 3.0
    """The same for a word that it has."""
    name: float = 4.0
    """What the lexicon lacks and a capital begins in mid-sentence must be so much likelier wrong on top."""
    two_words: float = 1.0
    """What is read as two words must be so much likelier on top."""
    sound: float = -5.0
    """A word is written that sounds like the one that is meant."""
    hypotheses: int = 6
    """Contexts that are gone on from."""
    beam_width: float = 14.0
    """Hypotheses this much worse than the best are dropped."""
