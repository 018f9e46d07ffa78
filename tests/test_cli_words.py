from __future__ import annotations

import json
from pathlib import Path

import pytest

from linnet.cli import run
from linnet.personal_dictionary import PersonalDictionary

COMMANDS = ("list", "add", "forget", "forget-all", "block", "unblock", "export", "import")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "personal.db"


@pytest.fixture
def known(path: Path) -> Path:
    with PersonalDictionary(path, clock=lambda: 0.0) as personal:
        personal.add("Linnet")
        personal.learn("finch")
        personal.learn("finch")
        personal.learn("Wren")
        personal.block("damn")
    return path


def words_in(path: Path) -> set[str]:
    with PersonalDictionary(path) as personal:
        return {word.display for word in personal.words()}


def test_list_shows_how_well_each_word_is_known(known: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["words", "list", "--personal", str(known)]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [row[:-1] for row in rows] == [
        ["finch", "learned"],
        ["Linnet", "added"],
        ["Wren", "on", "probation"],
        ["damn"],
    ]
    assert rows[-1] == ["damn", "blocked"]


def test_words_are_added_blocked_and_forgotten(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ["--personal", str(path)]
    assert run(["words", "add", "McAllister", *at]) == 0
    assert run(["words", "add", "Zyzzyvax", *at]) == 0
    assert run(["words", "block", "damn", *at]) == 0
    assert run(["words", "forget", "zyzzyvax", *at]) == 0
    assert words_in(path) == {"McAllister"}
    assert b"yzzyvax" not in path.read_bytes()
    with PersonalDictionary(path) as personal:
        assert personal.blocked() == {"damn"}
    assert run(["words", "unblock", "damn", *at]) == 0
    with PersonalDictionary(path) as personal:
        assert personal.blocked() == set()
    assert capsys.readouterr() == ("", "")


def test_words_are_moved_as_json(known: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["words", "export", "--personal", str(known)]) == 0
    exported = tmp_path / "words.json"
    exported.write_text(capsys.readouterr().out, encoding="utf-8")
    assert json.loads(exported.read_text(encoding="utf-8"))["blocked"] == ["damn"]
    other = tmp_path / "folder" / "other.db"
    assert run(["words", "import", str(exported), "--personal", str(other)]) == 0
    assert words_in(other) == {"Linnet", "finch", "Wren"}


def test_all_is_forgotten_when_that_is_confirmed(
    known: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert run(["words", "forget-all", "--personal", str(known)]) == 130
    assert "Forget all 3 words" in capsys.readouterr().out
    assert len(words_in(known)) == 3
    assert run(["words", "forget-all", "--yes", "--personal", str(known)]) == 0
    assert words_in(known) == set()


def test_a_damaged_file_is_said_to_be_kept(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.write_text("garbage")
    assert run(["words", "add", "linnet", "--personal", str(path)]) == 0
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "was damaged; it is kept as" in error
    assert "damaged-1" in error


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["add", "two words"], "letters"),
        (["forget", "robin"], "no word 'robin'"),
        (["block", "x" * 81], "printable"),
        (["import", "absent.json"], "absent.json"),
        (["import", __file__], "expected JSON"),
        (["import", "/dev/null"], "expected JSON"),
        (["add"], "Missing argument"),
        (["sing"], "No such command"),
    ],
)
def test_an_error_is_one_line(
    arguments: list[str], message: str, known: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ["--personal", str(known)] if arguments != ["sing"] else []
    assert run(["words", *arguments, *at]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("linnet: ")
    assert output.err.count("\n") == 1
    assert message in output.err
    assert words_in(known) == {"Linnet", "finch", "Wren"}


def test_bytes_that_are_no_text_are_one_line(
    known: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "words.json").write_bytes(b"\xff\xfe")
    assert run(["words", "import", str(tmp_path / "words.json"), "--personal", str(known)]) == 2
    assert "expected JSON" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command", [["list"], ["forget", "x"], ["forget-all", "--yes"], ["unblock", "x"], ["export"]]
)
def test_what_needs_a_file_makes_none(
    command: list[str], path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["words", *command, "--personal", str(path)]) == 2
    assert capsys.readouterr().err == f"linnet: {path}: no such file\n"
    assert not path.exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_help_explains_each_command(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["words", command, "--help"]) == 0
    assert f"Usage: linnet words {command}" in capsys.readouterr().out
