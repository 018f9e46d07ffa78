from __future__ import annotations

import io
import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from fake_keyboard import FakeKeyboard, FakeSession
from linnet import Keyboard, PersonalDictionary, PersonalStoreError
from linnet.cli import run
from linnet.cli_type import correct_lines

COMMAND = [sys.executable, "-c", "import linnet.cli; linnet.cli.main()"]
Speak = Callable[[str], None]


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch) -> Speak:
    """Sets what standard input holds."""
    return lambda text: monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_lines_come_out_corrected(
    say: Speak, language_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    say("thanks for teh coffee\n\nhelo there, how are yuo")
    assert run(["type", "--bundle", str(language_bundle)]) == 0
    assert capsys.readouterr().out.lower().splitlines() == [
        "thanks for the coffee",
        "",
        "hello there, how are you",
    ]


def test_it_learns_only_when_told(say: Speak, language_bundle: Path, tmp_path: Path) -> None:
    words = tmp_path / "words.db"
    line = "I see McAllister in London. McAllister\n"
    for learn, expected in (([], False), (["--no-learn"], False), (["--learn"], True)):
        say(line)
        assert run(["type", "--bundle", str(language_bundle), "--personal", str(words), *learn]) == 0
        with PersonalDictionary(words) as personal:
            assert ("McAllister" in personal) is expected


def test_a_damaged_file_of_words_is_told_and_does_not_stop_anybody(
    say: Speak, language_bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = tmp_path / "words.db"
    words.write_bytes(b"no database" * 500)
    say("teh coffee\n")
    assert run(["type", "--bundle", str(language_bundle), "--personal", str(words)]) == 0
    shown = capsys.readouterr()
    assert shown.out.lower() == "the coffee\n"
    assert shown.err.startswith(f"linnet: {words} was damaged; it is kept as ")
    assert shown.err.count("\n") == 1


def test_a_dictionary_that_fails_costs_no_line(capsys: pytest.CaptureFixture[str]) -> None:
    class Failing(FakeKeyboard):
        def session(self, learn: bool, context: str = "") -> FakeSession:
            session = super().session(learn, context)
            session.personal_error = PersonalStoreError("the disk is full")
            return session

    with pytest.raises(PersonalStoreError, match="full"):
        correct_lines(cast(Keyboard, Failing()), ["teh\n", "wrold"], learn=True)
    assert capsys.readouterr().out == "the\nworld\n"


@pytest.mark.parametrize("text", ["", "\n"])
def test_nothing_in_nothing_out(
    text: str, say: Speak, language_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    say(text)
    assert run(["type", "--bundle", str(language_bundle)]) == 0
    assert capsys.readouterr().out == text


def test_a_bad_bundle_is_one_line(say: Speak, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    say("hi\n")
    assert run(["type", "--bundle", str(tmp_path / "absent")]) == 2
    error = capsys.readouterr().err
    assert error.startswith("linnet: ")
    assert error.count("\n") == 1


def test_bytes_that_are_no_text_are_one_line(
    language_bundle: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff\n"), encoding="utf-8"))
    assert run(["type", "--bundle", str(language_bundle)]) == 2
    assert (
        capsys.readouterr().err
        == "linnet: standard input: expected lines of text in utf-8, got other bytes\n"
    )


def test_in_a_terminal_without_textual_the_extra_is_named(
    language_bundle: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.startswith(("linnet.typing_app_", "textual"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "textual", None)  # as if it were not installed
    for stream in (sys.stdin, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    assert run(["type", "--bundle", str(language_bundle)]) == 2
    loading, error = capsys.readouterr().err.rsplit("\x1b[2K", 1)
    assert "Loading the keyboard" in loading
    assert error == "linnet: typing in the terminal needs: pip install 'linnet[typing]'\n"


def test_in_a_real_terminal_it_draws_corrects_and_leaves(language_bundle: Path) -> None:
    ours, theirs = pty.openpty()
    size = {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"}
    command = [*COMMAND, "type", "--bundle", str(language_bundle)]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=os.environ | size)
    try:
        wait_for(b"esc: quit", ours)
        os.write(ours, b"teh ")
        wait_for(b"ctrl-z undoes", ours)
        os.write(ours, b"\x11")  # ctrl-q
        wait_for(b"\x1b[?1049l", ours)  # the screen as it was before
        assert process.wait(10) == 0
    finally:
        process.kill()
        os.close(ours)
        os.close(theirs)


def wait_for(expected: bytes, terminal: int, limit_s: float = 30.0) -> None:
    """Read what is drawn until something comes."""
    drawn = b""
    ends_s = time.monotonic() + limit_s
    while expected not in drawn:
        ready, _, _ = select.select([terminal], [], [], max(ends_s - time.monotonic(), 0))
        assert ready, f"{expected!r} did not come, only {drawn[-2_000:]!r}"
        drawn += os.read(terminal, 65_536)
