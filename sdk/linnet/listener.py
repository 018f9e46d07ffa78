"""From one chunk of sound to events: acoustic graph, greedy CTC, endpoint rules. The state is a value."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linnet.events import Event, Final, Partial, Word
from linnet_runtime.ctc import CtcDecoder, CtcState, frame_time_s
from linnet_runtime.endpoint import EndpointRules
from linnet_runtime.manifest import AudioSettings
from linnet_runtime.state import State
from linnet_runtime.step_model import StepModel


@dataclass(frozen=True)
class ListenState:
    """Everything one stream carries from chunk to chunk."""

    model: State
    ctc: CtcState


@dataclass(frozen=True)
class Listener:
    """The parts that all streams of a recognizer share. None of them changes, so threads share it too."""

    model: StepModel
    audio: AudioSettings
    decoder: CtcDecoder
    endpoint: EndpointRules
    graph_sha256: str
    """Which graph the states belong to."""

    def initial(self) -> ListenState:
        """The state of a stream that has heard nothing."""
        return ListenState(self.model.initial(), CtcState())

    def step(
        self, chunk: NDArray[np.float32], state: ListenState, latest_s: float = math.inf
    ) -> tuple[list[Event], ListenState]:
        """Hear one chunk.

        Args:
            chunk: ``(chunk_samples,)`` at the model's rate, in [-1, 1]; always alone, never in a batch,
                because
                int8 results depend on both.
            state: what the previous call returned.
            latest_s: no word ends later than this; the end of the recording, once it is known.

        Returns:
            The finals of the stretches that ended in this chunk, then a partial if the text of the present
            stretch grew; and the new state.
        """
        outputs, model_state = self.model.step({"audio": chunk[None]}, state.model)
        events: list[Event] = []
        ctc, shown = state.ctc, self.decoder.text(state.ctc)
        for frame in outputs["letters"][0]:  # (U,)
            ctc = self.decoder.step(frame[None], ctc)
            if self._ends(ctc):
                events.append(self._final(ctc, latest_s))
                ctc, shown = self.decoder.cut(ctc), ""
        text = self.decoder.text(ctc)
        if text != shown:
            events.append(Partial(text, stable_length=len(text)))
        return events, ListenState(model_state, ctc)

    def finish(self, state: ListenState, duration_s: float) -> list[Event]:
        """The final of the stretch that the end of the recording cuts off, if there is one."""
        return [self._final(state.ctc, duration_s)] if state.ctc.units else []

    def _ends(self, ctc: CtcState) -> bool:
        """Whether the present stretch of speech is over."""
        frame_s = self.audio.frame_hop_samples / self.audio.sample_rate_hz
        return self.endpoint.ends(
            silent_s=self.decoder.silent_frames(ctc) * frame_s,
            spoken_s=self.decoder.spoken_frames(ctc) * frame_s,
            between_words=self.decoder.between_words(ctc),
        )

    def _final(self, ctc: CtcState, latest_s: float) -> Final:
        """The present stretch as it stands."""
        words = tuple(
            Word(
                word.text,
                min(frame_time_s(word.start_frame, self.audio), latest_s),
                min(frame_time_s(word.end_frame, self.audio), latest_s),
                word.confidence,
            )
            for word in self.decoder.words(ctc)
        )
        return Final(self.decoder.text(ctc), words[0].start_s, words[-1].end_s, words)
