"""One stream of speech: sound in, events out."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from linnet.events import Event
from linnet.listener import Listener, ListenState
from linnet.snapshot import StreamSnapshot
from linnet_runtime.audio import Rechunker, Resampler, to_mono_float32
from linnet_runtime.errors import StateError


class SpeechStream:
    """Recognises speech while it is spoken. :meth:`linnet.Recognizer.stream` makes one; a thread uses it.

    Guarantees:

    - every stretch of speech gives exactly one :class:`linnet.Final`; silence gives none;
    - the text inside a partial's ``stable_length`` begins every later event about the same stretch;
    - a final never changes; finals and their words come in time order and do not overlap;
    - chunks may have any length, also 0 and 1 sample: the events, taken together, are the same;
    - ``finish`` loses no last word; a stream after ``reset`` equals a new one; a stream resumed from
      ``snapshot`` continues as if nothing had happened.

    A stretch of speech ends at a pause, or by the length rules of :class:`linnet.EndpointRules`. Memory does
    not grow with the length of the stream.
    """

    def __init__(self, listener: Listener, sample_rate_hz: int) -> None:
        self._listener = listener
        self._sample_rate_hz = sample_rate_hz
        self.reset()

    @classmethod
    def from_snapshot(cls, listener: Listener, data: bytes) -> SpeechStream:
        """Continue a stream; see :meth:`linnet.Recognizer.resume`."""
        snapshot = StreamSnapshot.from_bytes(data)
        if snapshot.graph_sha256 != listener.graph_sha256:
            raise StateError(
                f"expected a snapshot of graph {listener.graph_sha256[:12]}, got one of "
                f"{snapshot.graph_sha256[:12]}; resume it with the bundle it was taken with"
            )
        stream = cls(listener, snapshot.sample_rate_hz)
        stream._continue(snapshot)
        return stream

    @property
    def sample_rate_hz(self) -> int:
        """Rate of the samples that :meth:`accept` takes."""
        return self._sample_rate_hz

    @property
    def accepted_s(self) -> float:
        """Length of the audio accepted so far, in seconds."""
        return self._accepted_samples / self._sample_rate_hz

    def accept(self, samples: ArrayLike) -> list[Event]:
        """Hear some more.

        Args:
            samples: ``(samples,)`` or ``(samples, channels)`` at the stream's rate, any length; int16, int32,
                uint8, float32 or float64. Channels are averaged, floats beyond +-1 are clipped.

        Returns:
            What became known, in time order; mostly empty or one partial.

        Raises:
            AudioFormatError: another type or shape, NaN or infinite samples. The stream is as it was before.
            StateError: the stream is finished.
        """
        self._refuse_finished()
        mono = to_mono_float32(samples)
        self._accepted_samples += len(mono)
        heard = self._resampler.push(mono) if self._resampler else mono
        return self._listen(self._rechunker.push(heard))

    def finish(self) -> list[Event]:
        """End the stream: pad with silence by the look-ahead, rounded up to chunks, and return the rest.

        Raises:
            StateError: the stream is finished already.
        """
        self._refuse_finished()
        self._finished = True
        if self._accepted_samples == 0:
            return []
        audio = self._listener.audio
        rest = self._resampler.flush() if self._resampler else np.zeros(0, np.float32)
        pad_chunks = math.ceil(audio.lookahead_samples / audio.chunk_samples)
        chunks = self._rechunker.push(rest) + self._rechunker.flush(pad_chunks * audio.chunk_samples)
        return self._listen(chunks, self.accepted_s) + self._listener.finish(self._state, self.accepted_s)

    def reset(self) -> None:
        """Forget everything, also that the stream was finished: it equals a new stream afterwards."""
        audio = self._listener.audio
        same_rate = self._sample_rate_hz == audio.sample_rate_hz
        self._resampler = None if same_rate else Resampler(self._sample_rate_hz, audio.sample_rate_hz)
        self._rechunker = Rechunker(audio.chunk_samples)
        self._state: ListenState = self._listener.initial()
        self._accepted_samples = 0
        self._finished = False

    def snapshot(self) -> bytes:
        """The stream as bytes for :meth:`linnet.Recognizer.resume`; the stream itself goes on unchanged.

        Raises:
            StateError: the stream is finished, there is nothing to continue.
        """
        self._refuse_finished()
        return StreamSnapshot(
            graph_sha256=self._listener.graph_sha256,
            sample_rate_hz=self._sample_rate_hz,
            accepted_samples=self._accepted_samples,
            pending=self._rechunker.pending,
            resampler=self._resampler.state if self._resampler else None,
            model=self._state.model.to_bytes(),
            ctc=self._state.ctc,
        ).to_bytes()

    def _listen(self, chunks: list[NDArray[np.float32]], latest_s: float = math.inf) -> list[Event]:
        """Hear whole chunks, each ``(chunk_samples,)`` at the model's rate."""
        events: list[Event] = []
        for chunk in chunks:
            new, self._state = self._listener.step(chunk, self._state, latest_s)
            events += new
        return events

    def _continue(self, snapshot: StreamSnapshot) -> None:
        """Take over the values of a snapshot of the same graph."""
        listener = self._listener
        kept = snapshot.resampler
        rates = (self._sample_rate_hz, listener.audio.sample_rate_hz)
        if (kept is None) != (self._resampler is None) or (kept and (kept.from_hz, kept.to_hz) != rates):
            raise StateError("stream snapshot contradicts its own sample rate; take a new snapshot")
        listener.decoder.check(snapshot.ctc)
        if kept is not None:
            self._resampler = Resampler.from_state(kept)
        self._rechunker = Rechunker(listener.audio.chunk_samples, snapshot.pending)
        self._state = ListenState(listener.model.spec.from_bytes(snapshot.model), snapshot.ctc)
        self._accepted_samples = snapshot.accepted_samples

    def _refuse_finished(self) -> None:
        """Raise StateError after finish."""
        if self._finished:
            raise StateError(
                "expected an open stream, got one that is finished; call reset() or open a new stream"
            )
