"""How often keywords are spotted in recordings of them, and how often in recordings of anything else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linnet_export.evaluation import Listening
from linnet_export.metric import Measured, Metric, Totals, divide, measure_counts, ratio, total
from linnet_export.recording import read_mono
from linnet_export.text import normalise
from linnet_export.utterance import Utterance
from linnet_runtime.keyword_search import KeywordSearch
from linnet_runtime.speech_weights import SpeechWeights
from linnet_runtime.word_sounds import WordSounds

SENSITIVITIES = (0.1, 0.3, 0.5, 0.7, 0.9)
_RECORDINGS, _SECONDS = "recordings", "keyword_seconds"


@dataclass(frozen=True)
class KeywordTrial:
    """Keywords, each at every sensitivity, and the graph that hears them."""

    listening: Listening
    sample_rate_hz: int
    keywords: tuple[str, ...]
    search: KeywordSearch
    """Keyword k at the s-th sensitivity is its keyword k x S + s: none of them knows of the others."""

    @classmethod
    def of(
        cls,
        listening: Listening,
        sample_rate_hz: int,
        keywords: Sequence[str],
        sounds: WordSounds,
        weights: SpeechWeights,
    ) -> KeywordTrial:
        """Prepare it. Raises `InputError` for a keyword that cannot be spoken."""
        spoken = [[sounds(word) for word in keyword.split()] for keyword in keywords]
        thresholds = [1 - sensitivity for sensitivity in SENSITIVITIES] * len(keywords)
        each = [words for words in spoken for _ in SENSITIVITIES]
        return cls(listening, sample_rate_hz, tuple(keywords), KeywordSearch(each, thresholds, weights))

    def counts(self, utterances: Sequence[Utterance]) -> NDArray[np.float64]:
        """Listen: (utterances, fields) as `FIELDS` names them."""
        return np.array([self._counts(utterance) for utterance in utterances])

    def _counts(self, utterance: Utterance) -> NDArray[np.float64]:
        """A recording of a keyword counts as told or not, by others it should not be taken for."""
        text = f" {normalise(utterance.text)} "
        said = np.array([f" {keyword} " in text for keyword in self.keywords])
        told = self.told(read_mono(utterance.audio, self.sample_rate_hz))
        seconds = utterance.duration_s * (~said).sum()
        spotted = (told[said] > 0).sum(axis=0)
        return np.array([*spotted, *told[~said].sum(axis=0), said.sum(), seconds], np.float64)

    def told(self, samples: NDArray[np.float32]) -> NDArray[np.int64]:
        """How often each keyword is told at each sensitivity: (keywords, sensitivities)."""
        search = self.search
        told = np.zeros(len(search), np.int64)
        state = search.start()
        for frame in self.listening.outputs(samples)["phones"]:
            spotted, state = search.advance(state, frame)
            np.add.at(told, [one.keyword for one in spotted], 1)
        np.add.at(told, [one.keyword for one in search.finish(state)], 1)
        return told.reshape(len(self.keywords), len(SENSITIVITIES))


def measure_keywords(counts: NDArray[np.float64], seed: int) -> Measured:
    """Recall, by recordings, and false alarms in an hour for one keyword, by seconds, by sensitivity."""
    return measure_counts(_METRICS, FIELDS, counts, seed)


def keywords_of(utterances: Sequence[Utterance], least: int) -> tuple[str, ...]:
    """The texts of which there are at least so many recordings."""
    texts = [normalise(utterance.text) for utterance in utterances]
    return tuple(sorted(text for text in set(texts) if text and texts.count(text) >= least))


def _told(sensitivity: float) -> str:
    return f"told_at_{sensitivity}"


def _mistaken(sensitivity: float) -> str:
    return f"mistaken_at_{sensitivity}"


def _an_hour(sensitivity: float) -> Metric:
    def value(totals: Totals) -> NDArray[np.float64]:
        return 3600 * divide(totals[_mistaken(sensitivity)], totals[_SECONDS])

    return Metric(f"false_alarms_an_hour_at_{sensitivity}", value, total(_SECONDS))


FIELDS = (*map(_told, SENSITIVITIES), *map(_mistaken, SENSITIVITIES), _RECORDINGS, _SECONDS)
"""The columns of `KeywordTrial.counts`."""
_METRICS = (
    *(
        Metric(f"recall_at_{one}", ratio(_told(one), _RECORDINGS), total(_RECORDINGS))
        for one in SENSITIVITIES
    ),
    *(_an_hour(one) for one in SENSITIVITIES),
)
