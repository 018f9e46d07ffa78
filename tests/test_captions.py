from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable

import numpy as np
import pytest
from rich.console import Console
from rich.text import Text

from linnet import Alternative, Command, Final, Partial, Word
from linnet.caption_layout import beside, gauge
from linnet.captions import Captions, partial_text
from linnet.final_lines import NOTHING_FITS, FinalLines
from linnet.live_line import SHORTEST_S, LiveLine
from linnet.loading import loading
from linnet.loudness import loudness

FINAL = Final(
    "see you",
    0.5,
    1.25,
    (Word("see", 0.5, 0.75, 0.98), Word("you", 0.8, 1.25, 0.4)),
    (Alternative("see you", 0.7), Alternative("sea view", 0.3)),
)
ERASE = re.compile(r"\r\x1b\[2K|\x1b\[1A\x1b\[2K")
STYLE = re.compile(r"\x1b\[([\d;]*)m")
CONTROL = re.compile(r"\x1b\[\??[\d;]*[a-zA-Z]")
Open = Callable[..., io.StringIO]


class Terminal(io.StringIO):
    """A file that says it is a terminal."""

    def isatty(self) -> bool:
        return True

    @property
    def frames(self) -> list[str]:
        """What was drawn between two erasures, without styles, one after another."""
        drawn = (CONTROL.sub("", frame) for frame in ERASE.split(self.getvalue()))
        return [frame for frame in drawn if frame.strip()]

    @property
    def styles(self) -> set[str]:
        return set(STYLE.findall(self.getvalue()))


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Terminal]:
    """Makes standard output, or another stream, a terminal of so many columns; nothing drawn is skipped."""

    def make(stream: str = "stdout", columns: int = 60, **environment: str) -> Terminal:
        made = Terminal()
        monkeypatch.setattr(sys, stream, made)
        monkeypatch.setattr("linnet.live_line.SHORTEST_S", 0.0)
        for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM"):
            monkeypatch.delenv(name, raising=False)
        size = {"TERM": "xterm-256color", "COLUMNS": str(columns), "LINES": "20"}
        for name, value in (size | environment).items():
            monkeypatch.setenv(name, value)
        return made

    return make


def shown(capsys: pytest.CaptureFixture[str], captions: Captions, *events: Final | Partial) -> list[str]:
    with captions:
        for event in events:
            captions.show(event)
    return capsys.readouterr().out.splitlines()


def test_piped_only_finals_are_lines(capsys: pytest.CaptureFixture[str]) -> None:
    events = (Partial("see", 0), Partial("see you", 3), FINAL)
    assert shown(capsys, Captions(), *events) == ["   0.50    1.25  see you"]
    assert shown(capsys, Captions(FinalLines("a.wav: ")), FINAL) == ["a.wav:    0.50    1.25  see you"]


def test_words_and_alternatives_have_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, Captions(FinalLines(words=True, alternatives=True)), FINAL) == [
        "   0.50    1.25  see you",
        "   0.50    0.75  0.98  see",
        "   0.80    1.25  0.40  you",
        "                 0.70  see you",
        "                 0.30  sea view",
    ]


def test_a_command_is_shown_and_that_there_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    command = Command("timer", {"minutes": 5}, "see you", 0.9)
    meant = Final("see you", 0.5, 1.25, FINAL.words, (), command)
    assert shown(capsys, Captions(), meant)[1] == "                 0.90  timer(minutes=5)"
    assert shown(capsys, Captions(), Final("", 0.5, 1.25, ())) == [f"   0.50    1.25  {NOTHING_FITS}"]


def test_of_a_partial_what_stays_is_bold_and_what_may_change_dim() -> None:
    text = partial_text(Partial("see you there", 7))
    assert text.plain == "see you there"
    assert [(span.start, span.end, span.style) for span in text.spans] == [(0, 7, "bold"), (7, 13, "dim")]


def test_on_a_terminal_the_partial_stands_where_the_final_will(terminal: Callable[..., Terminal]) -> None:
    screen = terminal()
    with Captions(idle="Listening.") as captions:
        captions.show_level(np.full(10, 0.1, np.float32))
        captions.show(Partial("see yo", 3))
        captions.show(FINAL)
        captions.show_level(np.zeros(10, np.float32))
    idle, loud, partial, final, silent = screen.frames
    assert idle.strip() == "Listening."
    assert loud == "██████████░░░░░  Listening."
    assert partial == "██████████░░░░░  see yo"
    assert final.startswith("   0.50    1.25  see you\n")
    assert silent.startswith("░░░░░░░░░░░░░░░  Listening.")
    assert {"1", "2", "32"} <= screen.styles  # bold, dim, green
    assert screen.getvalue().count("\x1b[?25l") == screen.getvalue().count("\x1b[?25h") == 1


def test_the_same_is_not_drawn_again_nor_what_nobody_could_read(
    terminal: Callable[..., Terminal], monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = terminal()
    monkeypatch.setattr("linnet.live_line.SHORTEST_S", SHORTEST_S)
    times_s = iter(np.arange(20) * 0.6 * SHORTEST_S)  # it looks twice for each text that it draws
    with LiveLine(lambda: next(times_s)) as line:
        for text in ("a", "too soon", "b", "b", "b"):
            line.show(Text(text))
    assert screen.frames == ["a", "b"]


def test_no_color_leaves_no_colours(terminal: Callable[..., Terminal]) -> None:
    screen = terminal(NO_COLOR="1")
    with Captions() as captions:
        captions.show_progress(0.35)
        captions.show(Partial("see", 3))
        captions.show(FINAL)
    assert "█" in screen.getvalue()
    assert not {style for style in screen.styles if style.startswith(("3", "4", "9"))}


@pytest.mark.parametrize("columns", [4, 5, 12, 20, 30, 45])
def test_no_line_is_wider_than_the_terminal(columns: int, terminal: Callable[..., Terminal]) -> None:
    screen = terminal(columns=columns)
    with Captions(prefix="a very long name.wav: ", idle="Listening. Ctrl-C ends it.") as captions:
        captions.show_progress(0.5)
        captions.show(Partial("like most of the Batman family supercalifragilistic", 20))
    lines = [line for frame in screen.frames for line in re.split(r"\r?\n", frame)]
    assert max(len(line) for line in lines) <= columns


def test_a_long_final_is_wrapped_between_words_on_a_terminal_only(
    terminal: Callable[..., Terminal], capsys: pytest.CaptureFixture[str]
) -> None:
    final = Final("like most of the Batman family Stephanie Brown has none", 0.5, 5.25, ())
    assert len(shown(capsys, Captions(), final)) == 1
    wide, narrow = terminal(columns=60), terminal(columns=30)
    for screen, columns in ((wide, 60), (narrow, 30)):
        lines = next(FinalLines()(final, Console(file=screen, width=columns))).plain.splitlines()
        assert " ".join(" ".join(lines).split()) == f"0.50 5.25 {final.text}"
        indent = 17 if columns == 60 else 2
        assert all(line.startswith(" " * indent) and line[indent] != " " for line in lines[1:])
        assert max(map(len, lines)) < columns


def test_a_dumb_terminal_and_forced_colours_get_plain_lines(
    terminal: Callable[..., Terminal], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    dumb = terminal(TERM="dumb")
    with Captions(idle="Listening.") as captions:
        captions.show_level(np.ones(3, np.float32))
        captions.show(Partial("see", 0))
        captions.show(FINAL)
    assert dumb.getvalue() == "   0.50    1.25  see you\n"
    monkeypatch.undo()
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert shown(capsys, Captions(), Partial("see", 0), FINAL) == ["   0.50    1.25  see you"]


def test_where_only_errors_go_to_a_terminal_it_shows_what_happens_there(
    terminal: Callable[..., Terminal], capsys: pytest.CaptureFixture[str]
) -> None:
    screen = terminal("stderr")
    with Captions() as captions:
        captions.show_progress(0.35)
        captions.show(Partial("see", 3))
        captions.show(FINAL)
    assert capsys.readouterr().out == "   0.50    1.25  see you\n"
    assert "see you" not in screen.getvalue()
    assert any(frame.startswith("████░░░░░░  35%  see") for frame in screen.frames)


def test_a_terminal_without_unicode_gets_other_bars() -> None:
    console = Console(file=io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    assert gauge(console, 0.5, "").plain == "########......."
    assert gauge(console, 7.0, " 100%").plain == "########## 100%"
    assert beside(console, Text("head"), Text()).plain == "head"


def test_loading_is_said_on_a_terminal_alone(
    terminal: Callable[..., Terminal], capsys: pytest.CaptureFixture[str]
) -> None:
    with loading("the models"):
        pass
    assert capsys.readouterr() == ("", "")
    screen = terminal("stderr")
    with loading("the models"):
        pass
    assert "Loading the models" in screen.getvalue()
    assert screen.getvalue().endswith("\x1b[2K")


def test_loudness_is_in_decibels() -> None:
    levels = [loudness(np.full((100, 2), scale, np.float32)) for scale in (0, 1e-4, 0.01, 0.1, 1, 2)]
    assert levels == pytest.approx([0, 0, 1 / 3, 2 / 3, 1, 1])
    assert loudness(np.empty(0, np.float32)) == 0
