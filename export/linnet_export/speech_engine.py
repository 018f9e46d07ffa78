"""What is asked of a recognizer that is measured; `engine_source` finds one by name.

A recognizer is any object with the method of `SpeechEngine`: Linnet's, or an adapter around another one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray


class HeardWord(Protocol):
    """One recognised word."""

    @property
    def text(self) -> str:
        """As it is written."""

    @property
    def confidence(self) -> float:
        """0 to 1."""


class HeardText(Protocol):
    """One reading of a stretch of speech."""

    @property
    def text(self) -> str:
        """All of its words."""


@runtime_checkable
class HeardFinal(Protocol):
    """What became of one stretch of speech; events that are no finals are passed over."""

    @property
    def words(self) -> Sequence[HeardWord]:
        """The words of the best reading."""

    @property
    def alternatives(self) -> Sequence[HeardText]:
        """The n best readings; empty when only one is known."""


class EngineStream(Protocol):
    """One recording that is being heard."""

    def accept(self, samples: NDArray[np.float32], /) -> Sequence[object]:
        """Hear some more samples (samples,); returns events."""

    def finish(self) -> Sequence[object]:
        """End the recording; returns the last events."""


class SpeechEngine(Protocol):
    """A recognizer without memory of earlier streams."""

    def stream(self, sample_rate_hz: int, /) -> EngineStream:
        """Begin a recording."""


class BiasedEngine(Protocol):
    """A recognizer that can be told what to expect."""

    def stream(self, sample_rate_hz: int, /, *, phrases: Sequence[str]) -> EngineStream:
        """Begin a recording in which some phrases are likelier than usual."""


@dataclass(frozen=True)
class PlainWord:
    """The plainest `HeardWord`, for adapters."""

    text: str
    confidence: float


@dataclass(frozen=True)
class PlainText:
    """The plainest `HeardText`, for adapters."""

    text: str


@dataclass(frozen=True)
class PlainFinal:
    """The plainest `HeardFinal`, for adapters."""

    words: tuple[PlainWord, ...]
    alternatives: tuple[PlainText, ...] = ()
