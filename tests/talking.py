"""A language whose phones are its letters, in the sound of tests/spelling.py: texts are known exactly."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from linnet import EndpointRules, Language, Recognizer
from linnet.acoustics import Acoustics
from linnet.dictation import Dictation
from linnet.ear import Ear
from linnet_runtime.letter_to_sound import LetterToSound, Pronounced
from linnet_runtime.lexicon import spelling
from linnet_runtime.speech_weights import SpeechWeights
from linnet_runtime.spoken_lexicon import SpokenLexicon
from linnet_runtime.units import LETTERS, PHONES, WORD_BOUNDARY
from linnet_runtime.word_sounds import WordSounds
from spelling import GAP_S, LETTER_S, LEVELS, RATE_HZ, silence, spell


def say(text: str, sample_rate_hz: int = RATE_HZ) -> NDArray[np.float32]:
    """Sound of words with a boundary between two, ``(samples,)``: 0.18 s a letter, as for a boundary."""
    level = PHONES.index(WORD_BOUNDARY) / LEVELS
    boundary = np.full(round(LETTER_S * sample_rate_hz), level, np.float32)
    between = np.concatenate([boundary, silence(GAP_S, sample_rate_hz)])
    words = [spell(word.lower(), sample_rate_hz) for word in text.split()]
    return np.concatenate([part for word in words for part in (between, word)][1:])


class Speller(LetterToSound):
    """Letter-to-sound of the language."""

    def __init__(self) -> None:
        pass

    def pronounce(self, word: str, best: int = 3) -> list[Pronounced]:  # noqa: ARG002 (there is but one)
        """Return a phone for each letter."""
        return [Pronounced(phones(spelling(word, frozenset(LETTERS)) or ""), 0.0)]


def phones(word: str) -> bytes:
    """The phones of a word in small letters."""
    return bytes(LETTERS.index(letter) for letter in word)


def load_talker(acoustic: Path, language: Path, endpoint: EndpointRules) -> Recognizer:
    """A recognizer of the small language in the sounds of the spelling bundle."""
    loaded = Language.load(language)
    words = range(len(loaded.lexicon))
    spoken = SpokenLexicon.build(
        loaded.lexicon, [(word, phones(loaded.lexicon.letters(word)), 0.0) for word in words]
    )
    sounds = WordSounds(spoken, Speller())
    dictation = Dictation(loaded, spoken, sounds, SpeechWeights(), second=None, identity="talk")
    return Recognizer(Ear(Acoustics.load(acoustic, "int8"), None), dictation, endpoint)
