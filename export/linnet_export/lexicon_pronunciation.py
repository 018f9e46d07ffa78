"""How each word of a lexicon sounds: dictionaries first, then rules, then the letter-to-sound model."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from linnet_export.pronunciation import Phones, Pronunciations
from linnet_runtime.errors import BundleError, InputError
from linnet_runtime.initials import spelled_out
from linnet_runtime.letter_to_sound import LetterToSound
from linnet_runtime.lexicon import Lexicon
from linnet_runtime.spoken_lexicon import SpokenLexicon

VARIANT_COSTS = (0.0, -1.3, -2.2, -3.0)
"""Natural-log cost of the first, second, third and any later variant of a dictionary. The acoustic model has
learnt the first one only: of the words with two it hears the first 79 times in 100 (189 words of dev)."""
GUESSES = 3
_SURE = 0.9
LOWEST_COST = -3.0
"""Guesses of a lower one are left out: they are less than a twentieth as probable as the best."""


class Origin(enum.StrEnum):
    """Where the pronunciations of a word come from."""

    DICTIONARY = "dictionary"
    RULE = "rule"
    LETTERS = "letters"


@dataclass(frozen=True)
class WordSound:
    """One word of a lexicon and how it may sound."""

    word: int
    origin: Origin
    variants: tuple[tuple[bytes, float], ...]
    """Phones and cost of each, the most probable first: 0 for that one."""


def word_sounds(lexicon: Lexicon, dictionary: Pronunciations, letters: LetterToSound) -> Iterable[WordSound]:
    """Yield the pronunciations of every word. Raises `BundleError` for a word that nothing can pronounce."""
    for word in range(len(lexicon)):
        shown, spelled = lexicon.display(word), lexicon.letters(word)
        if spelled in dictionary.entries:
            yield WordSound(word, Origin.DICTIONARY, _known(shown, dictionary.entries[spelled]))
        elif ruled := _surely_initials(shown) or dictionary.variants(spelled):
            yield WordSound(word, Origin.RULE, _known(shown, ruled))
        else:
            yield WordSound(word, Origin.LETTERS, _guessed(shown, letters))


def spoken_lexicon(lexicon: Lexicon, sounds: Iterable[WordSound]) -> SpokenLexicon:
    """Build the lexicon that the speech search walks."""
    pronunciations = [(one.word, phones, cost) for one in sounds for phones, cost in one.variants]
    return SpokenLexicon.build(lexicon, pronunciations)


def _surely_initials(shown: str) -> tuple[Phones, ...]:
    """Return how "NPCs" is said: of the small letters alone a rule would take the s for one more initial."""
    initials = spelled_out(shown)
    return (tuple(initials[0]),) if initials and initials[1] > _SURE else ()


def _known(shown: str, variants: tuple[Phones, ...]) -> tuple[tuple[bytes, float], ...]:
    """Return a dictionary's variants with their costs; initials may always be said letter by letter, too."""
    phones = [bytes(variant) for variant in variants]
    initials = spelled_out(shown)
    if initials and shown.isupper() and initials[0] not in phones:
        phones.append(initials[0])
    last = len(VARIANT_COSTS) - 1
    return tuple((one, VARIANT_COSTS[min(rank, last)]) for rank, one in enumerate(phones))


def _guessed(shown: str, letters: LetterToSound) -> tuple[tuple[bytes, float], ...]:
    """Return the guesses of the letter-to-sound model with their costs."""
    try:
        found = letters.pronounce(shown, GUESSES)
    except InputError as error:
        raise BundleError(f"the lexicon's word {shown!r} cannot be pronounced: {error}") from error
    if not found:
        raise BundleError(f"the letter-to-sound model is silent about the lexicon's word {shown!r}")
    costs = ((one.phones, one.score - found[0].score) for one in found)
    return tuple((phones, cost) for phones, cost in costs if cost >= LOWEST_COST)
