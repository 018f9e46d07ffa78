"""Words that no list has: where both heads hear something else than any listed word, letters are written.

A listed word is weighed against the free path of the same frames: of the phones, by how much the best units
beat the word's best pronunciation (all of its CTC paths added up, Graves et al. 2006); of the letters, by how
much they beat its spelling. Only where both win by a margin is the word replaced by the letters as they are
heard, "velger" for an unknown "Velcher". Neighbours that are replaced are read as one stretch and parted at
its spaces.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from .ctc import CtcDecoder, CtcState
from .ctc_labels import sequence_score
from .speech_hypothesis import NO_LEXICON, SpokenHypothesis, SpokenWord
from .speech_words import SpokenWords
from .units import BLANK, LETTERS

_SPACE, _BLANK = LETTERS.index(" "), LETTERS.index(BLANK)
_LETTER = {letter: label for label, letter in enumerate(LETTERS) if label not in (_SPACE, _BLANK)}
_GREEDY = CtcDecoder(LETTERS, " ")
_Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class HeardFrames:
    """What both heads made of an utterance."""

    phones: _Floats
    """(T, phones) natural-log probabilities of `PHONES`."""
    letters: _Floats
    """(T, letters) the same of `LETTERS`."""
    first_frame: int
    """Number of the first of the T frames."""

    def within(self, start: int, end: int) -> HeardFrames:
        """Return the frames from number `start` to the one before `end`."""
        frames = slice(start - self.first_frame, end - self.first_frame)
        return HeardFrames(self.phones[frames], self.letters[frames], start)


def spelled(
    hypothesis: SpokenHypothesis, kept: int, heard: HeardFrames, words: SpokenWords, margin: float
) -> SpokenHypothesis:
    """Replace words by letters where both heads beat them by `margin`, a natural logarithm.

    Args:
        hypothesis: listed words with their frames.
        kept: how many of the first words stay as they are.
        heard: all frames of the utterance.
        words: what the words' places mean.
        margin: infinite to replace none.
    """
    found: list[SpokenWord] = list(hypothesis.words[:kept])
    rest = hypothesis.words[kept:]
    unlisted = [_is_beaten(word, heard, words, margin) for word in rest]
    for replaced, group in groupby(zip(rest, unlisted, strict=True), key=lambda pair: pair[1]):
        stretch = [word for word, _ in group]
        found += (list(_read(stretch, heard)) or stretch) if replaced else stretch
    return replace(hypothesis, words=tuple(found))


def _is_beaten(word: SpokenWord, heard: HeardFrames, words: SpokenWords, margin: float) -> bool:
    """Tell whether the free paths of both heads beat a word by the margin."""
    frames = heard.within(word.start_frame, word.end_frame)
    ways = [phones for phones, _ in words.pronunciations(words.number(word.lexicon, word.word))]
    if _free(frames.phones) - max(sequence_score(frames.phones, way) for way in ways) <= margin:
        return False
    unspaced = frames.letters.copy()
    unspaced[:, _BLANK] = np.logaddexp(unspaced[:, _BLANK], unspaced[:, _SPACE])
    unspaced[:, _SPACE] = -np.inf
    spelling = words.lexicons[word.lexicon].lexicon.letters(word.word)
    return _free(unspaced) - sequence_score(unspaced, bytes(map(_LETTER.__getitem__, spelling))) > margin


def _free(frames: _Floats) -> float:
    """Return the score of the best path over any units."""
    return float(frames.max(axis=1).sum())


def _read(stretch: Sequence[SpokenWord], heard: HeardFrames) -> Iterator[SpokenWord]:
    """Yield the words that the letters of a stretch make, as sure as the least sure word that was there."""
    start, end = stretch[0].start_frame, stretch[-1].end_frame
    letters = heard.within(start, end).letters.astype(np.float32)
    sure = min(word.confidence for word in stretch)
    for word in _GREEDY.words(_GREEDY.step(letters, CtcState())):
        text = word.text.strip("'")
        if text:
            yield SpokenWord(
                text, NO_LEXICON, NO_LEXICON, start + word.start_frame, start + word.end_frame, sure
            )
