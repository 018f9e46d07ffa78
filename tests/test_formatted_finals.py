"""Finals with a formatted text beside the raw one, and the commands that show them."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from linnet import Final, Formatted, FormattedWord, Formatter, Recognizer, Word
from linnet.cli import run
from linnet.cli_transcribe import final_json
from linnet.final_lines import FinalLines
from small_formatting import SmallFormatting
from spelling import RATE_HZ, silence, spell

FORMATTED = Formatted.of((FormattedWord("See", "", None, False), FormattedWord("Anna", "!", "person", True)))
FINAL = Final("see anna", 0.5, 1.25, (Word("see", 0.5, 0.75, 0.98), Word("anna", 0.8, 1.25, 0.4)))


@pytest.fixture(scope="module")
def formatter(small_formatting: SmallFormatting) -> Formatter:
    return Formatter.load(small_formatting.bundle)


def test_a_final_has_both_texts_and_its_word_times_hold_for_both(
    spelling_bundle: Path, speller: Recognizer, formatter: Formatter
) -> None:
    sound = np.concatenate([spell("hello anna"), silence(1.0), spell("did you")])
    formatting = Recognizer.load_letters(spelling_bundle, formatter=formatter)
    plain, transcript = speller.transcribe(sound, RATE_HZ), formatting.transcribe(sound, RATE_HZ)
    assert (transcript.text, transcript.words) == (plain.text, plain.words)
    for final, other in zip(transcript.finals, plain.finals, strict=True):
        assert other.formatted is None
        assert final.formatted == formatter.format(final.text)
        assert [one.text.lower() for one in final.formatted.words] == [one.text for one in final.words]
    assert plain.formatted_text == plain.text
    assert transcript.formatted_text == " ".join(
        final.formatted.text for final in transcript.finals if final.formatted
    )


def test_a_resumed_stream_formats_too(spelling_bundle: Path, formatter: Formatter) -> None:
    recognizer = Recognizer.load_letters(spelling_bundle, formatter=formatter)
    stream = recognizer.stream()
    stream.accept(spell("hello"))
    events = recognizer.resume(stream.snapshot()).finish()
    assert [one.formatted for one in events if isinstance(one, Final)] == [formatter.format("hello")]


def test_lines_show_the_formatted_text_and_words() -> None:
    final = Final(FINAL.text, 0.5, 1.25, FINAL.words, formatted=FORMATTED)
    lines = [line.plain for line in FinalLines(words=True)(final, Console(file=io.StringIO()))]
    assert lines == [
        "   0.50    1.25  See Anna!",
        "   0.50    0.75  0.98  See",
        "   0.80    1.25  0.40  Anna!",
    ]


def test_json_has_it_only_where_there_is_one() -> None:
    assert "formatted" not in json.loads(final_json(Path("a.wav"), FINAL))
    final = Final(FINAL.text, 0.5, 1.25, FINAL.words, formatted=FORMATTED)
    found = json.loads(final_json(Path("a.wav"), final))["formatted"]
    assert found["text"] == "See Anna!"
    assert found["entities"] == [{"kind": "person", "start": 4, "end": 8, "text": "Anna"}]


def test_the_command_formats_lines(
    small_formatting: SmallFormatting, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("hello anna how are you\n\nwell peter left\n", encoding="utf-8")
    bundle = ["--bundle", str(small_formatting.bundle)]
    assert run(["format", str(tmp_path / "a.txt"), *bundle, "--entities"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Hello Anna, how are you?"
    assert any(line.split() == ["person", "6", "10", "Anna"] for line in lines)
    assert "" in lines
    assert run(["format", str(tmp_path / "a.txt"), *bundle, "--json"]) == 0
    objects = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["text"] for one in objects] == [line for line in lines if not line.startswith("  ")]


def test_the_command_reads_standard_input(
    small_formatting: SmallFormatting, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("hello anna how are you\n"))
    assert run(["format", "--bundle", str(small_formatting.bundle)]) == 0
    assert capsys.readouterr().out == "Hello Anna, how are you?\n"


@pytest.mark.parametrize("data", [None, b"\xff\xfe\xff"])
def test_a_file_that_is_no_text_is_one_line(
    data: bytes | None, small_formatting: SmallFormatting, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.txt"
    if data:
        path.write_bytes(data)
    assert run(["format", str(path), "--bundle", str(small_formatting.bundle)]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "expected" in error
