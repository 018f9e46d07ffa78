"""Hearing the same utterances without phrases and with lists of them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from linnet_export.dictation_evaluation import recordings
from linnet_export.dictation_listening import Listened, listen
from linnet_export.dictation_text import scored_words
from linnet_export.metric import Measured
from linnet_export.phrase_lists import PhraseLists
from linnet_export.phrase_metrics import Pair, measure_phrases
from linnet_export.speech_engine import BiasedEngine
from linnet_export.utterance import Utterance
from linnet_runtime.typing_accuracy import Measure


@dataclass(frozen=True)
class PhraseTrial:
    """Utterances of all data sets together: names are too few in each."""

    engine: BiasedEngine
    utterances: tuple[Utterance, ...]
    sample_rate_hz: int

    def hear(self, phrases: Sequence[str]) -> list[Listened]:
        """Hear every utterance in a stream of its own with these phrases."""
        return [
            listen(self.engine.stream(self.sample_rate_hz, phrases=phrases), samples, self.sample_rate_hz)
            for _, samples in recordings(self.utterances, self.sample_rate_hz)
        ]

    def opening_ms(self, phrases: Sequence[str]) -> float:
        """Computing time to open the first stream with these phrases."""
        started = time.process_time()
        self.engine.stream(self.sample_rate_hz, phrases=phrases)
        return 1000 * (time.process_time() - started)


def compare(trial: PhraseTrial, lists: PhraseLists, counts: Sequence[int], seed: int) -> dict[int, Measured]:
    """Measure what lists of so many names change; by their count."""
    said = [scored_words(utterance.text) for utterance in trial.utterances]
    without = trial.hear(())
    measured: dict[int, Measured] = {}
    for count in counts:
        names, distractors = lists.list_of(count)
        phrases = [name.shown for name in (*names, *distractors)]
        opening_ms = trial.opening_ms(phrases)
        pairs = [Pair(*one) for one in zip(said, without, trial.hear(phrases), strict=True)]
        listed = [name.word for name in (*names, *distractors)]
        opening = {"opening_ms": Measure(opening_ms, opening_ms, opening_ms, 1)}
        measured[count] = {**measure_phrases(pairs, listed, seed), **opening}
    return measured
