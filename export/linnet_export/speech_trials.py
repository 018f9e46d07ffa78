"""Searching the same sounds again and again with other weights: the acoustic graph runs once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from linnet_export.dictation_alignment import Alignment, align
from linnet_export.dictation_evaluation import Sample, recordings
from linnet_export.dictation_text import scored_words
from linnet_export.evaluation import Listening
from linnet_runtime.bundle import Bundle
from linnet_runtime.language_model import LanguageModel
from linnet_runtime.lexicon import Lexicon
from linnet_runtime.speech_hypothesis import SpokenHypothesis
from linnet_runtime.speech_search import SpeechSearch
from linnet_runtime.speech_weights import SpeechWeights
from linnet_runtime.spoken_lexicon import SpokenLexicon


@dataclass(frozen=True)
class CachedUtterance:
    """One utterance as the acoustic graph hears it."""

    dataset: str
    words: tuple[str, ...]
    """What was said, as `scored_words` spells it."""
    phones: NDArray[np.float32]
    """(frames, phones) natural-log probabilities."""
    letters: NDArray[np.float32]
    """(frames, letters) the same."""


@dataclass(frozen=True)
class Found:
    """What a search made of one utterance."""

    dataset: str
    alignment: Alignment
    words: int
    """How many were said."""
    posteriors: tuple[float, ...]
    """Of each word heard, before calibration."""


@dataclass(frozen=True)
class SpeechTrials:
    """Utterances, and the lexicon and the language model to search them with."""

    utterances: tuple[CachedUtterance, ...]
    spoken: SpokenLexicon
    language: LanguageModel

    @classmethod
    def load(
        cls, sample: Sample, acoustic: Path, language: Path, pronunciation: Path, precision: str
    ) -> SpeechTrials:
        """Load the bundles and let the acoustic graph hear every utterance. Raises `BundleError`."""
        words = Bundle.open(language)
        lexicon = Lexicon.open(words.file_path("lexicon"))
        spoken = SpokenLexicon.open(Bundle.open(pronunciation).file_path("pronunciations"), lexicon)
        utterances = tuple(hear(sample, Bundle.open(acoustic), precision))
        return cls(utterances, spoken, LanguageModel.load(words, precision))

    def run(self, weights: SpeechWeights) -> list[Found]:
        """Search every utterance, each as one stretch of speech."""
        search = SpeechSearch((self.spoken,), self.language, weights)
        return [_found(one, _search(search, one)) for one in self.utterances]


def hear(sample: Sample, bundle: Bundle, precision: str) -> Iterable[CachedUtterance]:
    """Run the acoustic graph over every utterance, streamed."""
    listening, rate_hz = Listening.of(bundle, precision), bundle.manifest.sound().sample_rate_hz
    for dataset, utterances in sample.by_dataset().items():
        for utterance, samples in recordings(utterances, rate_hz):
            heard = listening.outputs(samples)
            yield CachedUtterance(dataset, scored_words(utterance.text), heard["phones"], heard["letters"])


def word_error_rates(found: Sequence[Found]) -> dict[str, float]:
    """The word error rate of each data set."""
    return {
        dataset: sum(one.alignment.errors for one in found if one.dataset == dataset)
        / sum(one.words for one in found if one.dataset == dataset)
        for dataset in dict.fromkeys(one.dataset for one in found)
    }


def _search(search: SpeechSearch, utterance: CachedUtterance) -> SpokenHypothesis | None:
    beam = search.start()
    for phones, letters in zip(utterance.phones, utterance.letters, strict=True):
        beam = search.advance(beam, phones, letters)
    return next(iter(search.finish(beam)), None)


def _found(utterance: CachedUtterance, best: SpokenHypothesis | None) -> Found:
    heard = [
        (part, word.confidence) for word in (best.words if best else ()) for part in scored_words(word.text)
    ]
    alignment = align(utterance.words, [part for part, _ in heard])
    posteriors = tuple(posterior for _, posterior in heard)
    return Found(utterance.dataset, alignment, len(utterance.words), posteriors)
