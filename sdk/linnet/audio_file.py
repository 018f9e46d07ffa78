"""Recordings read block by block, so that an hour takes no more memory than a second."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from linnet_runtime.errors import AudioFormatError

if TYPE_CHECKING:
    import soundfile

BLOCK_S = 0.12
WHOLE = 0.98
"""A file that gives less of its declared length is damaged. Not 1: for some mp3 the length is an estimate."""


class AudioFile:
    """A recording on disk: wav, flac, ogg (Vorbis, Opus), mp3, aiff, whatever libsndfile decodes.

    >>> with AudioFile.open("clip.opus") as clip:
    ...     for samples in clip.blocks(realtime=True):
    ...         events = stream.accept(samples)
    """

    def __init__(self, path: Path, sound: soundfile.SoundFile) -> None:
        self.path = path
        self._sound = sound
        self._read_frames = 0

    @classmethod
    def open(cls, path: str | Path) -> AudioFile:
        """Open a recording.

        Raises:
            AudioFormatError: no such file, a directory, an empty file, or nothing libsndfile can decode.
        """
        import soundfile  # here, because `import linnet` must stay quick

        path = Path(path)
        _refuse_unreadable(path)
        try:
            sound = soundfile.SoundFile(path)
        except soundfile.SoundFileError as error:
            raise AudioFormatError(
                f"{path}: expected audio (wav, flac, ogg, mp3), got something else"
            ) from error
        # After each read of a seekable file soundfile seeks to where it is already. An mp3 decoder forgets by
        # that what it carries from frame to frame, and every block would begin with noise.
        sound.seekable = lambda: False
        return cls(path, sound)

    @property
    def sample_rate_hz(self) -> int:
        """Samples of each channel in a second."""
        return int(self._sound.samplerate)

    @property
    def duration_s(self) -> float:
        """Length as the file declares it; a damaged file may hold less."""
        return float(self._sound.frames / self.sample_rate_hz)

    @property
    def read_s(self) -> float:
        """Length of what :meth:`blocks` has given so far."""
        return self._read_frames / self.sample_rate_hz

    def blocks(self, block_s: float = BLOCK_S, realtime: bool = False) -> Iterator[NDArray[np.float32]]:
        """The samples in order, each block ``(samples, channels)`` in [-1, 1]; the last one may be shorter.

        Raises:
            AudioFormatError: the file is damaged. All blocks that can be decoded were given before.

        Args:
            block_s: length of a block.
            realtime: hand a block out no sooner than a microphone would have.
        """
        frames = max(1, round(block_s * self.sample_rate_hz))
        started = time.monotonic()
        while len(block := self._read(frames)):
            self._read_frames += len(block)
            if realtime:
                time.sleep(max(0.0, started + self.read_s - time.monotonic()))
            yield block
        if self.read_s < WHOLE * self.duration_s:
            raise AudioFormatError(
                f"{self.path}: damaged, only {self.read_s:.2f} s of {self.duration_s:.2f} s could be decoded"
            )

    def close(self) -> None:
        """Close the file; ``with`` does it too."""
        self._sound.close()

    def __enter__(self) -> AudioFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read(self, frames: int) -> NDArray[np.float32]:
        """The next block, empty at the end or where nothing more can be decoded."""
        import soundfile

        try:
            block: NDArray[np.float32] = self._sound.read(frames, dtype="float32", always_2d=True)
        except soundfile.SoundFileError:
            return np.empty((0, self._sound.channels), np.float32)
        return block


def _refuse_unreadable(path: Path) -> None:
    """Say what is wrong with a path before libsndfile says only that it cannot open it."""
    if not path.exists():
        raise AudioFormatError(f"{path}: expected an audio file, got a path where nothing is")
    if not path.is_file():
        raise AudioFormatError(f"{path}: expected an audio file, got a directory or device")
    if not os.access(path, os.R_OK):
        raise AudioFormatError(f"{path}: expected a file that may be read, got one without permission")
    if path.stat().st_size == 0:
        raise AudioFormatError(f"{path}: expected audio, got an empty file (0 bytes)")
