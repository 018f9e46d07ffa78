"""The default microphone as blocks of samples. Needs the extra: ``pip install 'linnet[microphone]'``."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linnet.audio_file import BLOCK_S
from linnet_runtime.errors import AudioFormatError, MissingExtraError

SILENT_DEVICE_S = 5.0
"""Silence is recorded as zeros; a device that gives no samples at all for so long is gone."""


class Microphone:
    """Records from the default input device while it is open.

    >>> with Microphone.open() as microphone:
    ...     stream = recognizer.stream(microphone.sample_rate_hz)
    ...     for samples in microphone.blocks():
    ...         events = stream.accept(samples)
    """

    def __init__(self, stream: Any, recorded: queue.SimpleQueue[NDArray[np.float32]]) -> None:
        self._stream = stream
        self._recorded = recorded

    @property
    def sample_rate_hz(self) -> int:
        """The rate the device records at by itself."""
        return int(self._stream.samplerate)

    @classmethod
    def open(cls, block_s: float = BLOCK_S) -> Microphone:
        """Open the default input device, one channel, at the device's own rate.

        Raises:
            MissingExtraError: sounddevice, or the PortAudio library it needs, is not installed.
            AudioFormatError: there is no input device, or it cannot be opened.
        """
        sounddevice = _sounddevice()
        recorded: queue.SimpleQueue[NDArray[np.float32]] = queue.SimpleQueue()

        def keep(samples: NDArray[np.float32], _frames: int, _time: object, _status: object) -> None:
            recorded.put(samples[:, 0].copy())

        try:
            rate_hz = round(sounddevice.query_devices(kind="input")["default_samplerate"])
            stream = sounddevice.InputStream(
                rate_hz, round(block_s * rate_hz), channels=1, dtype="float32", callback=keep
            )
        except (sounddevice.PortAudioError, ValueError) as error:
            reason = " ".join(str(error).split())
            raise AudioFormatError(
                f"expected a microphone, found none that can be opened: {reason}"
            ) from error
        return cls(stream, recorded)

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """What is recorded, each block ``(samples,)`` in [-1, 1], without an end.

        Raises:
            AudioFormatError: the device gives nothing any more, such as one that was unplugged.
        """
        while True:
            try:
                yield self._recorded.get(timeout=SILENT_DEVICE_S)
            except queue.Empty:
                raise AudioFormatError(
                    f"the microphone gave nothing for {SILENT_DEVICE_S} s; is it plugged in?"
                ) from None

    def __enter__(self) -> Microphone:
        self._stream.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()


def _sounddevice() -> Any:
    """The sounddevice module, imported only when a microphone is wanted."""
    try:
        import sounddevice
    except ImportError as error:
        raise MissingExtraError("a microphone needs: pip install 'linnet[microphone]'") from error
    except OSError as error:
        raise MissingExtraError(
            "a microphone needs the PortAudio library (apt-get install libportaudio2)"
        ) from error
    return sounddevice
