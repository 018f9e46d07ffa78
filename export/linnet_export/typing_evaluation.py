"""Typing many sentences, in one process or several, and what comes of it."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from linnet_export.engine_source import EngineSource
from linnet_export.typing_engine import TypingEngine, WordModel
from linnet_export.typing_metrics import Counts
from linnet_export.typing_noise import Misspellings, SlipRates, TypingNoise
from linnet_export.typing_simulation import Simulation
from linnet_export.typing_text import Sentence
from linnet_export.typing_words import BundleWords, ModelSource
from linnet_runtime.key_layout import KeyLayout

_CHUNK = 8


@dataclass(frozen=True)
class Person:
    """Who types: everything that the simulated taps depend on."""

    layout: str
    """Name of a layout of the runtime."""
    sigma_share: float
    misspellings: Misspellings
    rates: SlipRates
    seed: int


@dataclass(frozen=True)
class Trial:
    """One keyboard and one person, described so that any process can set them up."""

    engine: EngineSource
    person: Person
    model: ModelSource | None = None
    """Who gives word probabilities when the keyboard itself does not."""

    def prepare(self) -> Simulation:
        """Load everything. Raises `EngineError` and `BundleError`."""
        person = self.person
        engine: TypingEngine = self.engine.load()
        model: WordModel | None = engine if isinstance(engine, WordModel) else None
        if model is None and self.model is not None:
            model = BundleWords.load(self.model)
        layout = KeyLayout.load(person.layout)
        noise = TypingNoise(layout, person.sigma_share, person.misspellings, person.rates)
        return Simulation(engine, noise, person.seed, model)


def type_sentences(trial: Trial, sentences: Sequence[Sentence], processes: int) -> list[Counts]:
    """Type every sentence; the counts are in their order and do not depend on ``processes``."""
    if processes == 1:
        simulation = trial.prepare()
        return [simulation.type_sentence(sentence) for sentence in sentences]
    context = multiprocessing.get_context("spawn")  # a forked copy of a loaded ONNX session may hang
    with ProcessPoolExecutor(processes, context, _set_up, (trial,)) as pool:
        return list(pool.map(_type_sentence, sentences, chunksize=_CHUNK))


_prepared: list[Simulation] = []
"""The simulation of this worker process."""


def _set_up(trial: Trial) -> None:
    _prepared[:] = [trial.prepare()]


def _type_sentence(sentence: Sentence) -> Counts:
    return _prepared[0].type_sentence(sentence)
