"""What a tap, or a typed character, says about the letter that was meant.

A tap falls around its key's centre with a normal distribution (Azenkot and Zhai, "Touch behavior with
different postures on soft smartphone keyboards", 2012); the space bar is hit anywhere along its width.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .key_layout import Key, KeyLayout
from .lexicon import spelling

STRAY = 0.001
"""Share of taps that land anywhere, whatever was meant: no single tap can rule out a word."""
_STRAY_DENSITY = 0.025
"""Per letter key's area: a keyboard is 10 keys wide and 4 high."""
_AIMS = 9
"""Points along the space bar that stand for where it is aimed at."""

_ERF = np.frompyfunc(math.erf, 1, 1)


class TouchModel:
    """Log-likelihoods for the letters of a lexicon, given taps on one layout. Nothing in it changes.

    Both methods return `(alphabet,)` natural logarithms that may be added along a word: of the density of
    the tap, relative to one letter key's area, or of the probability of the character. Letters without a key
    have -inf, but a character that is itself a letter of the alphabet, such as an apostrophe, means itself.

        touch = TouchModel(KeyLayout.load("qwerty"), lexicon.alphabet)
        beam = search.advance(beam, touch.tap(0.06, 0.1))
    """

    def __init__(self, layout: KeyLayout, alphabet: Sequence[str], sigma_share: float = 0.25) -> None:
        """`sigma_share` is the standard deviation in key widths (across) and row heights (down)."""
        self.layout = layout
        self._sigma = sigma_share
        self._index = {letter: i for i, letter in enumerate(alphabet) if len(letter) == 1}
        keys = [key for c, key in layout.keys.items() if c in self._index]
        self._keyed = np.array([self._index[c] for c in layout.keys if c in self._index], np.intp)
        self._across = np.array([key.x for key in keys]) / layout.key_width
        self._down = np.array([key.y for key in keys]) / layout.row_height
        # half of the width along which a key is aimed at: a wide key's, less the ordinary key's
        self._spread = np.array([max(key.width / layout.key_width - 1, 0.0) for key in keys]) / 2
        self._impossible = np.full(len(alphabet), -np.inf, np.float32)
        self._impossible.flags.writeable = False
        self._characters = self._confusions(keys)

    def tap(self, x: float, y: float) -> NDArray[np.float32]:
        """Return `(alphabet,)` log-densities of a tap at (x, y), shares of the keyboard's width and height.

        Raises `InputError` when it is not a number or lies outside the keyboard, see `KeyLayout.check`.
        """
        self.layout.check(x, y)
        across = np.abs(self._across - x / self.layout.key_width) - self._spread
        down = self._down - y / self.layout.row_height
        squares = np.maximum(across, 0.0) ** 2 + down**2
        peak = 1 / (2 * math.pi * self._sigma**2 * (1 + 2 * self._spread))
        density = (1 - STRAY) * peak * np.exp(-squares / (2 * self._sigma**2)) + STRAY * _STRAY_DENSITY
        scores = self._impossible.copy()
        scores[self._keyed] = np.log(density)
        return scores

    def character(self, character: str) -> NDArray[np.float32]:
        """Return `(alphabet,)` log-probabilities that `character` is typed by a tap meant for each letter.

        Capitals and accents are folded to a letter of the alphabet ("É" to "e"). Any other character, such as
        a digit, an emoji or a Hebrew letter, has -inf everywhere: no word of this lexicon is spelled with it.
        """
        letter = spelling(character, self._index)
        return self._characters.get(letter or "", self._impossible)

    def nearest(self, x: float, y: float) -> str:
        """Return the character that the keyboard inserts for a tap. Raises `InputError`."""
        return self.layout.nearest(x, y)

    def _confusions(self, keys: Sequence[Key]) -> dict[str, NDArray[np.float32]]:
        """Return the answers of `character`: how often a tap meant for each letter falls into a key's box."""
        characters = [c for c in self.layout.keys if c in self._index]
        hit = self._hit_chances(keys)
        chances = (1 - STRAY) * hit / hit.sum(axis=0) + STRAY / len(keys)
        answers = {}
        for letter, index in self._index.items():
            scores = self._impossible.copy()
            if letter in characters:
                scores[self._keyed] = np.log(chances[characters.index(letter)])
            else:
                scores[index] = 0.0
            scores.flags.writeable = False
            answers[letter] = scores
        return answers

    def _hit_chances(self, keys: Sequence[Key]) -> NDArray[np.float64]:
        """Return the chance (typed, meant) that a tap meant for one key falls into the box of another."""
        wide, high = self.layout.key_width, self.layout.row_height
        aims = self._across[:, np.newaxis] + self._spread[:, np.newaxis] * np.linspace(-1, 1, _AIMS)
        left, right = ([(key.x + side * key.width / 2) / wide for key in keys] for side in (-1, 1))
        top, bottom = ([(key.y + side * key.height / 2) / high for key in keys] for side in (-1, 1))
        across = self._below(right, aims) - self._below(left, aims)  # (typed, meant, _AIMS)
        down = self._below(bottom, self._down) - self._below(top, self._down)  # (typed, meant)
        chances: NDArray[np.float64] = np.mean(across, axis=2) * down
        return chances

    def _below(self, edges: Sequence[float], aims: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the probability (edges, *aims) that a tap aimed there falls short of an edge."""
        distance = np.array(edges).reshape(-1, *[1] * aims.ndim) - aims
        return 0.5 + 0.5 * np.asarray(_ERF(distance / (self._sigma * math.sqrt(2))), np.float64)
