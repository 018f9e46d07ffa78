"""Every number of the typing search that may be tuned, in one value that a bundle's manifest keeps."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TypingWeights:
    """What errors and unknown words cost, in natural logarithms, and how sure a correction must be.

    A cost of -4.6 is a chance of one in a hundred. Slips are made by fingers, at any letter; their defaults
    are near the rates at which `linnet-export evaluate typing` simulates them. Misspellings are made by
    minds, at the rates of `typing_confusions`.
    """

    missed: float = -5.3
    """A slip leaves out a letter."""
    missed_first: float = -6.5
    """A slip leaves out the first letter of a word."""
    missed_apostrophe: float = -2.0
    """The apostrophe is left out, as in "dont"."""
    extra: float = -8.5
    """A slip puts in a certain letter, 1/26 of any letter."""
    doubled: float = -5.3
    """A slip types a letter twice."""
    swapped: float = -4.6
    """Two letters change places."""
    misspelling: float = -3.0
    """A word is misspelled: added to the rates of `typing_confusions`."""
    missed_space: float = -4.6
    """No space between two words, as in "thisis"."""
    mistyped_space: float = -1.0
    """A letter's key is hit instead of the space bar, as in "thisnis"; the touch model adds its own cost."""
    extra_space: float = -5.5
    """A space inside a word, as in "th is"."""
    unfinished_errors: float = 1.25
    """Factor on what errors cost while a word is unfinished, not a cost itself: suggestions should rather go
    on from what was typed than change it."""
    language: float = 1.0
    """Weight of the language model's log-probabilities."""
    unknown_word: float = -8.0
    """A word is meant that no lexicon has..."""
    unknown_letter: float = -2.0
    """...and for each of its letters."""
    unknown_spelled: float = -3.0
    """A word is meant that no lexicon has, where the language model spells it..."""
    unknown_spelled_weight: float = 0.85
    """...and the weight of the log-probability of its pieces; not a cost."""
    autocorrect: float = 1.5
    """Corrections must be this much (natural log) likelier than a literal that is no word; 1.5: 4.5 times."""
    autocorrect_valid: float = 2.5
    """The same where the literal is a word of a lexicon; 2.5: 12 times."""
    beam_width: float = 16.0
    """Hypotheses this much (natural log) worse than the best are dropped."""
    hypotheses: int = 256
    """Largest number of hypotheses of one word."""
    split_hypotheses: int = 64
    """Largest number of hypotheses of two words."""
    split_words: int = 4
    """First words that are tried at each letter."""
    split_margin: float = 6.0
    """Two words are read on in context when, by the second's own score, they are at most this much worse."""
