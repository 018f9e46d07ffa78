"""`python tests/test_typing_app.py` writes the screens of tests/data/typing_app_*.txt anew."""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, cast

import pytest
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Static

from fake_keyboard import FakeKeyboard, FakeSession
from linnet import InputError, Keyboard, MissingExtraError, PersonalStoreError
from linnet.typing_app import open_typing_app
from linnet.typing_app_bar import SuggestionSlot
from linnet.typing_app_keys import Keys
from linnet.typing_app_latency import Latency
from linnet.typing_app_screen import TypingApp

SCREENS = Path(__file__).parent / "data"
SIZES = [(80, 24), (40, 20), (40, 10)]
SENTENCE = "I am going to teh wor"
NAMES = {" ": "space", ".": "full_stop", ",": "comma", "?": "question_mark", "'": "apostrophe"}


class Screen:
    """The app under test: what is pressed and what is seen."""

    def __init__(self, app: TypingApp, pilot: Pilot[str], session: FakeSession) -> None:
        self.app = app
        self.pilot = pilot
        self.session = session

    async def type(self, text: str) -> None:
        await self.pilot.press(*(NAMES.get(character, character) for character in text))

    def slot(self, number: int) -> SuggestionSlot:
        return list(self.app.query(SuggestionSlot))[number - 1]

    def labels(self) -> list[str]:
        """The suggestions, a star at the one that a space would write."""
        slots = self.app.query(SuggestionSlot)
        return [f"{slot.content}{'*' * slot.has_class('-default')}" for slot in slots]

    def line(self, name: str) -> str:
        return str(self.app.query_one(f"#{name}", Static).content)

    def lines(self) -> str:
        """Every character on the screen."""
        strips = self.app.screen._compositor.render_strips()
        return "".join(strip.text.rstrip() + "\n" for strip in strips)


def one_ms_a_look() -> Callable[[], float]:
    """A clock that goes on by a millisecond whenever it is read."""
    return (count / 1_000 for count in itertools.count()).__next__


def drive(
    steps: Callable[[Screen], Awaitable[Any]], size: tuple[int, int] = (80, 24), learn: bool = False
) -> TypingApp:
    """Run an app without a terminal."""
    keyboard = FakeKeyboard()

    async def run() -> TypingApp:
        app = TypingApp(cast(Keyboard, keyboard), learn=learn, latency=Latency(one_ms_a_look()))
        async with app.run_test(size=size) as pilot:
            session, learns = keyboard.opened[0]
            assert learns is learn
            await steps(Screen(app, pilot, session))
        return app

    return asyncio.run(run())


def test_the_suggestions_change_at_every_key() -> None:
    async def steps(screen: Screen) -> None:
        seen = [screen.labels()]
        for character in "teh ":
            await screen.type(character)
            seen.append(screen.labels())
        assert seen == [
            ["1 I", "2 the", "3 hello"],
            ["1 t*", "2 the", "3 them"],
            ["1 te*", "", ""],
            ["1 teh", "2 the*", ""],
            ["1 the", "2 to", "3 and"],
        ]

    drive(steps)


def test_a_correction_is_announced_and_ctrl_z_takes_it_back_for_good() -> None:
    async def steps(screen: Screen) -> None:
        await screen.type("teh ")
        assert screen.session.text == "the "
        assert screen.line("note") == "teh → the   ctrl-z undoes"
        await screen.type("h")
        assert screen.line("note") == ""
        await screen.pilot.press("ctrl+z")
        assert screen.session.text == "teh h"
        assert screen.line("note") == "took back the"
        await screen.type(" teh ")
        assert screen.session.text == "teh h teh "
        await screen.pilot.press("ctrl+z")
        assert screen.line("note") == "nothing to undo"

    drive(steps)


def test_a_number_chooses_and_tab_makes_it_text() -> None:
    async def steps(screen: Screen) -> None:
        await screen.type("wo2")
        assert screen.session.text == "wonderful "
        await screen.type("41")  # a number goes on as a number
        assert screen.session.text == "wonderful 41"
        await screen.type(" te3")  # there is no third suggestion
        assert screen.session.text == "wonderful 41 te3"
        await screen.pilot.press("tab")
        assert "1 2 3 choose" in screen.line("help")
        await screen.type(" to2")
        assert screen.session.text == "wonderful 41 te3 to2"
        await screen.pilot.press("tab")
        await screen.type(" wo2")
        assert screen.session.text.endswith("to2 wonderful ")

    drive(steps)


def test_the_right_arrow_takes_the_grey_words() -> None:
    async def steps(screen: Screen) -> None:
        await screen.type("then w")
        await screen.pilot.press("right")  # nothing is grey
        assert screen.session.text == "then w"
        await screen.type("e")
        assert screen.line("text") == "then we▏ go home"
        assert screen.line("note") == "→ takes the grey words"
        await screen.pilot.press("right")
        assert screen.session.text == "then we go home "
        assert (screen.line("text"), screen.line("note")) == ("then we go home ▏", "")
        await screen.pilot.press("ctrl+z")
        assert screen.session.text == "then we"

    drive(steps)


def test_the_mouse_chooses_and_taps() -> None:
    async def steps(screen: Screen) -> None:
        await screen.pilot.click(Keys, offset=(35, 1))  # t: columns 32 to 38
        await screen.pilot.click(Keys, offset=(45, 4))  # h: columns 44 to 50
        assert screen.session.text == "th"
        await screen.pilot.click(screen.slot(3))
        assert screen.session.text == "them "
        await screen.pilot.click(screen.slot(1))
        assert screen.session.text == "them the "
        await screen.pilot.click(Keys, offset=(40, 10))  # the space bar
        assert screen.session.text == "them the "  # an automatic space was there
        await screen.type("te")
        await screen.pilot.click(screen.slot(3))  # empty
        assert screen.session.text == "them the te"

    drive(steps)


def test_a_tap_lands_where_the_layout_has_its_key() -> None:
    async def steps(screen: Screen) -> None:
        keys = screen.app.query_one(Keys)
        for character in "qplazm ":
            key = screen.app._key_layout.keys[character]
            await screen.pilot.click(
                Keys, offset=(int(key.x * keys.size.width), int(key.y * keys.size.height))
            )
            assert screen.session.text[-1] == character
            row = screen.lines().splitlines()[keys.region.y + int(key.y * keys.size.height)]
            assert ("space" if character == " " else character) in row

    drive(steps)


def test_backspace_brings_the_suggestions_back() -> None:
    async def steps(screen: Screen) -> None:
        await screen.type("te")
        before = screen.labels()
        await screen.type("h")
        await screen.pilot.press("backspace")
        assert screen.labels() == before
        await screen.pilot.press("backspace", "backspace", "backspace")
        assert screen.session.text == ""
        assert screen.labels() == ["1 I", "2 the", "3 hello"]

    drive(steps)


def test_each_key_is_timed_and_a_paste_is_none() -> None:
    async def steps(screen: Screen) -> None:
        assert screen.line("latency") == ""
        await screen.type("a")
        assert screen.line("latency") == "last 1.0 ms  median 1.0  p95 1.0"
        screen.app.post_message(Paste("hello\nteh "))
        await screen.pilot.pause()
        assert screen.session.text == "ahello\nthe "
        assert screen.line("note").startswith("teh → the")
        assert len(screen.app._latency._times_ms) == 1

    drive(steps)


def test_the_percentiles_are_those_of_the_keystrokes() -> None:
    times_s = itertools.accumulate(part for ms in range(1, 101) for part in (0.5, ms / 1_000))
    latency = Latency(times_s.__next__)
    for _ in range(100):
        with latency.keystroke():
            pass
    assert latency.summary() == "last 100.0 ms  median 50.5  p95 95.0"
    assert latency.short_summary() == "100.0 ms  p95 95.0"
    assert Latency().short_summary() == ""


def test_what_goes_wrong_is_a_note_and_nothing_is_lost() -> None:
    async def steps(screen: Screen) -> None:
        await screen.type("hi")
        screen.app.post_message(Paste("\0"))
        await screen.pilot.pause()
        assert (screen.session.text, screen.line("note")) == ("hi", "expected text, got a zero")
        screen.session.personal_error = PersonalStoreError("the disk is full")
        await screen.type(" x")
        assert (screen.session.text, screen.line("note")) == ("hi x", "the disk is full")

    drive(steps, learn=True)


@pytest.mark.parametrize(
    "text", ["[bold]x[/] \\[", "日本語 かな", "שלום", "👩‍👩‍👧 ok", "e\u0301", "x" * 2_000]
)
def test_any_text_is_shown_as_it_is(text: str) -> None:
    async def steps(screen: Screen) -> None:
        screen.app.post_message(Paste(text))
        await screen.pilot.pause()
        assert screen.session.text == text
        assert screen.line("text") == text + "▏"
        await screen.type("a")
        assert screen.lines()

    drive(steps)


@pytest.mark.parametrize("key", ["escape", "ctrl+q", "ctrl+c"])
def test_it_quits_with_the_text(key: str) -> None:
    async def steps(screen: Screen) -> None:
        await screen.type("hi")
        await screen.pilot.press(key)

    assert drive(steps).return_value == "hi"


def test_the_end_of_a_long_text_is_in_sight() -> None:
    async def steps(screen: Screen) -> None:
        screen.app.post_message(Paste("going home\n" * 10))
        await screen.pilot.press("enter")
        await screen.type("wrold")
        await screen.pilot.pause()
        assert "wrold▏" in screen.lines()

    drive(steps, (40, 12))


@pytest.mark.parametrize("size", [(80, 24), (40, 20), (30, 8), (20, 8), (10, 4), (1, 1), (200, 50)])
def test_it_fits_terminals_of_any_size(size: tuple[int, int]) -> None:
    async def steps(screen: Screen) -> None:
        await screen.type("teh wor")
        lines = screen.lines().splitlines()
        assert len(lines) == size[1]
        if size[0] >= 30:
            assert "the wor▏" in screen.lines()
            assert all(0 < len(screen.line(name)) <= size[0] - 2 for name in ("about", "latency", "help"))

    drive(steps, size)


@pytest.mark.parametrize("size", SIZES)
def test_the_screen_is_as_it_was(size: tuple[int, int]) -> None:
    assert typed_screen(size) == screen_file(size).read_text(encoding="utf-8")


def typed_screen(size: tuple[int, int]) -> str:
    """Three screens: before the typo is corrected, when that is announced, and in the next word."""
    screens: list[str] = []

    async def steps(screen: Screen) -> None:
        before = SENTENCE.index("wor")
        for text in (SENTENCE[: before - 1], " ", SENTENCE[before:]):
            await screen.type(text)
            await screen.pilot.pause()
            screens.append(screen.lines())

    drive(steps, size)
    return ("-" * size[0] + "\n").join(screens)


def screen_file(size: tuple[int, int]) -> Path:
    return SCREENS / f"typing_app_{size[0]}x{size[1]}.txt"


def test_without_textual_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "isatty", lambda _: True)
    for name in ("stdin", "stderr"):
        monkeypatch.setattr(getattr(sys, name), "isatty", lambda: True)
    for name in [name for name in sys.modules if name.startswith(("linnet.typing_app_screen", "textual"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "textual", None)  # as if it were not installed
    with pytest.raises(MissingExtraError, match=r"pip install 'linnet\[typing\]'"):
        open_typing_app(cast(Keyboard, FakeKeyboard()), learn=False)


def test_without_a_terminal_it_says_so() -> None:
    with pytest.raises(InputError, match="terminal"):
        open_typing_app(cast(Keyboard, FakeKeyboard()), learn=False)


if __name__ == "__main__":
    for _size in SIZES:
        screen_file(_size).write_text(typed_screen(_size), encoding="utf-8")
