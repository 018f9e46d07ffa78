"""The acoustic graph: chunks of sound in, frames of phones and letters out. The state is a value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from linnet.decoder import Frame
from linnet_runtime.bundle import Bundle
from linnet_runtime.errors import BundleError
from linnet_runtime.manifest import AudioSettings, Manifest
from linnet_runtime.state import State
from linnet_runtime.step_model import StepModel

DEFAULT_BUNDLE = Path(__file__).parent / "bundles" / "en-acoustic"
"""The English acoustic bundle that comes with Linnet."""


@dataclass(frozen=True, eq=False)
class Acoustics:
    """A loaded acoustic bundle. It never changes: all streams share it."""

    bundle: Bundle
    audio: AudioSettings
    graph_sha256: str
    """Which graph the states belong to."""
    model: StepModel

    @classmethod
    def load(cls, bundle: str | Path | None, precision: str) -> Acoustics:
        """Open and verify a bundle, None for the English one that comes along, and load one graph.

        Raises:
            BundleError: the bundle is damaged, incomplete, unsafe or not for speech.
        """
        opened = Bundle.open(Path(bundle) if bundle is not None else DEFAULT_BUNDLE)
        manifest = opened.manifest
        _refuse_other_kinds(manifest, opened.directory)
        model = StepModel.load(opened, precision)
        return cls(opened, manifest.sound(), manifest.graphs[precision].sha256, model)

    @property
    def manifest(self) -> Manifest:
        """What the bundle says about itself."""
        return self.bundle.manifest

    @property
    def frame_s(self) -> float:
        """Seconds from frame to frame."""
        return self.audio.frame_hop_samples / self.audio.sample_rate_hz

    def initial(self) -> State:
        """The state of a stream that has heard nothing."""
        return self.model.initial()

    def step(self, chunk: NDArray[np.float32], state: State) -> tuple[list[Frame], State]:
        """Hear one chunk.

        Args:
            chunk: ``(chunk_samples,)`` at the model's rate, in [-1, 1].
            state: what the previous call returned.

        Returns:
            ``chunk_samples / frame_hop_samples`` frames, and the new state.
        """
        (stepped,) = self.step_each([chunk], [state])
        return stepped

    def step_each(
        self, chunks: Sequence[NDArray[np.float32]], states: Sequence[State]
    ) -> list[tuple[list[Frame], State]]:
        """Hear a chunk of each of several streams in one call, see :meth:`step`.

        Where the graph takes but one at a time, more of them raise AudioFormatError.
        """
        stepped = self.model.step_each([{"audio": chunk[np.newaxis]} for chunk in chunks], states)
        return [(_frames(outputs), state) for outputs, state in stepped]


def _frames(outputs: Mapping[str, NDArray[np.float32]]) -> list[Frame]:
    """Outputs ``(1, frames, units)`` frame by frame."""
    count = len(next(iter(outputs.values()))[0])
    return [{name: rows[0, index] for name, rows in outputs.items()} for index in range(count)]


def _refuse_other_kinds(manifest: Manifest, directory: Path) -> None:
    """Raise BundleError for a bundle that does not turn sound into phones and letters."""
    heads = {"phones", "letters"}
    if manifest.kind != "acoustic" or manifest.inputs != ("audio",) or not heads <= manifest.tokens.keys():
        raise BundleError(
            f"{directory}: expected 'audio' to 'phones' and 'letters' (kind 'acoustic'), got kind "
            f"{manifest.kind!r}, inputs {manifest.inputs}, tokens for {tuple(manifest.tokens)}"
        )
