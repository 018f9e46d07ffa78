"""presage 0.9 (GPL-2.0, libpresage1v5 and libpresage-data of Debian): smoothed n-grams, no correction.

Called through its C interface with the English database it comes with, its default predictors but the one
that learns from the user, and three suggestions.
"""

from __future__ import annotations

import ctypes
import tempfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from linnet_export.typing_engine import Guess, Tap

LIBRARY = "libpresage.so.1"
CONFIG = Path("/etc/presage.xml")
SETTINGS = {
    "PredictorRegistry/PREDICTORS": "DefaultAbbreviationExpansionPredictor DefaultSmoothedNgramPredictor "
    "DefaultRecencyPredictor",
    "ContextTracker/ONLINE_LEARNING": "no",
    "Selector/SUGGESTIONS": "3",
    "Selector/REPEAT_SUGGESTIONS": "yes",
}

_Stream = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)


class Presage:
    """One handle of the library; the text to go on from is what its callback returns."""

    def __init__(self, config: Path) -> None:
        self._library = ctypes.CDLL(LIBRARY)
        self._library.presage_free_string_array.argtypes = [ctypes.c_void_p]
        self._text, self._nothing = ctypes.create_string_buffer(b""), ctypes.create_string_buffer(b"")
        self._past = _Stream(lambda _: ctypes.addressof(self._text))
        self._future = _Stream(lambda _: ctypes.addressof(self._nothing))
        self._handle = ctypes.c_void_p()
        self._call(
            "presage_new_with_config",
            *(self._past, None, self._future, None),
            str(config).encode(),
            ctypes.byref(self._handle),
        )

    def next_words(self, context: str, k: int) -> Sequence[Guess]:
        return self._predict(context, k)

    def complete(self, context: str, prefix: str, k: int) -> Sequence[Guess]:
        return self._predict(context + prefix, k)

    def correct(
        self, _context: str, typed: str, _taps: Sequence[Tap | None] | None, _k: int
    ) -> Sequence[Guess]:
        return [Guess(typed)]

    def _predict(self, text: str, k: int) -> list[Guess]:
        self._text = ctypes.create_string_buffer(text.encode())
        found = ctypes.POINTER(ctypes.c_char_p)()
        self._call("presage_predict", self._handle, ctypes.byref(found))
        words = []
        while (word := found[len(words)]) is not None:
            words.append(word.decode(errors="replace"))
        self._library.presage_free_string_array(found)
        return [Guess(word) for word in words[:k]]

    def _call(self, function: str, *arguments: object) -> None:
        if code := getattr(self._library, function)(*arguments):
            raise OSError(f"{function} failed with code {code}")


def load() -> Presage:
    """Load the library. Raises `OSError` where it is not installed."""
    config = ElementTree.parse(CONFIG)
    for path, value in SETTINGS.items():
        element = config.find(path)
        if element is None:
            raise OSError(f"{CONFIG}: expected {path}")
        element.text = value
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "presage.xml"
        config.write(file, encoding="UTF-8", xml_declaration=True)
        return Presage(file)
