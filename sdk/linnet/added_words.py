"""Words that a stream knows on top of its language's: spelled by somebody, pronounced by letter-to-sound."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from linnet.language import Language
from linnet.vocabulary import PERSONAL_SCORE
from linnet_runtime.lexicon import Lexicon, LexiconWord, spelling
from linnet_runtime.spoken_lexicon import SpokenLexicon
from linnet_runtime.word_sounds import WordSounds
from linnet_runtime.written import tokens

_KEPT_WORDS = 1 << 14
_KEPT_LEXICONS = 4


class AddedWords:
    """Makes lexicons of words that the language lacks, and keeps what it was asked for lately."""

    def __init__(self, language: Language, spoken: SpokenLexicon, sounds: WordSounds) -> None:
        self._language = language
        self._letters = frozenset(language.lexicon.alphabet)
        self._has_sound = np.zeros(len(language.lexicon), np.bool_)
        self._has_sound[spoken.word] = True
        self.known = lru_cache(_KEPT_WORDS)(self._known)
        self._pronounce = lru_cache(_KEPT_WORDS)(sounds)
        self.lexicon = lru_cache(_KEPT_LEXICONS)(self._lexicon)

    def lacks(self, display: str) -> bool:
        """Whether a word has to be added to be heard, and can be."""
        return self.known(display.lower()) is None and spelling(display, self._letters) is not None

    def _known(self, written: str) -> int | None:
        """Return the language's word that is written so, in small letters, if it can be heard; else None."""
        word = self._language.lexicon.find(written)
        return word if word is not None and self._has_sound[word] else None

    def _lexicon(self, words: tuple[str, ...]) -> SpokenLexicon:
        """Return the lexicon of words as they are shown, each with the score `PERSONAL_SCORE`."""
        lexicon = Lexicon.build(
            [LexiconWord(word, PERSONAL_SCORE, self._pieces(word)) for word in words],
            self._language.lexicon.alphabet,
            beside=self._language.lexicon,
        )
        sounds = [
            (word, phones, cost)
            for word in range(len(lexicon))
            for phones, cost in self._pronounce(lexicon.display(word))
        ]
        return SpokenLexicon.build(lexicon, sounds)

    def _pieces(self, display: str) -> tuple[int, ...]:
        """Return what the language model makes of a word."""
        pieces = self._language.model.pieces
        return tuple(piece for token in tokens(display) for piece in pieces.encode(token))
