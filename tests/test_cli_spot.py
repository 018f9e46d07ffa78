from __future__ import annotations

import json
from pathlib import Path

import pytest

from linnet.cli import run


def test_keywords_of_a_recording_are_printed(clip: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--keyword", "began talking", "--keyword", "good morning", "--sensitivity", "0.7"]
    assert run(["spot", str(clip), *options, "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    found = json.loads(line)
    assert (found["file"], found["keyword"]) == (str(clip), "began talking")
    assert 0.0 < found["start_s"] < found["end_s"]
    assert found["score"] > 0.9
    assert run(["spot", str(clip), *options]) == 0
    assert "began talking" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["--keyword", "7"], ["--keyword", "stop", "--sensitivity", "2"], []])
def test_bad_options_are_one_line(
    clip: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["spot", str(clip), *arguments]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_bad_file_does_not_stop_the_others(
    clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty.wav").touch()
    assert run(["spot", str(tmp_path / "empty.wav"), str(clip), "--keyword", "began talking"]) == 2
    out, err = capsys.readouterr()
    assert "began talking" in out
    assert "empty.wav" in err
