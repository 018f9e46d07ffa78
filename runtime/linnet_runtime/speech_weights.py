"""Every number of the speech search that may be tuned, in one value that a bundle's manifest keeps."""

from __future__ import annotations

from dataclasses import dataclass, field

from . import strict_json


@dataclass(frozen=True)
class SpeechWeights:
    """What words, errors and unknown words cost, in natural logarithms, and how wide the search is."""

    language: float = 1.2
    """Weight of the language model's log-probabilities; those of the sounds have weight 1."""
    word: float = 0.3
    """Added for each word: larger than 0, more and shorter words."""
    sentence_end: float = field(default=0.0, metadata=strict_json.MAY_LACK)
    """Weight of the log-probability that a sentence ends where the utterance does."""
    beam_width: float = 16.0
    """Hypotheses this much worse than the best are dropped."""
    hypotheses: int = 384
    """Largest number of hypotheses."""
    blank: float = 0.0
    """Added to the log-probability of the blank in each frame: below 0, more sounds."""
    false_boundary: float = -2.0
    """A boundary between two words that is heard inside one, or next to another."""
    remembered_words: int = 3
    """Hypotheses that differ only in earlier words than so many before the present one are one: the best."""
    unit_floor: float = -9.0
    """Units with a smaller log-probability begin nothing in that frame."""
    ended_words: int = 32
    """Largest number of words that end in one frame, over all hypotheses."""
    alternatives: int = 10
    """Largest number of hypotheses that are scored again when an utterance ends."""
    confidence_slope: float = 1.0
    """Of the log-odds of a word's posterior, see `confidence.calibrated`."""
    confidence_offset: float = 0.0
    """Added to those log-odds."""
    sentence_slope: float = 2.0
    """Of a grammar's sentence's score per phone, see `GrammarPath.confidence`."""
    sentence_offset: float = 3.8
    """Added to it; a sentence is taken when the sum is above 0."""
    keyword_doubt: float = 0.5
    """Of the log-posterior of each frame's best unit, added to a keyword's log-likelihood ratio."""
    keyword_slope: float = 0.47
    """Of a keyword's log-likelihood ratio, see `KeywordSearch`."""
    keyword_phones: float = 1.5
    """Added for each phone of the keyword: long ones are mistaken less often."""
    keyword_offset: float = -4.3
    """Added once. With all three the log-odds of the score are minus the logarithm of how many false alarms
    an hour of speech gives to keywords that score so much: 1 an hour at a score of 0.5, 9 at 0.1."""
    spelled_margin: float = 10.0
    """A word that the phones and the letters both beat by more is replaced by the letters, see `spelled`."""
    silence_margin: float = 3.0
    """So much better than silence must the sounds explain what was said, see `outweighs_silence`,"""
    silence_margin_per_word: float = 14.0
    """and so much more for each of the first four words: else it was noise."""
    second_pass: float = 0.5
    """Share of the second pass in the log-probabilities by which hypotheses are ranked at the end."""
