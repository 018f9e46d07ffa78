"""``linnet transcribe`` with the bundles that come along, and with what is to be expected."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from linnet import PersonalDictionary
from linnet.cli import run
from test_cli import one_line
from test_shipped_dictation import NAME, SYNTHETIC


def transcribed(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert run(["transcribe", str(SYNTHETIC), *options]) == 0
    return capsys.readouterr().out


def test_words_have_times_and_confidences(capsys: pytest.CaptureFixture[str]) -> None:
    text, *rest = transcribed(capsys, "--words", "--alternatives").splitlines()
    said = text.split()[2:]
    words = [line.split() for line in rest[: len(said)]]
    assert [word for *_, word in words] == said
    assert all(float(start) < float(end) and 0 <= float(sure) <= 1 for start, end, sure, _ in words)
    assert rest[len(said)].split()[1:] == said  # of the alternatives the first is the text


def test_a_listed_name_is_heard(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = tmp_path / "names.txt"
    names.write_text(f"Annabel Lee\n\n{NAME}\n", encoding="utf-8")
    final = json.loads(transcribed(capsys, "--json", "--phrases", str(names)))
    assert NAME in final["text"].split()
    assert final["alternatives"][0]["text"] == final["text"]


def test_a_personal_word_is_heard(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "words.db"
    with PersonalDictionary(file) as personal:
        personal.add(NAME)
    assert NAME in transcribed(capsys, "--personal", str(file))


def test_a_command_is_understood(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    grammar = tmp_path / "grammar.json"
    sentence = "please send the {what} to {who} tomorrow (morning | evening)"
    lists = {"what": ["letter", "parcel"], "who": [NAME, "my sister"]}
    grammar.write_text(json.dumps({"intents": {"send": [sentence]}, "lists": lists}), encoding="utf-8")
    final = json.loads(transcribed(capsys, "--json", "--grammar", str(grammar)))
    assert final["command"]["intent"] == "send"
    assert final["command"]["slots"] == {"what": "letter", "who": NAME}


def test_phrases_do_not_go_with_a_grammar(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names, grammar = tmp_path / "names.txt", tmp_path / "grammar.json"
    names.write_text(NAME, encoding="utf-8")
    grammar.write_text(json.dumps({"intents": {"stop": ["stop"]}}), encoding="utf-8")
    assert run(["transcribe", str(SYNTHETIC), "--phrases", str(names), "--grammar", str(grammar)]) == 2
    assert one_line(capsys.readouterr().err)


@pytest.mark.parametrize(
    ("option", "content"),
    [
        ("--phrases", None),
        ("--phrases", b""),
        ("--phrases", b"\n \n"),
        ("--phrases", b"\xff\xfe\x00"),
        ("--phrases", b"a name\n"),  # letters are written as they are heard
        ("--phrases", b"x" * 1_000),
        ("--grammar", None),
        ("--grammar", b"{"),
        ("--grammar", b"\xff\xfe\x00"),
        ("--personal", None),
        ("--language", None),
        ("--pronunciation", None),
    ],
)
def test_what_cannot_be_expected_is_one_line(
    option: str,
    content: bytes | None,
    spelling_bundle: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "expected.json"
    if content is not None:
        file.write_bytes(content)
    letters = ["--letters", "--bundle", str(spelling_bundle)]
    assert run(["transcribe", str(SYNTHETIC), *letters, option, str(file)]) == 2
    output = capsys.readouterr()
    assert one_line(output.err)
    assert output.out == ""


@pytest.mark.parametrize("boost", ["-1", "1e9", "nan", "much"])
def test_a_boost_out_of_bounds_is_one_line(
    boost: str, spelling_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    letters = ["--letters", "--bundle", str(spelling_bundle)]
    assert run(["transcribe", str(SYNTHETIC), *letters, "--boost", boost]) == 2
    assert one_line(capsys.readouterr().err)
