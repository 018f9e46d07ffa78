"""How often a grammar's sentences are recognised, and how often something else is taken for one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linnet_export.evaluation import Listening
from linnet_export.metric import Measured, Metric, measure_counts, ratio, total
from linnet_export.recording import read_mono
from linnet_export.text import normalise
from linnet_export.utterance import Utterance
from linnet_runtime.grammar import Grammar
from linnet_runtime.grammar_search import GrammarSearch
from linnet_runtime.speech_weights import SpeechWeights
from linnet_runtime.word_sounds import WordSounds

ACCEPTED = 0.5
"""Least confidence of a command."""
_FIELDS = ("right", "wrong", "sentences", "accepted", "others")
_METRICS = (
    Metric("commands_right", ratio("right", "sentences"), total("sentences")),
    Metric("commands_mistaken", ratio("wrong", "sentences"), total("sentences")),
    Metric("others_accepted", ratio("accepted", "others"), total("others")),
)


@dataclass(frozen=True)
class CommandTrial:
    """What hears commands."""

    listening: Listening
    sample_rate_hz: int
    sounds: WordSounds
    weights: SpeechWeights

    def counts(self, utterances: Sequence[Utterance], sentences: int) -> NDArray[np.float64]:
        """Make grammars of so many utterances' texts each: (utterances, fields).

        Each utterance is heard with the grammar that has its text, and with the next one, that has not.
        """
        blocks = [utterances[start : start + sentences] for start in range(0, len(utterances), sentences)]
        searches = [self._search(block) for block in blocks]
        rows = []
        for number, block in enumerate(blocks):
            other = searches[(number + 1) % len(searches)]
            rows += [self._counts(utterance, searches[number], other) for utterance in block]
        return np.array(rows, np.float64)

    def _search(self, block: Sequence[Utterance]) -> tuple[GrammarSearch, frozenset[str]]:
        texts = frozenset(normalise(utterance.text) for utterance in block)
        return GrammarSearch(Grammar.of(sorted(texts)), self.sounds), texts

    def _counts(
        self,
        utterance: Utterance,
        own: tuple[GrammarSearch, frozenset[str]],
        other: tuple[GrammarSearch, frozenset[str]],
    ) -> list[float]:
        text = normalise(utterance.text)
        found = self.listening.outputs(read_mono(utterance.audio, self.sample_rate_hz))["phones"]
        heard = self._command(own[0], found)
        outside = text not in other[1]
        accepted = outside and bool(self._command(other[0], found))
        return [heard == text, bool(heard) and heard != text, 1, accepted, outside]

    def _command(self, search: GrammarSearch, frames: NDArray[np.float32]) -> str:
        """The sentence that is accepted; nothing when there is none."""
        beam = search.start()
        for frame in frames:
            beam = search.advance(beam, frame)
        best = search.best(beam)
        return best.text if best and best.confidence(self.weights) >= ACCEPTED else ""


def measure_commands(counts: NDArray[np.float64], seed: int) -> Measured:
    """Shares of sentences that are recognised and mistaken, and of other utterances that are accepted."""
    return measure_counts(_METRICS, _FIELDS, counts, seed)
