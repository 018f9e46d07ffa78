"""Checks of what callers give to a keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Real

from linnet.characters import characters
from linnet.typed_text import Keystroke
from linnet_runtime.errors import InputError
from linnet_runtime.key_layout import KeyLayout


def checked_text(text: object, name: str) -> str:
    """Text that can be written to a file; raises InputError for anything else."""
    if not isinstance(text, str):
        raise InputError(f"expected {name} as str, got {type(text).__name__}")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InputError(
            f"expected {name} of whole Unicode characters: {error}; decode it properly"
        ) from error
    return text


def checked_count(k: object) -> int:
    """A number of suggestions; raises InputError for anything but 1, 2, ..."""
    if isinstance(k, bool) or not isinstance(k, int) or k < 1:
        raise InputError(f"expected a number of suggestions k of at least 1, got {k!r}")
    return k


def checked_tap(layout: KeyLayout, x: object, y: object) -> tuple[float, float]:
    """A tap on a layout, in shares of its width and height; raises InputError."""
    if not (isinstance(x, Real) and isinstance(y, Real)):
        raise InputError(f"expected a tap as two numbers, got ({x!r:.40}, {y!r:.40})")
    tap = float(x), float(y)
    layout.check(*tap)
    return tap


def checked_keys(layout: KeyLayout, typed: str, taps: object) -> tuple[Keystroke, ...]:
    """The keystrokes of a word, ``taps`` being None or one (x, y) or None a character. Raises InputError."""
    typed_characters = characters(typed)
    if taps is None:
        return tuple(map(Keystroke, typed_characters))
    if not isinstance(taps, Sequence) or len(taps) != len(typed_characters):
        raise InputError(
            f"expected a sequence of {len(typed_characters)} taps, one a character, got {taps!r:.80}"
        )
    return tuple(
        Keystroke(character, None if tap is None else _pair(layout, tap))
        for character, tap in zip(typed_characters, taps, strict=True)
    )


def _pair(layout: KeyLayout, tap: object) -> tuple[float, float]:
    """One of several taps."""
    if not isinstance(tap, Sequence) or len(tap) != 2:
        raise InputError(f"expected a tap as (x, y), got {tap!r:.40}")
    return checked_tap(layout, tap[0], tap[1])
