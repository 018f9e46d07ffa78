"""Sound in, frames to decode out: the acoustic graph, and a gate that lets speech through."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from linnet.acoustics import Acoustics
from linnet.decoder import Frame
from linnet_runtime import state_bytes
from linnet_runtime.batcher import Batcher, Batching
from linnet_runtime.bundle import Bundle
from linnet_runtime.errors import BundleError, StateError
from linnet_runtime.manifest import AudioSettings
from linnet_runtime.speech_gate import GateState, SpeechGate
from linnet_runtime.state import State
from linnet_runtime.voice_activity import VoiceActivity

DEFAULT_VOICE = Path(__file__).parent / "bundles" / "voice-activity"
"""The voice-activity bundle that comes with Linnet, for all languages."""
_KIND = "ear"


@dataclass(frozen=True, eq=False)
class EarState:
    """What one stream carries from chunk to chunk."""

    acoustics: State
    voice: State | None
    """None where everything is taken for speech."""
    gate: GateState


@dataclass(frozen=True, eq=False)
class Sound:
    """One chunk of one stream, ``(chunk_samples,)``, and the states of the graphs before it."""

    chunk: NDArray[np.float32]
    acoustics: State
    voice: State | None


@dataclass(frozen=True, eq=False)
class Heard:
    """What the graphs make of it, and their states after it."""

    frames: list[Frame]
    speech: NDArray[np.float32] | None
    """Probability that someone speaks, ``(frames,)``; None where nobody listens for that."""
    acoustics: State
    voice: State | None


@dataclass(frozen=True)
class HeardFrame:
    """What comes of one frame of sound."""

    frame: Frame | None
    """What to decode next; None when nothing is ready."""
    held: int
    """Frames of silence that wait at the gate: so much later than this frame is now."""
    quiet: int | None = None
    """Frames since a voice was heard, up to now; None where nobody listens for one."""


class Ear:
    """Loaded acoustic and voice-activity bundles. It never changes: all streams share it."""

    def __init__(
        self, acoustics: Acoustics, voice: VoiceActivity | None, batching: Batching | None = None
    ) -> None:
        """Put two graphs side by side.

        Args:
            acoustics: phones and letters.
            voice: whether someone speaks; without it everything is taken for speech.
            batching: how streams share calls; without it each chunk is heard alone.

        Raises:
            BundleError: the graphs take chunks of different lengths, or cannot take several streams at once.
        """
        if voice is not None and _steps(voice.audio) != _steps(acoustics.audio):
            raise BundleError(
                f"expected a voice-activity bundle for {_steps(acoustics.audio)} (rate, hop, chunk), got one "
                f"for {_steps(voice.audio)}; use bundles made for each other"
            )
        self.acoustics = acoustics
        self._voice = voice
        self._gate = SpeechGate()
        self._hear: Callable[[Sound], Heard] = self._alone if batching is None else self._together(batching)
        graphs = acoustics.graph_sha256 + (voice.graph_sha256 if voice else "")
        self.identity = hashlib.sha256(f"{graphs} {self._gate}".encode()).hexdigest()
        """Hexadecimal SHA-256 of all that its states depend on."""

    @classmethod
    def load(cls, acoustics: Acoustics, voice: str | Path | None, precision: str) -> Ear:
        """Open and verify a voice-activity bundle, None for the one that comes with Linnet.

        Raises:
            BundleError: the bundle is damaged, incomplete, unsafe, or does not go with the acoustic one.
        """
        opened = Bundle.open(Path(voice) if voice is not None else DEFAULT_VOICE)
        return cls(acoustics, VoiceActivity.load(opened, precision))

    def batched(self, batching: Batching) -> Ear:
        """The same ear, whose streams share calls: what they hear is the same. Raises BundleError."""
        return Ear(self.acoustics, self._voice, batching)

    def initial(self) -> EarState:
        """The state of a stream that has heard nothing."""
        voice = self._voice.initial() if self._voice else None
        return EarState(self.acoustics.initial(), voice, self._gate.initial())

    def step(self, chunk: NDArray[np.float32], state: EarState) -> tuple[list[HeardFrame], EarState]:
        """Hear one chunk, see :meth:`Acoustics.step`; returns one or more for each frame of it."""
        now = self._hear(Sound(chunk, state.acoustics, state.voice))
        heard: list[HeardFrame] = []
        gate = state.gate
        if now.speech is None:
            return [HeardFrame(frame, held=0) for frame in now.frames], EarState(now.acoustics, None, gate)
        for probability, frame in zip(now.speech.tolist(), now.frames, strict=True):
            ready, gate = self._gate.step(probability, frame, gate)
            quiet = self._gate.quiet(gate)
            heard += [HeardFrame(one, 0, quiet) for one in ready[:-1]]
            heard.append(HeardFrame(ready[-1] if ready else None, self._gate.held(gate), quiet))
        return heard, EarState(now.acoustics, now.voice, gate)

    def finish(self, state: EarState) -> tuple[Frame, ...]:
        """The frames that still wait at the end of the recording."""
        return self._gate.flush(state.gate)[0]

    def to_bytes(self, state: EarState) -> bytes:
        """A state as bytes for `from_bytes`."""
        parts = {
            "acoustics": state.acoustics.to_bytes(),
            "voice": state.voice.to_bytes() if state.voice is not None else b"",
            "gate": self._gate.to_bytes(state.gate),
        }
        return state_bytes.pack(_KIND, {name: np.frombuffer(part, np.uint8) for name, part in parts.items()})

    def from_bytes(self, data: bytes) -> EarState:
        """Read what `to_bytes` wrote. Raises StateError when it is damaged or of other graphs."""
        parts = {name: array.tobytes() for name, array in state_bytes.unpack(_KIND, data).items()}
        if parts.keys() != {"acoustics", "voice", "gate"} or bool(parts["voice"]) != bool(self._voice):
            raise StateError("snapshot lacks the values of this recognizer's graphs; take a new snapshot")
        return EarState(
            self.acoustics.model.spec.from_bytes(parts["acoustics"]),
            self._voice.model.spec.from_bytes(parts["voice"]) if self._voice else None,
            self._gate.from_bytes(parts["gate"]),
        )

    def _together(self, batching: Batching) -> Batcher[Sound, Heard]:
        """What hears the chunks of several streams in one call of each graph."""
        models = [self.acoustics.model, *([self._voice.model] if self._voice else [])]
        if not all(model.takes_any_batch for model in models):
            raise BundleError(
                "expected graphs that take several streams in one call, got one that takes one, as those of "
                'int8 do: others would change its results; load with precision="weight_only" or "float32"'
            )
        return Batcher(self._hear_each, batching)

    def _alone(self, sound: Sound) -> Heard:
        """Hear one chunk."""
        (heard,) = self._hear_each([sound])
        return heard

    def _hear_each(self, sounds: Sequence[Sound]) -> list[Heard]:
        """Hear a chunk of each of several streams."""
        chunks = [sound.chunk for sound in sounds]
        heard = self.acoustics.step_each(chunks, [sound.acoustics for sound in sounds])
        voices = [sound.voice for sound in sounds if sound.voice is not None]
        if self._voice is None:
            return [Heard(frames, None, acoustics, None) for frames, acoustics in heard]
        spoken = self._voice.step_each(chunks, voices)
        return [
            Heard(frames, speech, acoustics, voice)
            for (frames, acoustics), (speech, voice) in zip(heard, spoken, strict=True)
        ]


def _steps(audio: AudioSettings) -> tuple[int, int, int]:
    """What two graphs must share to be stepped side by side."""
    return audio.sample_rate_hz, audio.frame_hop_samples, audio.chunk_samples
