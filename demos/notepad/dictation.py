"""Listening in a thread of its own, so that typing goes on meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QThread, Signal

import linnet
from linnet.loudness import loudness
from notepad.sound import OpenSound, Sound


class Dictation(QThread):
    """One stretch of listening, from `start` until `stop` or the end of the sound.

    Signals come to the thread that made it. The stream lives and ends in the thread that listens.
    """

    heard = Signal(object)
    """A linnet.Partial or linnet.Final."""
    level = Signal(float)
    """How loud the last tenth of a second was, 0 to 1."""
    listening = Signal()
    """What is said from now on is heard."""
    failed = Signal(str)
    """Why nothing is heard."""

    def __init__(
        self,
        load: Callable[[], linnet.Recognizer],
        open_sound: OpenSound,
        personal: linnet.PersonalDictionary,
    ) -> None:
        super().__init__()
        self._load = load
        self._open_sound = open_sound
        self._personal = personal

    def stop(self) -> None:
        """Listen no more; the last words still come. Returns at once, `wait` waits for the end."""
        self.requestInterruption()

    def run(self) -> None:
        """Listen; Qt calls it in the thread."""
        try:
            with self._open_sound() as sound:
                self.listening.emit()  # what is said while the models load is kept
                self._listen(sound)
        except linnet.LinnetError as error:
            self.failed.emit(str(error))

    def _listen(self, sound: Sound) -> None:
        """Hear block after block, and the last words."""
        stream = self._load().stream(sound.sample_rate_hz, personal=self._personal)
        try:
            for samples in sound.blocks:
                self.level.emit(loudness(samples))
                self._tell(stream.accept(samples))
                if self.isInterruptionRequested():
                    break
        finally:  # what was said before a microphone was pulled out counts
            self._tell(stream.finish())

    def _tell(self, events: list[linnet.Event]) -> None:
        for event in events:
            self.heard.emit(event)
