"""A language of five words over three phones, to compare the speech search with all there is to find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, product

import numpy as np
from numpy.typing import NDArray

from linnet_runtime.lexicon import Lexicon, LexiconWord
from linnet_runtime.speech_search import SpeechSearch
from linnet_runtime.speech_weights import SpeechWeights
from linnet_runtime.spoken_lexicon import SpokenLexicon
from linnet_runtime.units import PHONES

A, B, C = 1, 5, 9
"""The phones, as indices into `PHONES`."""
BOUNDARY = len(PHONES) - 1
UNITS = (0, A, B, C, BOUNDARY)
SAID = {
    "ab": [(bytes([A, B]), -0.25), (bytes([A]), -1.5)],
    "abb": [(bytes([A, B, B]), 0.0)],
    "b": [(bytes([B]), 0.0)],
    "bee": [(bytes([B]), -0.5), (bytes([C, B]), -1.0)],
    "ca": [(bytes([C, A]), 0.0)],
}
PIECES = 4
WIDE = SpeechWeights(
    silence_margin=-1_000.0,
    beam_width=1e6,
    hypotheses=10**6,
    ended_words=10**6,
    alternatives=10**6,
    remembered_words=10**6,
    unit_floor=-1e6,
    false_boundary=-1e6,
    word=0.3,
)
"""Weights with which nothing is ever dropped."""


@dataclass(frozen=True)
class RandomContext:
    words: tuple[str, ...]
    piece_scores: NDArray[np.float32]


class RandomLanguage:
    """Stands for a language model: random scores that depend on all words before."""

    several_at_once = True

    def start(self) -> RandomContext:
        return self._context(())

    def read_all(self, contexts: Sequence[RandomContext], tokens: Sequence[str]) -> list[RandomContext]:
        return [
            self._context((*context.words, token)) for context, token in zip(contexts, tokens, strict=True)
        ]

    def end_score(self, context: RandomContext) -> float:
        return float(context.piece_scores[0])

    def _context(self, words: tuple[str, ...]) -> RandomContext:
        rng = np.random.default_rng([len(words), *"/".join(words).encode()])
        scores = rng.normal(0, 1.5, PIECES)
        return RandomContext(words, (scores - np.logaddexp.reduce(scores)).astype(np.float32))


def spoken(words: Sequence[str] = tuple(SAID), beside: Lexicon | None = None) -> SpokenLexicon:
    """Return some of the words with their pronunciations."""
    listed = [LexiconWord(word, -1.0 - 0.5 * i, (len(word) % PIECES,)) for i, word in enumerate(words)]
    lexicon = Lexicon.build(listed, beside=beside)
    ids = {lexicon.display(i): i for i in range(len(lexicon))}
    return SpokenLexicon.build(lexicon, [(ids[word], *one) for word in words for one in SAID[word]])


def search(weights: SpeechWeights = WIDE, parts: Sequence[Sequence[str]] = (tuple(SAID),)) -> SpeechSearch:
    """Return a search over the words, in one or more lexicons."""
    lexicons = [spoken(part) for part in parts]
    return SpeechSearch(lexicons, RandomLanguage(), weights)


def sounds(frames: int, seed: int, sharpness: float = 2.0) -> NDArray[np.float32]:
    """Return random log-probabilities `(frames, phones)` of the tiny language's units."""
    scores = np.full((frames, len(PHONES)), -np.inf)
    scores[:, UNITS] = np.random.default_rng(seed).normal(0, sharpness, (frames, len(UNITS)))
    scores -= np.logaddexp.reduce(scores, axis=1, keepdims=True)
    return np.maximum(scores, -1e4).astype(np.float32)


def all_readings(of: SpeechSearch, sound: NDArray[np.float32]) -> dict[tuple[str, ...], tuple[float, float]]:
    """Return the acoustic and the language score of every sequence of words, by adding up every path."""
    acoustic: dict[tuple[str, ...], float] = {}
    for path in product(UNITS, repeat=len(sound)):
        sounded = sum(float(sound[t, unit]) for t, unit in enumerate(path))
        for words, cost in _read(path):
            score = sounded + of.weights.language * cost
            acoustic[words] = np.logaddexp(acoustic.get(words, -np.inf), score)
    return {words: (score, _language(of, words)) for words, score in acoustic.items()}


def _read(path: Sequence[int]) -> list[tuple[tuple[str, ...], float]]:
    """Return the word sequences that a path of units may stand for, with the costs of their sounds."""
    units = [unit for unit, _ in groupby(path) if unit]
    groups = [bytes(g) for boundary, g in groupby(units, key=lambda unit: unit == BOUNDARY) if not boundary]
    options = [
        [(word, cost) for word, ways in SAID.items() for phones, cost in ways if phones == group]
        for group in groups
    ]
    return [(tuple(w for w, _ in one), sum(cost for _, cost in one)) for one in product(*options)]


def _language(of: SpeechSearch, words: tuple[str, ...]) -> float:
    """Return the weighted language score of a sequence, word by word."""
    language, score = RandomLanguage(), 0.0
    context = language.start()
    for word in words:
        lexicon = next(s.lexicon for s in of.words.lexicons if s.lexicon.find(word) is not None)
        number = lexicon.find(word)
        one = context.piece_scores[lexicon.first_piece[number]] + lexicon.share[number]
        score += of.weights.language * float(one) + of.weights.word
        (context,) = language.read_all([context], [word])
    return score
