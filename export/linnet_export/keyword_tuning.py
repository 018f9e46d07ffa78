"""The weights of keyword spotting, from sound without the keywords: ratios and false alarms an hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from linnet_export.evaluation import Listening
from linnet_export.recording import read_mono
from linnet_export.text import normalise
from linnet_export.utterance import CorpusError, Utterance
from linnet_runtime.confidence import log_odds
from linnet_runtime.keyword_search import KeywordSearch
from linnet_runtime.lexicon import Lexicon
from linnet_runtime.speech_weights import SpeechWeights
from linnet_runtime.word_sounds import Sounds, WordSounds

MOST_WORDS = 2
"""Of a drawn keyword."""
FEWEST_LETTERS = 3
TAIL_PER_HOUR = 20.0
"""The fit is made for thresholds that give so many false alarms an hour, or fewer."""
_LOWEST_RATIO = -25.0
_STEPS = 100
_SMALLEST_STEP = 1e-9


@dataclass(frozen=True)
class FalseAlarms:
    """Where keywords that nobody said were heard all the same."""

    phones: NDArray[np.int64]
    """(keywords,) phones of each."""
    ratios: tuple[NDArray[np.float64], ...]
    """Of each keyword, the log-likelihood ratios at which it was heard, best first."""
    hours: float

    def tail(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Of each keyword the ratio that `TAIL_PER_HOUR` reach, and all ratios that do with its phones.

        Returns (keywords, 3) and (alarms, 3): ratio, phones, 1. Keywords that were heard less often are left
        out: where their tail begins is not known.
        """
        most = int(TAIL_PER_HOUR * self.hours)
        found = [
            (ratios[:most], count)
            for ratios, count in zip(self.ratios, self.phones.tolist(), strict=True)
            if len(ratios) >= most > 0
        ]
        if not found:
            raise CorpusError(f"{self.hours:.2f} hours of sound: expected enough to hear keywords by mistake")
        floors = np.array([(ratios[-1], count, 1.0) for ratios, count in found])
        alarms = np.array([(ratio, count, 1.0) for ratios, count in found for ratio in ratios])
        return floors, alarms


def draw_keywords(
    lexicon: Lexicon, utterances: Sequence[Utterance], count: int, seed: int
) -> tuple[str, ...]:
    """Draw keywords of one or two words that no transcript has.

    A word is drawn in proportion to the square root of its frequency: people choose common words, too.
    """
    said = {word for utterance in utterances for word in normalise(utterance.text).split()}
    found = {lexicon.letters(word): float(lexicon.scores[word]) for word in range(len(lexicon))}
    usable = [word for word in found if len(word) >= FEWEST_LETTERS and word.isalpha() and word not in said]
    shares = np.exp([found[word] / 2 for word in usable])
    rng = np.random.default_rng(seed)
    lengths = rng.integers(1, MOST_WORDS + 1, count)
    return tuple(" ".join(rng.choice(usable, length, p=shares / shares.sum())) for length in lengths)


def false_alarms(
    listening: Listening,
    sample_rate_hz: int,
    keywords: Sequence[str],
    sounds: WordSounds,
    weights: SpeechWeights,
    utterances: Sequence[Utterance],
) -> FalseAlarms:
    """Listen for keywords where nobody says them."""
    spoken = [[sounds(word) for word in keyword.split()] for keyword in keywords]
    bare = replace(weights, keyword_slope=1.0, keyword_phones=0.0, keyword_offset=0.0)
    lowest = 1 / (1 + np.exp(-_LOWEST_RATIO))
    search = KeywordSearch(spoken, [lowest] * len(keywords), bare)
    ratios: list[list[float]] = [[] for _ in keywords]
    for utterance in utterances:
        state = search.start()
        found = []
        for frame in listening.outputs(read_mono(utterance.audio, sample_rate_hz))["phones"]:
            spotted, state = search.advance(state, frame)
            found += spotted
        for one in found + search.finish(state):
            ratios[one.keyword].append(log_odds(one.score))
    phones = np.array([sum(_phones(word) for word in words) for words in spoken])
    hours = sum(utterance.duration_s for utterance in utterances) / 3600
    return FalseAlarms(phones, tuple(np.sort(heard)[::-1] for heard in ratios), hours)


def fit_keywords(alarms: FalseAlarms, weights: SpeechWeights) -> SpeechWeights:
    """Fit slope, phones and offset so that a keyword has exp(-log-odds) false alarms an hour.

    Alarms above a ratio are a Poisson process whose rate falls exponentially with it; the likelihood of
    those in the tail is concave, its largest value is found by Newton's method.
    """
    floors, heard = alarms.tail()
    fitted, total = np.array([0.5, 0.0, 0.0]), heard.sum(axis=0)
    for _ in range(_STEPS):
        expected = alarms.hours * np.exp(-floors @ fitted)  # (keywords,)
        curvature = (floors * expected[:, np.newaxis]).T @ floors
        curvature[0, 0] += len(heard) / fitted[0] ** 2
        gradient = expected @ floors - total
        gradient[0] += len(heard) / fitted[0]
        step = np.clip(np.linalg.solve(curvature, gradient), -1.0, 1.0)
        step *= min(1.0, 0.5 * fitted[0] / max(-step[0], 1e-12))  # the slope stays above 0
        fitted += step
        if np.abs(step).max() < _SMALLEST_STEP:
            break
    slope, phones, offset = fitted.tolist()
    return replace(weights, keyword_slope=slope, keyword_phones=phones, keyword_offset=offset)


def _phones(sounds: Sounds) -> int:
    """Phones of a word in its most usual pronunciation, as `KeywordSearch` counts them."""
    return len(max(sounds, key=lambda sound: sound[1])[0])
