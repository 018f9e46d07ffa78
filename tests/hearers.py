"""Recognizers for the tests of evaluations: what they make of the sounds of tests/spelling.py."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from linnet_export.speech_engine import PlainFinal, PlainText, PlainWord
from linnet_runtime.units import LETTERS
from spelling import GAP_S, LETTER_S, LEVELS

CHARACTER_S = LETTER_S + GAP_S
UNSURE = 0.25
SURE = 1.0


class Listener:
    """Hears the whole recording at its end; words it gets wrong or has been told of are in its tables."""

    def __init__(self, sample_rate_hz: int, heard_as: dict[str, str], phrases: Sequence[str]) -> None:
        self._sample_rate_hz, self._heard_as, self._phrases = sample_rate_hz, heard_as, phrases
        self._samples: list[NDArray[np.float32]] = []

    def accept(self, samples: NDArray[np.float32]) -> list[object]:
        self._samples.append(samples)
        return ["not a final"]

    def finish(self) -> list[PlainFinal]:
        said = spelled(np.concatenate(self._samples), self._sample_rate_hz).split()
        heard = [word if word in self._phrases else self._heard_as.get(word, word) for word in said]
        words = tuple(
            PlainWord(word, SURE if word == true else UNSURE) for word, true in zip(heard, said, strict=True)
        )
        return [PlainFinal(words, (PlainText(" ".join(heard)), PlainText(" ".join(said))))]


class Hearer:
    """Hears some words as others."""

    def __init__(self, heard_as: dict[str, str]) -> None:
        self._heard_as = heard_as

    def stream(self, sample_rate_hz: int, *, phrases: Sequence[str] = ()) -> Listener:
        return Listener(sample_rate_hz, self._heard_as, phrases)


def spelled(samples: NDArray[np.float32], sample_rate_hz: int) -> str:
    """The text of which `spelling.spell` made a sound."""
    middles = samples[round(LETTER_S / 2 * sample_rate_hz) :: round(CHARACTER_S * sample_rate_hz)]
    return "".join(LETTERS[round(float(level) * LEVELS)] for level in middles)


def load(*_bundle: str, precision: str = "int8", language: str = "") -> Hearer:
    """As the command loads a recognizer."""
    assert (precision, bool(language)) == ("int8", True)
    return Hearer({"tea": "tee", "zzyzx": "sicks", "car": "Car!"})


def load_peer() -> Hearer:
    """As the command loads another one."""
    return Hearer({"tea": "", "the": "a"})
