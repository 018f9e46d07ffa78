"""How often the letter-to-sound model is right about words of a dictionary that it was not trained on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from linnet_export.greedy import best_variant
from linnet_export.metric import Measured, Metric, measure_counts, ratio, total
from linnet_export.pronunciation_data import SpelledWord
from linnet_runtime.letter_to_sound import LetterToSound
from linnet_runtime.measurement import Measurement

TASK = "letter-to-sound"
GUESSES = 3

_FIELDS = ("words", "wrong", "wrong_of_3", "phones", "phone_errors")
_METRICS = (
    Metric("phone_error_rate", ratio("phone_errors", "phones"), total("phones")),
    Metric("word_error_rate", ratio("wrong", "words"), total("words")),
    Metric("word_error_rate_best_of_3", ratio("wrong_of_3", "words"), total("words")),
)
_ENDINGS = (
    "'s",
    "s'",
    "s",
    "es",
    "e",
    "d",
    "ed",
    "y",
    "ies",
    "ied",
    "ing",
    "er",
    "ers",
    "or",
    "est",
    "ly",
    "in'",
)


def measure_words(letters: LetterToSound, words: Sequence[SpelledWord], seed: int) -> Measured:
    """Measure on words; what counts is the variant of the dictionary that fits best.

    A word is right when its phones, without stress, are those of one of its variants. Phone errors are those
    against the variant with the smallest share of them.
    """
    counts = np.array([_counts(letters, one) for one in words], np.float64).reshape(-1, len(_FIELDS))
    return measure_counts(_METRICS, _FIELDS, counts, seed)


def unrelated(words: Iterable[SpelledWord], training: Iterable[SpelledWord]) -> list[SpelledWord]:
    """Return the words without an inflected form or a stem among the training words, by their spelling."""
    seen = {stem for one in training for stem in _stems(one.word)}
    return [one for one in words if not seen & _stems(one.word)]


@dataclass(frozen=True)
class PronunciationRecord:
    """How a bundle was measured."""

    precision: str
    split: str
    command: str

    def of(self, dataset: str, measured: Measured, data: str) -> Measurement:
        """Say what was measured on a data set."""
        return Measurement(TASK, dataset, self.split, self.precision, dict(measured), self.command, data)


def _counts(letters: LetterToSound, one: SpelledWord) -> tuple[int, ...]:
    """Return what `_FIELDS` names for one word."""
    found = [guess.phones for guess in letters.pronounce(one.word, GUESSES)]
    right = {bytes(variant) for variant in one.variants}
    errors, phones = best_variant(one.variants, list(found[0]) if found else [])
    return 1, not right & set(found[:1]), not right & set(found), phones, errors


def _stems(word: str) -> set[str]:
    """Return a word, and what is left of it without an ending."""
    return {word} | {word.removesuffix(ending) for ending in _ENDINGS if len(word) > len(ending) + 2}
