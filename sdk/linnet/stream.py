"""One stream of speech: sound in, events out."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from numpy.typing import ArrayLike

from linnet.events import Event
from linnet.listener import Listener, ListenState
from linnet.snapshot import StreamSnapshot
from linnet.sound_intake import Chunks, SoundIntake
from linnet.stream_options import StreamOptions
from linnet_runtime.endpoint import EndpointRules


class SpeechStream:
    """Recognises speech while it is spoken. :meth:`linnet.Recognizer.stream` makes one; a thread uses it.

    Guarantees:

    - every stretch of speech gives exactly one :class:`linnet.Final`; silence gives none, and a partial that
      proved to be no speech is taken back by an empty one;
    - the text inside a partial's ``stable_length`` begins every later event about the same stretch;
    - a final never changes; finals and their words come in time order and do not overlap;
    - chunks may have any length, also 0 and 1 sample: the events, taken together, are the same;
    - ``finish`` loses no last word; a stream after ``reset`` equals a new one; a stream resumed from
      ``snapshot`` continues as if nothing had happened.

    A stretch of speech ends as :attr:`endpoint` says. Memory does not grow with the length of the stream.
    """

    def __init__(self, listener: Listener[Any], options: StreamOptions, sample_rate_hz: int) -> None:
        self._listener = listener
        self._options = options
        self._sample_rate_hz = sample_rate_hz
        self.reset()

    @classmethod
    def from_snapshot(cls, listener: Listener[Any], snapshot: StreamSnapshot) -> SpeechStream:
        """Continue a stream; see :meth:`linnet.Recognizer.resume`."""
        stream = cls(listener, snapshot.options, snapshot.sample_rate_hz)
        audio = listener.ear.acoustics.audio
        stream._intake = SoundIntake.from_bytes(audio, snapshot.sample_rate_hz, snapshot.intake)
        stream._state = listener.from_bytes(snapshot.listened)
        return stream

    @property
    def endpoint(self) -> EndpointRules:
        """When a stretch of speech ends. Other rules hold from the next sample on."""
        return self._listener.endpoint

    @endpoint.setter
    def endpoint(self, rules: EndpointRules) -> None:
        self._listener = dataclasses.replace(self._listener, endpoint=rules)

    @property
    def sample_rate_hz(self) -> int:
        """Rate of the samples that :meth:`accept` takes."""
        return self._sample_rate_hz

    @property
    def accepted_s(self) -> float:
        """Length of the audio accepted so far, in seconds."""
        return self._intake.accepted_s

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
        return self._listen(self._intake.push(samples))

    def finish(self) -> list[Event]:
        """End the stream: pad with silence by the look-ahead, rounded up to chunks, and return the rest.

        Raises:
            StateError: the stream is finished already.
        """
        chunks = self._intake.finish()
        if not chunks:
            return []
        return self._listen(chunks, self.accepted_s) + self._listener.finish(self._state, self.accepted_s)

    def reset(self) -> None:
        """Forget all that was heard, also that the stream was finished: it equals a new stream afterwards.

        Phrases, personal words as they were when it was opened, grammar and endpoint rules stay.
        """
        self._intake = SoundIntake(self._listener.ear.acoustics.audio, self._sample_rate_hz)
        self._state: ListenState[Any] = self._listener.initial()

    def snapshot(self) -> bytes:
        """The stream as bytes for :meth:`linnet.Recognizer.resume`; the stream itself goes on unchanged.

        They hold what was heard lately, and the phrases and personal words: keep them as private as these.

        Raises:
            StateError: the stream is finished, there is nothing to continue.
        """
        return StreamSnapshot(
            sample_rate_hz=self._sample_rate_hz,
            options=self._options,
            endpoint=self.endpoint,
            intake=self._intake.to_bytes(),
            listened=self._listener.to_bytes(self._state),
        ).to_bytes()

    def _listen(self, chunks: Chunks, latest_s: float = math.inf) -> list[Event]:
        """Hear whole chunks, each ``(chunk_samples,)`` at the model's rate."""
        events: list[Event] = []
        for chunk in chunks:
            new, self._state = self._listener.step(chunk, self._state, latest_s)
            events += new
        return events
