"""Where the keys of a touch keyboard lie."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from . import strict_json
from .errors import InputError

SPACE = " "
_MARGIN_KEYS = 0.5


@dataclass(frozen=True)
class Key:
    """One key's box, in shares of the keyboard: x to the right of its width, y downwards of its height."""

    x: float
    """Centre."""
    y: float
    """Centre."""
    width: float
    height: float


@dataclass(frozen=True)
class KeyLayout:
    """The keys that type letters, the apostrophe where it has a key, and the space bar.

    >>> KeyLayout.load("qwerty").nearest(0.06, 0.1)
    'q'
    """

    name: str
    source: str
    """Where the geometry comes from."""
    key_width: float
    """Width of a letter key; a touch model measures in these."""
    row_height: float
    keys: dict[str, Key]
    """By the lower-case character that the key types."""

    @staticmethod
    def load(name: str) -> KeyLayout:
        """Read a layout that comes with Linnet: "qwerty", "qwertz" or "azerty". Raises `InputError`."""
        folder = resources.files(__package__) / "layouts"
        file = folder / f"{name}.json"
        if not name.isidentifier() or not file.is_file():
            known = sorted(entry.name.removesuffix(".json") for entry in folder.iterdir())
            raise InputError(f"expected a layout among {known}, got {name!r}")
        return KeyLayout.from_json(file.read_text(encoding="utf-8"), f"{name}.json")

    @staticmethod
    def from_json(text: str, file: str = "layout") -> KeyLayout:
        """Read a layout from JSON of exactly these fields; `file` is named in errors.

        Raises `BundleError` for another form and `InputError` for impossible geometry.
        """
        layout = strict_json.read(KeyLayout, strict_json.parse(text, file), file)
        _refuse_impossible(layout.keys, file)
        if not (0 < layout.key_width <= 1 and 0 < layout.row_height <= 1):
            raise InputError(f"{file}: expected 'key_width' and 'row_height' within 0..1")
        return layout

    def check(self, x: float, y: float) -> None:
        """Raise `InputError` for a tap that is not a number or half a key or more outside the keyboard."""
        across, down = _MARGIN_KEYS * self.key_width, _MARGIN_KEYS * self.row_height
        if not (-across < x < 1 + across and -down < y < 1 + down):  # NaN fails every comparison
            raise InputError(
                f"expected a tap within the keyboard, x and y from 0 to 1, got ({x}, {y}); "
                "give taps as shares of the keyboard's width and height"
            )

    def nearest(self, x: float, y: float) -> str:
        """Return the character that a tap types: that of the key whose box is nearest, in key sizes.

        Raises `InputError`, see `check`.
        """
        self.check(x, y)
        return min(self.keys, key=lambda character: self._distance(self.keys[character], x, y))

    def _distance(self, key: Key, x: float, y: float) -> tuple[float, float]:
        """Return the distance to a key's box, and to its centre to choose between keys that touch."""
        across, down = abs(x - key.x), abs(y - key.y)
        outside = math.hypot(
            max(across - key.width / 2, 0.0) / self.key_width,
            max(down - key.height / 2, 0.0) / self.row_height,
        )
        return outside, math.hypot(across / key.width, down / key.height)


def _refuse_impossible(keys: Mapping[str, Key], file: str) -> None:
    """Raise `InputError` unless there is a key and each types one character from within the keyboard."""
    if not keys:
        raise InputError(f"{file}: expected at least one key")
    for character, key in keys.items():
        inside = 0 <= key.x <= 1 and 0 <= key.y <= 1 and 0 < key.width <= 1 and 0 < key.height <= 1
        if len(character) != 1 or not inside:
            raise InputError(f"{file}: key {character!r}: expected one character within 0..1, got {key}")
