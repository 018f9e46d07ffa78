"""From the beam at the end of an utterance to its n-best words, scored again over all frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .speech_confidence import WordSounds, confidence, word_sounds
from .speech_graph import SpeechGraphBuilder
from .speech_history import SpeechHistory
from .speech_hypothesis import SpokenHypothesis, SpokenWord
from .speech_scoring import SpeechScoring
from .speech_words import SpokenWords

_Sound = NDArray[np.float64]


@dataclass(frozen=True)
class _Heard:
    """A sequence of words, and how each was heard."""

    history: SpeechHistory
    acoustic: float
    sounds: tuple[WordSounds, ...]

    @property
    def total(self) -> float:
        return self.acoustic + self.history.score

    @cached_property
    def places(self) -> dict[int, list[WordSounds]]:
        """Where each of the words was heard."""
        places: dict[int, list[WordSounds]] = {}
        for number, sounds in zip(self.history.words, self.sounds, strict=True):
            places.setdefault(number, []).append(sounds)
        return places

    def has(self, number: int, sounds: WordSounds) -> bool:
        """Tell whether a word is here, too, at about the same time."""
        return any(
            its.start_frame < sounds.end_frame and sounds.start_frame < its.end_frame
            for its in self.places.get(number, ())
        )


class SpeechRanking:
    """Ranks whole utterances by the probability of all ways to have said them, which the search prunes."""

    def __init__(self, words: SpokenWords, scoring: SpeechScoring, language_weight: float) -> None:
        """`language_weight` is that of the costs of pronunciations."""
        self._words = words
        self._scoring = scoring
        self._language_weight = language_weight

    def ranked(
        self, histories: Sequence[SpeechHistory], sound: _Sound, first_frame: int
    ) -> list[SpokenHypothesis]:
        """Return histories as hypotheses, the most probable first, without those that cannot have been said.

        Args:
            histories: whole utterances, each once; at least one.
            sound: ``(frames, units)``, natural-log probabilities of all frames; at least one.
            first_frame: number of the first frame.
        """
        heard = sorted(self._heard(histories, sound), key=lambda one: -one.total)
        totals = np.array([one.total for one in heard])
        shares = np.exp(totals - np.logaddexp.reduce(totals)).tolist()
        return [
            SpokenHypothesis(
                self._spoken(one, list(zip(heard, shares, strict=True)), first_frame),
                one.acoustic,
                one.history.score,
                one.total,
                share,
            )
            for one, share in zip(heard, shares, strict=True)
        ]

    def _heard(self, histories: Sequence[SpeechHistory], sound: _Sound) -> list[_Heard]:
        """Score the histories with the forward algorithm, and find their words on the best paths."""
        builder = SpeechGraphBuilder(self._words, self._language_weight)
        ends = [builder.add(history.words) for history in histories]
        graph, position = builder.graph(), builder.positions()
        forward, best = graph.forward(sound), graph.best_paths(sound)
        states = [np.array(end.states) for end in ends]
        weights = [np.array(end.weights) for end in ends]
        lasts = [int(at[np.argmax(best[-1][at] * np.exp(w))]) for at, w in zip(states, weights, strict=True)]
        # Others have too many phones for so few frames, or are too improbable for a float64.
        possible = [i for i, last in enumerate(lasts) if best[-1][last]]
        paths = graph.traces(best, np.array([lasts[i] for i in possible], np.intp))
        heard = []
        for i, path in zip(possible, paths, strict=True):
            labels, own, words = graph.label[path], position[path], histories[i].words
            sounds = tuple(word_sounds(sound, path, labels, own == word) for word in range(len(words)))
            acoustic = float(np.logaddexp.reduce(forward[states[i]] + weights[i]))
            heard.append(_Heard(histories[i], acoustic, sounds))
        return heard

    def _spoken(
        self, one: _Heard, shares: Sequence[tuple[_Heard, float]], first_frame: int
    ) -> tuple[SpokenWord, ...]:
        """Return the words of one sequence; `shares` are those of all sequences in the probability."""
        words = one.history.words
        spoken = []
        for number, sounds, language in zip(words, one.sounds, self._scoring.each(words), strict=True):
            posterior = min(sum(share for other, share in shares if other.has(number, sounds)), 1.0)
            lexicon, word = self._words.place(number)
            start, end = first_frame + sounds.start_frame, first_frame + sounds.end_frame
            sure = confidence(sounds, posterior, language)
            spoken.append(SpokenWord(self._words.display(number), lexicon, word, start, end, sure))
        return tuple(spoken)
