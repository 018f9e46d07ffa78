"""Sound as it comes, of any rate, type and length, made into the chunks that a graph takes."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from linnet_runtime import state_bytes
from linnet_runtime.audio import Rechunker, Resampler, ResamplerState, to_mono_float32
from linnet_runtime.errors import StateError
from linnet_runtime.manifest import AudioSettings

_KIND = "sound-intake"

Chunks = list[NDArray[np.float32]]
"""Each ``(chunk_samples,)`` at the graph's rate."""


class SoundIntake:
    """The sound of one stream on its way to the graph.

    Raises:
        AudioFormatError: a rate that is not 8,000 to 96,000 Hz.
    """

    def __init__(self, audio: AudioSettings, sample_rate_hz: int) -> None:
        same_rate = sample_rate_hz == audio.sample_rate_hz
        self._audio = audio
        self._sample_rate_hz = sample_rate_hz
        self._resampler = None if same_rate else Resampler(sample_rate_hz, audio.sample_rate_hz)
        self._rechunker = Rechunker(audio.chunk_samples)
        self._accepted_samples = 0
        self._finished = False

    @classmethod
    def from_bytes(cls, audio: AudioSettings, sample_rate_hz: int, data: bytes) -> SoundIntake:
        """Continue the intake, of the same rate, whose ``to_bytes`` returned ``data``.

        Raises:
            StateError: the bytes are damaged or of another rate.
        """
        arrays = state_bytes.unpack(_KIND, data)
        intake = cls(audio, sample_rate_hz)
        try:
            rate_hz, accepted_samples = arrays["counts"].tolist()
            pending, resampler = arrays["pending"], arrays["resampler"].tobytes()
        except (KeyError, ValueError, TypeError) as error:
            raise StateError(f"snapshot lacks its values ({error!r}); take a new snapshot") from error
        if rate_hz != sample_rate_hz or bool(resampler) == (intake._resampler is None):
            raise StateError(f"expected a snapshot of sound at {sample_rate_hz} Hz, got {rate_hz} Hz")
        if resampler:
            intake._resampler = Resampler.from_state(ResamplerState.from_bytes(resampler))
        intake._rechunker = Rechunker(audio.chunk_samples, pending)
        intake._accepted_samples = accepted_samples
        return intake

    @property
    def accepted_s(self) -> float:
        """Length of the sound accepted so far, in seconds."""
        return self._accepted_samples / self._sample_rate_hz

    def push(self, samples: ArrayLike) -> Chunks:
        """Take some more, see :meth:`linnet.SpeechStream.accept`, and return the chunks that are full."""
        self._refuse_finished()
        mono = to_mono_float32(samples)
        self._accepted_samples += len(mono)
        return self._rechunker.push(self._resampler.push(mono) if self._resampler else mono)

    def finish(self) -> Chunks:
        """Pad with silence by the look-ahead, rounded up to chunks, and return the rest; none of no sound."""
        self._refuse_finished()
        self._finished = True
        if self._accepted_samples == 0:
            return []
        rest = self._resampler.flush() if self._resampler else np.zeros(0, np.float32)
        pad_chunks = math.ceil(self._audio.lookahead_samples / self._audio.chunk_samples)
        return self._rechunker.push(rest) + self._rechunker.flush(pad_chunks * self._audio.chunk_samples)

    def to_bytes(self) -> bytes:
        """The intake in the format of :mod:`linnet_runtime.state_bytes`.

        Raises:
            StateError: it is finished, there is nothing to continue.
        """
        self._refuse_finished()
        resampler = self._resampler.state.to_bytes() if self._resampler else b""
        return state_bytes.pack(
            _KIND,
            {
                "counts": np.array([self._sample_rate_hz, self._accepted_samples], np.int64),
                "pending": self._rechunker.pending,
                "resampler": np.frombuffer(resampler, np.uint8),
            },
        )

    def _refuse_finished(self) -> None:
        """Raise StateError after finish."""
        if self._finished:
            raise StateError(
                "expected an open stream, got one that is finished; call reset() or open a new one"
            )
