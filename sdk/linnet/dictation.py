"""Dictation: the words of a language, how they sound, and the search for them. All streams share it."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from linnet.added_words import AddedWords
from linnet.decoder import Decoder
from linnet.dictation_decoder import DictationDecoder
from linnet.grammar_decoder import GrammarDecoder
from linnet.language import Language
from linnet.stream_bias import ADDED, phrase_words, stream_bias
from linnet.stream_options import StreamOptions
from linnet_runtime.bundle import Bundle
from linnet_runtime.grammar import Grammar
from linnet_runtime.letter_to_sound import LetterToSound
from linnet_runtime.phrase_bias import Place
from linnet_runtime.second_pass import SecondPass
from linnet_runtime.speech_contexts import SpeechContexts
from linnet_runtime.speech_search import SpeechSearch
from linnet_runtime.speech_weights import SpeechWeights
from linnet_runtime.spoken_lexicon import SpokenLexicon
from linnet_runtime.word_sounds import WordSounds

DEFAULT_PRONUNCIATION = Path(__file__).parent / "bundles" / "en-pronunciation"
"""The English pronunciation bundle that comes with Linnet."""
_LANGUAGE = 0
_KEPT_DECODERS = 4


class Dictation:
    """Everything that turns phones into words. It never changes."""

    def __init__(
        self,
        language: Language,
        spoken: SpokenLexicon,
        sounds: WordSounds,
        weights: SpeechWeights,
        second: SecondPass | None,
        identity: str,
    ) -> None:
        self.language = language
        self.spoken = spoken
        """How the language's words sound."""
        self.sounds = sounds
        """How these and all others may sound."""
        self.weights = weights
        self._second = second
        self._identity = identity
        self._contexts = SpeechContexts(language.model)
        self._added = AddedWords(language, spoken, sounds)
        self.decoder = lru_cache(_KEPT_DECODERS)(self._decoder)
        """Returns the decoder for a stream's options; streams with equal ones share it."""

    @classmethod
    def load(
        cls,
        language: Language,
        pronunciation: str | Path | None,
        precision: str,
        acoustic: Bundle,
    ) -> Dictation:
        """Open and verify a pronunciation bundle, None for the English one, and put all together.

        Raises:
            BundleError: the bundle is damaged, incomplete, unsafe, or made for other words.
        """
        bundle = Bundle.open(Path(pronunciation) if pronunciation is not None else DEFAULT_PRONUNCIATION)
        spoken = SpokenLexicon.open(bundle.file_path("pronunciations"), language.lexicon)
        sounds = WordSounds(spoken, LetterToSound.load(bundle, precision))
        files = [
            file.sha256
            for manifest in (language.manifest, bundle.manifest, acoustic.manifest)
            for file in manifest.all_files().values()
        ]
        weights, second = acoustic.manifest.speech or SpeechWeights(), SecondPass.load(acoustic)
        return cls(language, spoken, sounds, weights, second, "".join(files) + precision)

    def _decoder(self, options: StreamOptions) -> Decoder[Any]:
        """Search the language's words and those that a stream adds, or nothing but a grammar's sentences."""
        if options.grammar is not None:
            return GrammarDecoder(Grammar.from_json(options.grammar), self.sounds, self.weights)
        lexicons = self._lexicons(options)
        added = {one.lexicon.written(i): (ADDED, i) for one in lexicons[1:] for i in range(len(one.lexicon))}

        def find(written: str) -> Place | None:
            known = self._added.known(written)
            return added.get(written) if known is None else (_LANGUAGE, known)

        weight, words = self.weights.language, [one.lexicon for one in lexicons]
        bias = stream_bias(options, words, find, weight)
        search = SpeechSearch(lexicons, self.language.model, self.weights, bias, self._contexts)
        parts = [self._identity, dataclasses.asdict(self.weights), options.to_json()]
        return DictationDecoder(search, self._second, hashlib.sha256(json.dumps(parts).encode()).hexdigest())

    def _lexicons(self, options: StreamOptions) -> tuple[SpokenLexicon, ...]:
        """The language's words, and those that a stream adds to them: each once, as it is written first."""
        phrased = [word for phrase in options.phrases for word in phrase_words(phrase)]
        words: dict[str, str] = {}
        for word in [*(word for word, _ in options.personal), *phrased]:
            words.setdefault(word.lower(), word)
        added = tuple(filter(self._added.lacks, words.values()))
        return (self.spoken, self._added.lexicon(added)) if added else (self.spoken,)
