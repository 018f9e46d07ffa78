"""Somebody who does everything one can do with a keyboard, at random."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from linnet import Keyboard, TypingSession
from linnet.characters import last_character

WORDS = """the you to see is it tomorrow house London I'm don't can't good morning coffee letter number
please phone hello there my friend teacher very late zorblax qwrt Quuxly NASA iPhone me@home http://x.org b2b
café 3pm שלום"""
ODD = [
    *"\n\t.,!?;:'\"()[]@#/_-`1234567890",
    "👍🏽",
    "👨‍👩‍👧",
    "🇩🇪",
    "e\u0301",
    "\u200f",
    "\0",
    "ﬁ",
    "漢",
    "…",
    "’",
]
LETTERS = "abcdefghijklmnopqrstuvwxyz"
LONGEST_TEXT = 20_000
"""Then a new message is begun, as people do."""


@dataclass
class RandomTyping:
    """Types on a keyboard; what may never happen raises ``AssertionError``."""

    keyboard: Keyboard
    seed: int
    learn: bool = True
    keystrokes: int = 0
    session: TypingSession = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self.session = self.keyboard.session(learn=self.learn)

    def run(self, keystrokes: int, progress: Callable[[int], None] = lambda _: None) -> None:
        """Type that many more keystrokes; ``progress`` hears of each thousand, rounded."""
        end = self.keystrokes + keystrokes
        while self.keystrokes < end:
            before = self.keystrokes
            self._act()
            if before // 1_000 != self.keystrokes // 1_000:
                progress(self.keystrokes // 1_000 * 1_000)

    def _act(self) -> None:
        """One thing of many; words most of the time."""
        choice = self._random.random()
        if choice < 0.55:
            self._word()
        elif choice < 0.70:
            self._taps()
        elif choice < 0.80:
            self._backspaces()
        elif choice < 0.88:
            self._choose()
        elif choice < 0.93:
            self._key(self._random.choice(ODD))
        elif choice < 0.97:
            self.session.undo()
        elif choice < 0.985:
            self._resume()
        else:
            self._reset()

    def _word(self) -> None:
        """A word with a slip now and then, and a space."""
        for character in self._random.choice(WORDS.split()):
            slip = self._random.random()
            if slip < 0.03:
                self._key(self._random.choice(LETTERS))
            if slip > 0.03:
                self._key(character)
        self._key(" ")

    def _taps(self) -> None:
        """Taps anywhere on the keyboard, the space bar included."""
        for _ in range(self._random.randrange(1, 8)):
            self.session.tap(self._random.random(), self._random.random())
            self._look()

    def _backspaces(self) -> None:
        """A few; each takes away one character."""
        for _ in range(self._random.randrange(1, 12)):
            text = self.session.text
            self.session.backspace()
            assert self.session.text == text[: len(text) - len(last_character(text))]
            self._look()

    def _choose(self) -> None:
        """Take a suggestion."""
        offered = self.session.suggestions()
        if offered:
            chosen = self._random.choice(offered)
            assert self.session.commit(chosen).text == chosen.text
            assert self.session.text.endswith(chosen.text + " ")
            self._look()

    def _resume(self) -> None:
        """Stop and go on from a snapshot."""
        resumed = self.keyboard.resume(self.session.snapshot())
        assert resumed.text == self.session.text
        assert resumed.suggestions() == self.session.suggestions()
        self.session = resumed

    def _reset(self) -> None:
        """Begin another message when this one has become long."""
        if len(self.session.text) > LONGEST_TEXT:
            self.session.reset()
            assert self.session.snapshot() == self.keyboard.session(learn=self.learn).snapshot()

    def _key(self, character: str) -> None:
        self.session.type(character)
        self._look()

    def _look(self) -> None:
        """Look at the suggestions, as after each keystroke."""
        self.keystrokes += 1
        offered = self.session.suggestions()
        assert len(offered) <= 3
        assert all(one.text and 0 <= one.probability <= 1 for one in offered)
