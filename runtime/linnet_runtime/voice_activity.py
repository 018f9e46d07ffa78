"""Whether someone speaks, frame by frame, by a small graph that is stepped beside the acoustic one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .bundle import Bundle
from .errors import BundleError
from .manifest import AudioSettings
from .state import State
from .step_model import StepModel

ACTIVITIES = ("noise", "speech")
"""What a frame may be, in the order of the graph's output."""
OUTPUT = "activity"
"""Name of the graph's output, (batch, frames, 2) natural-log probabilities of `ACTIVITIES`."""
_SPEECH = ACTIVITIES.index("speech")


@dataclass(frozen=True, eq=False)
class VoiceActivity:
    """A loaded voice-activity bundle. It never changes: all streams share it, each with its own state.

    >>> voice = VoiceActivity.load(Bundle.open(path))
    >>> speech, state = voice.step(chunk, voice.initial())
    """

    model: StepModel
    audio: AudioSettings
    """What chunks are; `lookahead_samples`: a frame says whether someone spoke so long ago."""
    graph_sha256: str
    """Which graph the states belong to."""

    @classmethod
    def load(cls, bundle: Bundle, precision: str = "int8") -> VoiceActivity:
        """Load one graph of a verified bundle. Raises `BundleError` for a bundle of another kind."""
        manifest = bundle.manifest
        if manifest.kind != "voice_activity" or manifest.tokens != {OUTPUT: ACTIVITIES}:
            raise BundleError(
                f"{bundle.directory}: expected a bundle of kind 'voice_activity' with {OUTPUT!r} of "
                f"{ACTIVITIES}, got kind {manifest.kind!r} with {manifest.tokens}"
            )
        model = StepModel.load(bundle, precision)
        return cls(model, manifest.sound(), manifest.graphs[precision].sha256)

    def initial(self) -> State:
        """Return the state of a stream that has heard nothing."""
        return self.model.initial()

    def step(self, chunk: NDArray[np.float32], state: State) -> tuple[NDArray[np.float32], State]:
        """Hear one chunk, (chunk_samples,) in [-1, 1]; returns P(speech) (frames,) and the next state.

        Raises `AudioFormatError` and `StateError` as `StepModel.step` does.
        """
        (stepped,) = self.step_each([chunk], [state])
        return stepped

    def step_each(
        self, chunks: Sequence[NDArray[np.float32]], states: Sequence[State]
    ) -> list[tuple[NDArray[np.float32], State]]:
        """Hear a chunk of each of several streams in one call, see `step`."""
        stepped = self.model.step_each([{"audio": chunk[np.newaxis]} for chunk in chunks], states)
        return [(np.exp(outputs[OUTPUT][0, :, _SPEECH]), state) for outputs, state in stepped]
