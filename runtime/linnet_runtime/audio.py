"""Sound outside the graph: to mono float, to the model's sample rate, into the model's chunks.

resampler, rechunker = Resampler(44_100, 16_000), Rechunker(1_920)
for samples in microphone:                       # any length, also 0 and 1
    for chunk in rechunker.push(resampler.push(to_mono_float32(samples))):
        ...
for chunk in rechunker.push(resampler.flush()) + rechunker.flush(pad_samples):
    ...
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import soxr
from numpy.typing import ArrayLike, NDArray

from . import state_bytes
from .errors import AudioFormatError, StateError

LOWEST_RATE_HZ = 8_000
HIGHEST_RATE_HZ = 96_000
MOST_CHANNELS = 32
"""More columns than this are taken for an array that is (channels, samples) by mistake."""

_INTEGERS = {("i", 2): (0, 2**15), ("i", 4): (0, 2**31), ("u", 1): (128, 2**7)}
"""Integer PCM by (kind, bytes): the value of silence and of full scale."""
_KIND = "resampler"
_FILTER_S = (
    0.05  # soxr HQ settles to float32 rounding within 0.02 s of its first sample (measured, 8 to 96 kHz)
)


def to_mono_float32(samples: ArrayLike) -> NDArray[np.float32]:
    """Convert PCM of shape (samples,) or (samples, channels) to a new mono array (samples,) in [-1, 1].

    Takes int16, int32, uint8 (128 is silence), float32 and float64. Channels are averaged. Floats beyond
    +-1 are clipped. Raises `AudioFormatError` for other types and shapes and for NaN or infinite samples.
    """
    try:
        array = np.asarray(samples)
    except ValueError as error:
        raise AudioFormatError(f"expected channels of the same length: {error}") from error
    if array.ndim not in (1, 2) or (array.ndim == 2 and not 1 <= array.shape[1] <= MOST_CHANNELS):
        raise AudioFormatError(
            f"expected samples (samples,) or (samples, channels) with 1 to {MOST_CHANNELS} channels, "
            f"got {array.shape}; transpose audio that is (channels, samples)"
        )
    scaled = _to_float32(array)  # (S,) or (S, channels)
    mono: NDArray[np.float32] = scaled if scaled.ndim == 1 else scaled.mean(axis=1, dtype=np.float32)
    return mono


def _to_float32(array: NDArray[Any]) -> NDArray[np.float32]:
    """Scale integers and clip floats to [-1, 1] without changing the shape."""
    key = (array.dtype.kind, array.dtype.itemsize)
    if key in _INTEGERS:
        zero, full_scale = _INTEGERS[key]
        return (array.astype(np.float32) - np.float32(zero)) / np.float32(full_scale)
    if key not in (("f", 4), ("f", 8)):
        raise AudioFormatError(
            f"expected int16, int32, uint8, float32 or float64 samples, got {array.dtype}; convert them first"
        )
    if not np.isfinite(array).all():
        first = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise AudioFormatError(
            f"expected finite samples, got {array[first]} at index {first}; check the source"
        )
    clipped: NDArray[np.float32] = np.clip(array, -1.0, 1.0).astype(np.float32, copy=False)
    return clipped


@dataclass(frozen=True)
class ResamplerState:
    """Where a resampler stands, as a value.

    soxr's own state cannot be read, so this is the recent input from which an equal stream is built again.
    """

    from_hz: int
    to_hz: int
    history: NDArray[np.float32]
    """(samples,) input since a point that falls exactly on an output sample; later output needs no more."""
    emitted_samples: int
    """Output samples already returned since that point."""

    def to_bytes(self) -> bytes:
        """Return a snapshot that `from_bytes` reads back, about 4 * from_hz / 5 bytes for the usual rates."""
        numbers = np.array([self.from_hz, self.to_hz, self.emitted_samples], np.int64)
        return state_bytes.pack(_KIND, {"numbers": numbers, "history": self.history})

    @staticmethod
    def from_bytes(data: bytes) -> ResamplerState:
        """Read a snapshot. Raises `StateError` when it is damaged or impossible."""
        arrays = state_bytes.unpack(_KIND, data)
        try:
            from_hz, to_hz, emitted_samples = (int(number) for number in arrays["numbers"])
            history = arrays["history"]
        except (KeyError, ValueError, TypeError) as error:
            raise StateError(
                f"resampler snapshot lacks its values ({error!r}); take a new snapshot"
            ) from error
        return ResamplerState(from_hz, to_hz, history, emitted_samples)


class Resampler:
    """Changes the sample rate of one stream, chunk by chunk; however it is cut, the output is the same.

    Uses soxr at its high quality. Output lags input by up to 0.12 s (soxr works in blocks); `flush` returns
    the rest.
    """

    def __init__(self, from_hz: int, to_hz: int) -> None:
        """Start a stream. Raises `AudioFormatError` for a rate outside 8 to 96 kHz."""
        for rate_hz in (from_hz, to_hz):
            if not isinstance(rate_hz, int) or not LOWEST_RATE_HZ <= rate_hz <= HIGHEST_RATE_HZ:
                raise AudioFormatError(
                    f"expected a whole rate of {LOWEST_RATE_HZ} to {HIGHEST_RATE_HZ} Hz, got {rate_hz!r}; "
                    "resample first"
                )
        self._from_hz, self._to_hz = from_hz, to_hz
        self._stream = soxr.ResampleStream(from_hz, to_hz, 1, dtype="float32", quality="HQ")
        self._history = np.zeros(0, np.float32)
        self._emitted = 0
        self._surplus = np.zeros(
            0, np.float32
        )  # output a rebuilt stream gave earlier than the first stream did
        self._repeated = 0  # output samples a rebuilt stream still has to give that were already emitted
        self._flushed = False

    def push(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Take (samples,) at `from_hz`, of any length, and return what is ready at `to_hz`, maybe nothing."""
        return self._process(samples, last=False)

    def flush(self) -> NDArray[np.float32]:
        """End the stream and return its remaining output; a later `push` or `flush` raises `StateError`."""
        return self._process(np.zeros(0, np.float32), last=True)

    @property
    def state(self) -> ResamplerState:
        """The present state as a value; `from_state` continues from it."""
        if self._flushed:
            raise StateError("a flushed resampler has no state to keep; take the snapshot before flush")
        return ResamplerState(self._from_hz, self._to_hz, self._history, self._emitted)

    @classmethod
    def from_state(cls, state: ResamplerState) -> Resampler:
        """Continue from `state`: later output equals the first stream's to 2e-5 (1e-6 at the usual rates).

        Raises `StateError` for a state that no stream can have.
        """
        try:
            resampler = cls(state.from_hz, state.to_hz)
        except AudioFormatError as error:
            raise StateError(f"resampler state: {error}") from error
        _check_state(state)
        given = resampler._stream.resample_chunk(state.history.copy(), last=False)
        resampler._history, resampler._emitted = state.history, state.emitted_samples
        resampler._surplus = given[state.emitted_samples :]
        resampler._repeated = max(0, state.emitted_samples - len(given))
        return resampler

    def _process(self, samples: NDArray[np.float32], last: bool) -> NDArray[np.float32]:
        """Resample, drop what a rebuilt stream repeats, and remember the input that later output needs."""
        if self._flushed:
            raise StateError("the resampler was flushed; start a new one for more audio")
        given = self._stream.resample_chunk(np.ascontiguousarray(samples, np.float32), last=last)
        fresh = np.concatenate([self._surplus, given[self._repeated :]])
        self._repeated = max(0, self._repeated - len(given))
        self._surplus = self._surplus[:0]
        self._flushed = last
        self._emitted += len(fresh)
        self._history = np.concatenate([self._history, samples])
        self._forget()
        return fresh

    def _forget(self) -> None:
        """Drop input that cannot change later output, in whole periods so that the phase stays 0.

        Worked number: at 44.1 -> 16 kHz a period is 441 input = 160 output samples. With 1,600 emitted, the
        next output is at input 4,410; the filter reaches back 2,205 samples, so the first 5 periods may go.
        """
        divisor = math.gcd(self._from_hz, self._to_hz)
        period, period_out = self._from_hz // divisor, self._to_hz // divisor
        reach = math.ceil(_FILTER_S * self._from_hz)
        periods = max(0, self._emitted * self._from_hz // self._to_hz - reach) // period
        self._history = self._history[periods * period :]
        self._history.flags.writeable = False
        self._emitted -= periods * period_out


def _check_state(state: ResamplerState) -> None:
    """Raise `StateError` when the history is not finite mono sound or too short for the output it gave."""
    history = state.history
    if history.ndim != 1 or history.dtype != np.float32 or not np.isfinite(history).all():
        raise StateError(
            f"resampler state: expected finite float32 (samples,), got {history.dtype}{history.shape}"
        )
    most = math.ceil(len(history) * state.to_hz / state.from_hz)
    if not 0 <= state.emitted_samples <= most:
        raise StateError(
            f"resampler state: expected 0 to {most} emitted samples, got {state.emitted_samples}"
        )


class Rechunker:
    """Collects samples of any lengths into chunks of one length."""

    def __init__(self, chunk_samples: int, pending: NDArray[np.float32] | None = None) -> None:
        """Start empty, or with the `pending` samples (fewer than a chunk) of an earlier rechunker."""
        self._chunk_samples = chunk_samples
        self._pending = np.zeros(0, np.float32) if pending is None else np.array(pending, np.float32)
        if self._pending.ndim != 1 or len(self._pending) >= chunk_samples:
            raise StateError(
                f"expected fewer than {chunk_samples} pending samples, (samples,), got {self._pending.shape}"
            )
        self._pending.flags.writeable = False

    @property
    def pending(self) -> NDArray[np.float32]:
        """The samples that do not fill a chunk yet, (samples,), read-only: the whole state of a rechunker."""
        return self._pending

    def push(self, samples: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """Take (samples,) of any length and return the chunks that are full, each (chunk_samples,)."""
        joined = np.concatenate([self._pending, samples])
        full = len(joined) // self._chunk_samples
        self._pending = joined[
            full * self._chunk_samples :
        ].copy()  # a copy, or it would keep all of `joined` alive
        self._pending.flags.writeable = False
        return list(joined[: full * self._chunk_samples].reshape(full, self._chunk_samples))

    def flush(self, pad_samples: int = 0) -> list[NDArray[np.float32]]:
        """Add `pad_samples` zeros, fill the last chunk with zeros and return all chunks; none stay pending.

        Worked number: chunks of 1,920, 100 samples pending, 2,400 to pad: 2,500, filled to 3,840, 2 chunks.
        """
        filled = -(len(self._pending) + pad_samples) % self._chunk_samples
        return self.push(np.zeros(pad_samples + filled, np.float32))
