"""From one chunk of sound to events: ear, decoder, endpoint rules. The state is a value."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Generic

import numpy as np
from numpy.typing import NDArray

from linnet.decoder import Decoder, FrameClock, S
from linnet.ear import Ear, EarState, HeardFrame
from linnet.events import Event, Final, Partial
from linnet.formatter import Formatter
from linnet_runtime import state_bytes
from linnet_runtime.endpoint import EndpointRules
from linnet_runtime.errors import StateError

_KIND = "listener"


@dataclass(frozen=True)
class ListenState(Generic[S]):
    """Everything one stream carries from chunk to chunk."""

    heard: EarState
    decoded: S
    frames: int = 0
    """Frames decoded of the present stretch."""
    shown: Partial | None = None
    """The last partial of the present stretch."""


@dataclass(frozen=True)
class Listener(Generic[S]):
    """What a stream listens with. It never changes."""

    ear: Ear
    decoder: Decoder[S]
    endpoint: EndpointRules
    formatter: Formatter | None = None
    """What formats finals; None for none."""

    def initial(self) -> ListenState[S]:
        """The state of a stream that has heard nothing."""
        return ListenState(self.ear.initial(), self.decoder.initial())

    def step(
        self, chunk: NDArray[np.float32], state: ListenState[S], latest_s: float = math.inf
    ) -> tuple[list[Event], ListenState[S]]:
        """Hear one chunk.

        Args:
            chunk: ``(chunk_samples,)``, see :meth:`Acoustics.step`.
            state: what the previous call returned.
            latest_s: no word ends later than this; the end of the recording, once it is known.

        Returns:
            The finals of the stretches that ended in this chunk, then the partial of the present stretch if
            it changed; and the new state.
        """
        sounds, heard = self.ear.step(chunk, state.heard)
        events: list[Event] = []
        decoded, frames, shown = state.decoded, state.frames, state.shown
        for sound in sounds:
            if sound.frame is not None:
                decoded, frames = self.decoder.step(sound.frame, decoded), frames + 1
            if self._ends(decoded, frames, sound):
                events += self._final(decoded, shown, latest_s)
                decoded, frames, shown = self.decoder.cut(decoded), 0, None
        partial = self.decoder.partial(decoded)
        if partial and partial != shown:
            events.append(partial)
        return events, ListenState(heard, decoded, frames, partial or shown)

    def finish(self, state: ListenState[S], duration_s: float) -> list[Event]:
        """The final of the stretch that the end of the recording cuts off, if there is one."""
        decoded = state.decoded
        for frame in self.ear.finish(state.heard):
            decoded = self.decoder.step(frame, decoded)
        return self._final(decoded, state.shown, duration_s)

    def to_bytes(self, state: ListenState[S]) -> bytes:
        """A state as bytes for `from_bytes`."""
        parts = {
            "ear": bytes.fromhex(self.ear.identity),
            "decoder": bytes.fromhex(self.decoder.identity),
            "heard": self.ear.to_bytes(state.heard),
            "decoded": self.decoder.to_bytes(state.decoded),
            "shown": state.shown.text.encode() if state.shown else b"",
        }
        counts = [state.frames, state.shown.stable_length if state.shown else 0]
        arrays = {name: np.frombuffer(data, np.uint8) for name, data in parts.items()}
        return state_bytes.pack(_KIND, {"counts": np.array(counts, np.int64), **arrays})

    def from_bytes(self, data: bytes) -> ListenState[S]:
        """Read what `to_bytes` wrote.

        Raises:
            StateError: the bytes are damaged, or of another graph or decoder.
        """
        arrays = state_bytes.unpack(_KIND, data)
        try:
            parts = {name: array.tobytes() for name, array in arrays.items()}
            shown, (frames, stable) = parts["shown"].decode(), arrays["counts"].tolist()
            self._refuse_others("ear", self.ear.identity, parts["ear"].hex())
            self._refuse_others("decoder", self.decoder.identity, parts["decoder"].hex())
            return ListenState(
                self.ear.from_bytes(parts["heard"]),
                self.decoder.from_bytes(parts["decoded"]),
                frames,
                Partial(shown, stable) if shown else None,
            )
        except (KeyError, ValueError, TypeError) as error:
            raise StateError(f"stream snapshot lacks its values ({error!r}); take a new snapshot") from error

    @staticmethod
    def _refuse_others(what: str, expected: str, got: str) -> None:
        """Raise StateError for a state that belongs elsewhere."""
        if got != expected:
            raise StateError(
                f"expected a snapshot of {what} {expected[:12]}, got one of {got[:12]}; resume it with the "
                "bundle it was taken with"
            )

    def _ends(self, decoded: S, frames: int, sound: HeardFrame) -> bool:
        """Whether the present stretch is over; ``held`` silent frames follow the last decoded one."""
        pause, frame_s, held = self.decoder.pause(decoded), self.ear.acoustics.frame_s, sound.held
        silent, spoken = pause.silent_frames + held, pause.spoken_frames + held
        return self.endpoint.ends(
            silent_s=silent * frame_s if pause.spoken_frames else 0.0,
            spoken_s=spoken * frame_s if pause.spoken_frames else 0.0,
            between_words=pause.between_words,
            stretch_s=(frames + held) * frame_s,
            voiceless_s=math.inf if sound.quiet is None else sound.quiet * frame_s,
        )

    def _final(self, decoded: S, shown: Partial | None, latest_s: float) -> list[Event]:
        """The present stretch as it stands, if anything was said in it."""
        final = self.decoder.final(decoded, FrameClock(self.ear.acoustics.audio, latest_s))
        return [self._formatted(final)] if final else _taken_back(shown)

    def _formatted(self, final: Final) -> Final:
        """A final with its words formatted, each stretch as a text of its own."""
        if self.formatter is None or not final.words:
            return final
        return replace(final, formatted=self.formatter.format_words(word.text for word in final.words))


def _taken_back(shown: Partial | None) -> list[Event]:
    """What replaces a partial that proved to be no speech."""
    return [Partial("", stable_length=0)] if shown else []
