"""The beams of the word being typed, kept so that the next keystroke costs one step and backspace none."""

from __future__ import annotations

from collections.abc import Sequence

from linnet.typed_text import SPACE, Keystroke
from linnet_runtime.touch import TouchModel
from linnet_runtime.typing_beam import Beam
from linnet_runtime.typing_search import TypingSearch


class SpellingPath:
    """A cache over some lexicons: what it returns depends on the keystrokes asked for alone."""

    def __init__(self, touch: TouchModel, searches: Sequence[TypingSearch]) -> None:
        self.searches = tuple(searches)
        self._touch = touch
        self._keys: tuple[Keystroke, ...] = ()
        self._beams = [tuple(search.start() for search in self.searches)]

    def beams(self, keys: tuple[Keystroke, ...]) -> tuple[Beam, ...]:
        """The beams after some keystrokes, one for each lexicon."""
        same = 0
        for known, asked in zip(self._keys, keys, strict=False):
            if known != asked:
                break
            same += 1
        del self._beams[same + 1 :]
        for key in keys[same:]:
            self._beams.append(self._step(key))
        self._keys = keys
        return self._beams[-1]

    def _step(self, key: Keystroke) -> tuple[Beam, ...]:
        """The beams after one more keystroke; a space is one too many, or was meant as a letter."""
        tap = self._touch.tap(*key.tap) if key.tap else self._touch.character(key.character)
        steps = zip(self.searches, self._beams[-1], strict=True)
        if key.character == SPACE:
            return tuple(search.across_space(beam, tap) for search, beam in steps)
        return tuple(search.advance(beam, tap) for search, beam in steps)
