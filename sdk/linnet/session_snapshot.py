"""A typing session as bytes: stop in one process, continue in another. Checksummed, free of pickle."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass

import numpy as np

from linnet.refused_corrections import RefusedCorrections
from linnet.typed_text import REMEMBERED_WORDS, TypedText
from linnet.word_characters import trailing_word
from linnet_runtime import state_bytes, strict_json
from linnet_runtime.errors import BundleError, StateError

_KIND = "typing-session"


@dataclass(frozen=True)
class SessionSnapshot:
    """Everything a session needs to continue, apart from the bundle and the personal dictionary."""

    bundle: str
    """Which bundle the session ran on."""
    learn: bool
    context: str
    """What the session was opened with."""
    refused: RefusedCorrections
    text: TypedText

    def to_bytes(self) -> bytes:
        """The snapshot in the format of :mod:`linnet_runtime.state_bytes`."""
        value = json.dumps(dataclasses.asdict(self), ensure_ascii=False, separators=(",", ":")).encode()
        return state_bytes.pack(_KIND, {"session": np.frombuffer(value, np.uint8)})

    @classmethod
    def from_bytes(cls, data: bytes) -> SessionSnapshot:
        """Read a snapshot.

        Raises:
            StateError: the bytes are damaged, cut short or something else.
        """
        arrays = state_bytes.unpack(_KIND, data)
        try:
            value = arrays["session"].tobytes().decode()
            snapshot = strict_json.read(cls, strict_json.parse(value, "session"), "session")
        except (KeyError, UnicodeDecodeError, BundleError) as error:
            raise StateError(f"session snapshot lacks its values ({error}); take a new snapshot") from error
        if not (_fits(snapshot.text) and all(len(pair) == 2 for pair in snapshot.refused.pairs)):
            raise StateError("session snapshot contradicts its own text; take a new snapshot")
        return snapshot


def _fits(text: TypedText) -> bool:
    """Whether the words of a text are where it says."""
    keys = [key for word in text.past for key in word.keys] + list(text.keys)
    return (
        text.typed == trailing_word(text.text)
        and len(text.past) <= REMEMBERED_WORDS
        and all(
            word.start >= 0 and text.text[word.start : word.end] == word.commit.text for word in text.past
        )
        and all(key.tap is None or len(key.tap) == 2 for key in keys)
    )
