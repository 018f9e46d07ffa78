"""Where sound comes from: the microphone, or a recording in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import linnet


@dataclass(frozen=True)
class Sound:
    """Sound that is being recorded."""

    sample_rate_hz: int
    blocks: Iterable[Any]
    """``(samples,)`` or ``(samples, channels)`` each, a tenth of a second or so, as they come."""


OpenSound = Callable[[], AbstractContextManager[Sound]]
"""Begins to record; raises LinnetError where that cannot be done."""


@contextmanager
def microphone() -> Iterator[Sound]:
    """Record from the default input device."""
    with linnet.Microphone.open() as device:
        yield Sound(device.sample_rate_hz, device.blocks())


def recording(path: str | Path, *, realtime: bool = True) -> OpenSound:
    """Play a file as if somebody spoke; `realtime` waits as long as that takes."""

    @contextmanager
    def play() -> Iterator[Sound]:
        with linnet.AudioFile.open(path) as clip:
            yield Sound(clip.sample_rate_hz, clip.blocks(realtime=realtime))

    return play
