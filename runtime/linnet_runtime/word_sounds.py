"""How any word may sound: as a lexicon says, or as its letters suggest."""

from __future__ import annotations

from .bundle import Bundle
from .errors import InputError
from .letter_to_sound import LetterToSound
from .lexicon import Lexicon, spelling
from .spoken_lexicon import SpokenLexicon
from .units import LETTERS
from .written import straight

PRONUNCIATIONS = 3
"""Of a word that is spelled; McGraw et al. 2016 ("Personalized speech recognition on mobile devices")."""
_SPELLABLE = frozenset(LETTERS) - {" "}

Sounds = tuple[tuple[bytes, float], ...]
"""Pronunciations, the most probable first: indices into `PHONES`, natural-log cost, 0 for the best."""


class WordSounds:
    """Pronunciations by spelling. It never changes.

    >>> WordSounds(spoken, letter_to_sound)("Kitchen")      # doctest: +SKIP
    ((b"\\x14\\x11...", 0.0),)
    """

    def __init__(self, spoken: SpokenLexicon, letter_to_sound: LetterToSound) -> None:
        self._spoken = spoken
        self._letter_to_sound = letter_to_sound

    @staticmethod
    def load(bundle: Bundle, lexicon: Lexicon, precision: str = "int8") -> WordSounds:
        """Load a pronunciation bundle that was made for this lexicon. Raises `BundleError` otherwise."""
        spoken = SpokenLexicon.open(bundle.file_path("pronunciations"), lexicon)
        return WordSounds(spoken, LetterToSound.load(bundle, precision))

    def __call__(self, word: str) -> Sounds:
        """Return the pronunciations of a word. Raises `InputError` when nobody can say it, such as "'"."""
        known = self._known(straight(word).lower())
        found = known or (self._spelled(word) if spelling(word, _SPELLABLE) else ())
        if not found:
            raise InputError(f"expected words that can be spoken, got {word!r}; write it as it sounds")
        return found

    def _known(self, written: str) -> Sounds:
        """Return what the lexicon says."""
        spoken = self._spoken
        word = spoken.lexicon.find(written)
        entries = [] if word is None else spoken.of_word(word)
        return tuple((spoken.phones(entry), float(spoken.cost[entry])) for entry in entries)

    def _spelled(self, word: str) -> Sounds:
        """Return what the letters, and which of them are capitals, suggest."""
        found = self._letter_to_sound.pronounce(word, PRONUNCIATIONS)
        return tuple((one.phones, one.score - found[0].score) for one in found if one.phones)
