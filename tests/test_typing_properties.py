"""Whatever is done with a keyboard in any order: nothing raises, and the text is what a simple model says."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from linnet import Keyboard
from linnet.characters import continues, last_character
from linnet.word_characters import CLOSING, joins_word, trailing_word
from random_typing import RandomTyping

CHARACTERS = st.sampled_from([*"thesonyurlmIL'.,!@-1 \n", " ", " ", "e\u0301", "\u0301", "👍", "ש", "🇩🇪"])
TAPS = st.floats(0, 1)


class TypingMachine(RuleBasedStateMachine):
    """The model is the text, and whether it ends in a space that nobody typed."""

    keyboard: Keyboard
    learn: bool

    def __init__(self) -> None:
        super().__init__()
        self.keyboard.personal.forget_all()
        self.session = self.keyboard.session(learn=self.learn)
        self.text = ""
        self.spaced = False
        self.committed: list[str] = []

    @rule(points=CHARACTERS)
    def type(self, points: str) -> None:
        for point in points:
            commits = self.session.type(point)
            self._typed(point, [(one.text, one.corrected_from or one.text) for one in commits])

    @rule(x=TAPS, y=TAPS)
    def tap(self, x: float, y: float) -> None:
        commits = self.session.tap(x, y)
        point = self.keyboard.layout.nearest(x, y)
        self._typed(point, [(one.text, one.corrected_from or one.text) for one in commits])

    def _typed(self, point: str, commits: list[tuple[str, str]]) -> None:
        if continues(self.text, point):
            self.text += point
            self.spaced = False
            return
        if joins_word(point, begun=bool(trailing_word(self.text))):
            assert not commits
            self.text, self.spaced = self.text + point, False
            return
        for committed, typed in commits:
            self.text = self._without(typed) + committed
            self.committed.append(committed)
        if not (self.spaced and point == " "):
            kept = self.text[:-1] if self.spaced and point in CLOSING else self.text
            self.text = kept + point
        self.spaced = False

    def _without(self, typed: str) -> str:
        """The text before what was typed; the first part of a joined word may have been corrected before."""
        if self.text.endswith(typed):
            return self.text[: len(self.text) - len(typed)]
        ends = [f"{first} {trailing_word(self.text)}" for first in reversed(self.committed)]
        joined = next(end for end in ends if self.text.endswith(end))
        return self.text[: len(self.text) - len(joined)]

    @rule()
    def backspace(self) -> None:
        self.session.backspace()
        self.text = self.text[: len(self.text) - len(last_character(self.text))]
        self.spaced = False

    @rule(character=CHARACTERS)
    def type_and_take_back(self, character: str) -> None:
        """The suggestions are exactly those from before, unless the character corrected or taught a word."""
        before, text = self.session.suggestions(8), self.session.text
        self.type(character)
        if self.session.text == text + last_character(self.session.text):
            self.backspace()
            assert self.session.text == text
            assert self.learn or self.session.suggestions(8) == before

    @precondition(lambda self: self.session.suggestions())
    @rule(index=st.integers(0, 2))
    def choose(self, index: int) -> None:
        offered = self.session.suggestions()
        commit = self.session.commit(offered[index % len(offered)])
        typed = commit.corrected_from or (commit.text if trailing_word(self.text) else "")
        self.text, self.spaced = self._without(typed) + commit.text + " ", True

    @rule()
    def undo(self) -> None:
        taken_back = self.session.undo()
        if taken_back is None:
            assert self.session.text == self.text
        else:
            assert (taken_back.corrected_from or "") in self.session.text
        self.text, self.spaced = self.session.text, self.session._text.spaced

    @rule()
    def stop_and_resume(self) -> None:
        before = self.session.suggestions(8)
        self.session = self.keyboard.resume(self.session.snapshot())
        assert self.session.suggestions(8) == before

    @rule()
    def reset(self) -> None:
        self.session.reset()
        self.text, self.spaced = "", False
        assert self.session.snapshot() == self.keyboard.session(learn=self.learn).snapshot()

    @invariant()
    def the_text_is_that_of_the_model(self) -> None:
        assert self.session.text == self.text

    @invariant()
    def the_word_as_typed_can_be_kept(self) -> None:
        word = trailing_word(self.text)
        assert not word or word in [one.text for one in self.session.suggestions(2)]


@pytest.mark.parametrize("learn", [False, True])
def test_any_order_of_calls(language_bundle: Path, learn: bool) -> None:
    parts = {"keyboard": Keyboard.load(language_bundle), "learn": learn}
    run_state_machine_as_test(
        type("Machine", (TypingMachine,), parts),
        settings=settings(
            max_examples=15, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_random_typing_breaks_nothing(language_bundle: Path) -> None:
    """The short form of tests/bench/soak_typing.py."""
    typist = RandomTyping(Keyboard.load(language_bundle), seed=1)
    typist.run(1_000)
    assert typist.keystrokes >= 1_000
    assert typist.session.personal_error is None
