"""``linnet emoji``."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from linnet.cli import run


def test_a_text_is_answered_in_one_line(emoji_bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["emoji", "sorry I'm late", "--count", "1", "--bundle", str(emoji_bundle)]) == 0
    assert capsys.readouterr().out == "😢\tsorry I'm late\n"


def test_tone_is_shown_on_demand(emoji_bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["emoji", "thanks for the coffee", "--tone", "--bundle", str(emoji_bundle)]) == 0
    shown = capsys.readouterr().out.rstrip("\n").split("\t")
    assert shown[1] == "thanks for the coffee"
    assert shown[2].startswith("joy ")
    assert shown[2].count("%") == 3


def test_lines_are_answered_one_by_one(
    emoji_bundle: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("thanks for the coffee\n\nsee the damn train"))
    assert run(["emoji", "--json", "--tone", "--bundle", str(emoji_bundle)]) == 0
    first, empty, insult = map(json.loads, capsys.readouterr().out.splitlines())
    assert {"emoji", "name", "probability"} == set(first["emoji"][0])
    assert max(first["tone"], key=first["tone"].get) == "joy"
    assert (empty["text"], empty["emoji"]) == ("", [])
    assert insult["emoji"] == []


@pytest.mark.parametrize("arguments", [["--count", "0"], ["--bundle", "absent"]])
def test_errors_are_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["emoji", "hi", *arguments]) == 2
    assert capsys.readouterr().err.count("\n") == 1
