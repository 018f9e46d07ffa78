"""PocketSphinx 5 (BSD-2-Clause) with the US English model that its pip package brings along.

Each recording is decoded as a whole, with its defaults and ``full_utt=True``: its makers advise so for short
recordings (cmusphinx/pocketsphinx issue 116), and it does better than hearing them bit by bit, because the
mean of the whole recording is known. So it gives no text before the end, and all its computing comes there.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from pocketsphinx import Decoder

from linnet_export.speech_engine import PlainFinal, PlainText, PlainWord

RATE_HZ = 16_000
BEST = 10
"""So many alternatives are asked for."""


class Recording:
    """One utterance; what was heard of it so far is kept until it ends."""

    def __init__(self, decoder: Decoder) -> None:
        self._decoder = decoder
        self._heard: list[NDArray[np.int16]] = []

    def accept(self, samples: NDArray[np.float32]) -> Sequence[PlainFinal]:
        self._heard.append((np.clip(samples, -1, 1) * np.iinfo(np.int16).max).astype(np.int16))
        return []

    def finish(self) -> Sequence[PlainFinal]:
        decoder = self._decoder
        decoder.start_stream()  # or what it knows of the noise in one recording would go into the next
        decoder.start_utt()
        decoder.process_raw(np.concatenate(self._heard).tobytes(), full_utt=True)
        decoder.end_utt()
        if decoder.hyp() is None:
            return []
        words = tuple(PlainWord(plain(one.word), one.prob) for one in decoder.seg() if is_word(one.word))
        best = tuple(PlainText(one.hypstr) for one in islice(decoder.nbest(), BEST) if one.hypstr)
        return [PlainFinal(words, best)]


class PocketSphinx:
    """The decoder; it begins each utterance anew."""

    def __init__(self) -> None:
        self._decoder = Decoder(samprate=RATE_HZ, loglevel="FATAL")

    def stream(self, sample_rate_hz: int) -> Recording:
        if sample_rate_hz != RATE_HZ:
            raise ValueError(f"expected {RATE_HZ} Hz, got {sample_rate_hz}")
        return Recording(self._decoder)


def is_word(segment: str) -> bool:
    """Tell words from silence and noise: <s>, <sil>, [NOISE], ++SMACK++."""
    return segment[0] not in "<[+"


def plain(segment: str) -> str:
    """Drop the number of a pronunciation: "and(2)"."""
    return segment.partition("(")[0]


def load() -> PocketSphinx:
    """Load the model."""
    return PocketSphinx()
