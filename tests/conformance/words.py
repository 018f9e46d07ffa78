"""Tokens, pieces, words of the lexicon, how they sound and how likely they are after others."""

from __future__ import annotations

from typing import Any

from linnet import Language
from linnet.dictation import DEFAULT_PRONUNCIATION
from linnet_runtime.bundle import Bundle
from linnet_runtime.letter_to_sound import LetterToSound, Pronounced
from linnet_runtime.lexicon import OFFENSIVE, Lexicon, LexiconWord
from linnet_runtime.spoken_lexicon import SpokenLexicon
from linnet_runtime.units import PHONES
from linnet_runtime.written import tokens

PRECISION = "weight_only"
TEXTS = (
    "I’m late... 25 minutes, OK?",
    "“Straße” — naïve café\n\nMr. Smith's 1234567 apples",
    "don't''stop  e-mail me@example.com £5 ½ ☃ 日本",
    "x" * 50,
)
TOKENS = (
    *("the", "don't", "i'm", ".", "'", "0000", "\n", "\ufffd", "supercalifragilistic", "naïve", "straße"),
    *("日本", "a日本b", "zzzzqqqq", "internationalization", "o'clock", "£", "bathmann", "é", "x" * 40),
)
WORDS = ("i'm", "london", "the", "cafe", "café", "its", "it's", "batman", "zebra", "hello", "qzx", "don't")
PREFIXES = ("", "a", "lon", "it'", "qzx", "zeb")
CONTEXTS = (
    "",
    "See you",
    "Hello. I",
    "What time is it? The train leaves at 17:45 from",
    "Mr.",
    "to be or not to",
)
SPELLED = ("london", "bathmann", "qzx", "supercalifragilistic")
SPOKEN = ("Anouk", "FBI", "DVDs", "hr", "NATO", "Søren", "o'brien", "Bathmann", "x", "Sibusiso")
ADDED = (
    LexiconWord("Anouk", -9.3, (5, 9, 12)),
    LexiconWord("Ann", -8.1, (5,)),
    LexiconWord("an", -4.25, (7,), OFFENSIVE),
    LexiconWord("an'", -7.7, (7, 3)),
    LexiconWord("Bathmann", -12.4, (9000, 8, 7)),
    LexiconWord("ann", -9.9, (5,)),
)
"""A small lexicon, of which two words are typed alike."""
ADDED_SOUNDS = ((0, b"\x03\x18\x22\x14", -0.3), (0, b"\x02\x18\x22\x14", -1.44), (4, b"\x07\x02\x20", 0.0))
_DIGITS = 6


def vectors() -> dict[str, Any]:
    """Return all answers by what was asked."""
    language = Language.load(precision=PRECISION)
    bundle = Bundle.open(DEFAULT_PRONUNCIATION)
    spoken = SpokenLexicon.open(bundle.file_path("pronunciations"), language.lexicon)
    letters = LetterToSound.load(bundle, PRECISION)
    added = Lexicon.build(ADDED, beside=language.lexicon, misspellings=["teh"])
    return {
        "tokens": {text: tokens(text) for text in TEXTS},
        "pieces": {token: list(language.model.pieces.encode(token)) for token in TOKENS},
        "lexicon": _lexicon(language.lexicon),
        "added": _added(added),
        "spoken": _spoken(spoken),
        "language": [_context(language, text) for text in CONTEXTS],
        "read_each": _read_each(language),
        "pronounced": {word: [_pronounced(one) for one in letters.pronounce(word)] for word in SPOKEN},
    }


def _lexicon(lexicon: Lexicon) -> dict[str, Any]:
    """Return the size, a hash and some words of the lexicon."""
    found = {word: lexicon.find(word) for word in WORDS}
    return {
        "words": len(lexicon),
        "nodes": len(lexicon.trie),
        "misspellings": len(lexicon.misspellings),
        "fingerprint": lexicon.fingerprint(),
        "found": {word: None if one is None else _word(lexicon, one) for word, one in found.items()},
        "prefixes": {prefix: _range(lexicon.prefix(prefix)) for prefix in PREFIXES},
        "alike": {prefix: _range(lexicon.with_letters(prefix)) for prefix in PREFIXES if prefix},
    }


def _added(lexicon: Lexicon) -> dict[str, Any]:
    """Return a small lexicon wholly, and how some of it sounds."""
    sounds = [(number, phones, cost) for number, phones, cost in ADDED_SOUNDS]
    spoken = SpokenLexicon.build(lexicon, sounds)
    return {
        "made_of": [[one.display, one.score, list(one.pieces), one.flags] for one in ADDED],
        "sounds_made_of": [[number, list(phones), cost] for number, phones, cost in ADDED_SOUNDS],
        "words": [_word(lexicon, word) for word in range(len(lexicon))],
        "labels": lexicon.trie.label.tolist(),
        "best": [round(float(one), _DIGITS) for one in lexicon.trie.best],
        "sounds": _sounds(spoken, range(len(spoken))),
        "sounds_best": [round(float(one), _DIGITS) for one in spoken.trie.best],
    }


def _word(lexicon: Lexicon, word: int) -> dict[str, Any]:
    """Return all that a lexicon knows of a word."""
    return {
        "word": word,
        "display": lexicon.display(word),
        "letters": lexicon.letters(word),
        "pieces": list(lexicon.pieces(word)),
        "score": round(float(lexicon.scores[word]), _DIGITS),
        "share": round(float(lexicon.share[word]), _DIGITS),
        "flags": int(lexicon.flags[word]),
    }


def _range(words: range) -> list[int]:
    return [words.start, words.stop]


def _spoken(spoken: SpokenLexicon) -> dict[str, Any]:
    """Return how some words of the lexicon sound, and the best scores below the first nodes."""
    found = {word: spoken.lexicon.find(word) for word in WORDS}
    return {
        "pronunciations": len(spoken),
        "nodes": len(spoken.trie),
        "best": [round(float(one), _DIGITS) for one in spoken.trie.best[:60]],
        "sounds": {w: _sounds(spoken, spoken.of_word(one)) for w, one in found.items() if one is not None},
    }


def _sounds(spoken: SpokenLexicon, pronunciations: range | list[int]) -> list[dict[str, Any]]:
    return [
        {"word": int(spoken.word[one]), "phones": list(spoken.phones(one)), "cost": float(spoken.cost[one])}
        for one in pronunciations
    ]


def _context(language: Language, text: str) -> dict[str, Any]:
    """Return how likely some words are after a text."""
    context = language.model.context(text)
    scores = language.model.word_scores(context, language.lexicon)
    found = [language.lexicon.find(word) for word in WORDS]
    return {
        "text": text,
        "words": list(context.words),
        "scores": [None if one is None else round(float(scores[one]), _DIGITS) for one in found],
        "best": [language.lexicon.display(one) for one in scores.argsort()[::-1][:5].tolist()],
        "spelled": [round(language.model.spelled_score(context, token), _DIGITS) for token in SPELLED],
    }


def _read_each(language: Language) -> list[float]:
    """Return the score of a line's end after each of some tokens, which are read together."""
    contexts = language.model.read_each(language.model.start(), SPELLED)
    return [round(float(one.piece_scores[language.model.pieces.end]), _DIGITS) for one in contexts]


def _pronounced(one: Pronounced) -> list[Any]:
    return [" ".join(PHONES[phone] for phone in one.phones), round(one.score, _DIGITS)]
