from __future__ import annotations

import builtins
import sys
import types
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from linnet import AudioFormatError, Microphone, MissingExtraError

RATE_HZ = 44_100


class PortAudioError(Exception):
    pass


class FakeInput:
    """Records two blocks of half scale as soon as it is started."""

    def __init__(
        self, samplerate: int, blocksize: int, channels: int, dtype: str, callback: Callable[..., None]
    ) -> None:
        assert (channels, dtype) == (1, "float32")
        self.samplerate = float(samplerate)
        self.closed = False
        self._block = np.full((blocksize, 1), 0.5, np.float32)
        self._callback = callback

    def start(self) -> None:
        for _ in range(2):
            self._callback(self._block, len(self._block), None, None)

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def device(monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    module = types.ModuleType("sounddevice")
    module.PortAudioError = PortAudioError  # type: ignore[attr-defined]
    module.InputStream = FakeInput  # type: ignore[attr-defined]
    module.query_devices = lambda **_: {"default_samplerate": float(RATE_HZ)}  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sounddevice", module)
    return module


@pytest.mark.usefixtures("device")
def test_blocks_come_in_order_and_a_dead_device_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linnet.microphone.SILENT_DEVICE_S", 0.05)
    with Microphone.open() as microphone:
        assert microphone.sample_rate_hz == RATE_HZ
        blocks = microphone.blocks()
        assert [next(blocks).shape, next(blocks).shape] == [(5_292,), (5_292,)]
        with pytest.raises(AudioFormatError, match="plugged in"):
            next(blocks)
    assert microphone._stream.closed


def test_no_device_is_a_clear_error(device: types.ModuleType) -> None:
    def nothing(**_: object) -> None:
        raise PortAudioError("Error querying device -1")

    device.query_devices = nothing  # type: ignore[attr-defined]
    with pytest.raises(AudioFormatError, match="microphone, found none"):
        Microphone.open()


@pytest.mark.parametrize(
    ("error", "message"),
    [(ImportError("no module"), r"linnet\[microphone\]"), (OSError("no lib"), "PortAudio")],
)
def test_a_missing_extra_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, error: Exception, message: str
) -> None:
    import_module = builtins.__import__

    def failing(name: str, *arguments: Any) -> types.ModuleType:
        if name == "sounddevice":
            raise error
        return import_module(name, *arguments)

    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(builtins, "__import__", failing)
    with pytest.raises(MissingExtraError, match=message):
        Microphone.open()
