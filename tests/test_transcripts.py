"""What was said in recordings, as text for the language model."""

from __future__ import annotations

from pathlib import Path

import pytest

from linnet_export.cli import app
from linnet_export.corpora import write_jsonl
from linnet_export.transcripts import transcripts
from linnet_export.utterance import Utterance


def said(text: str, dataset: str = "talk") -> Utterance:
    return Utterance(text, Path("a.wav"), 1.0, text, dataset=dataset)


def test_each_sentence_comes_once_in_its_own_case() -> None:
    assert transcripts([said("Call Anna."), said("CALL ANNA"), said("SEE YOU"), said("")]) == [
        "call anna",
        "see you",
    ]


def test_only_the_data_sets_that_were_asked_for() -> None:
    assert transcripts([said("one"), said("two", "books")], ["books"]) == ["two"]


def test_sentences_that_are_judged_on_stay_out_unless_they_are_short() -> None:
    spoken = [said("We will call you back!"), said("Good morning."), said("We will call you now.")]
    judged = [said("we will call you back"), said("GOOD MORNING")]
    assert transcripts(spoken, held_out=judged) == ["Good morning.", "We will call you now."]


def test_the_command_writes_a_source(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train, dev, out = (tmp_path / name for name in ("train.jsonl", "dev.jsonl", "spoken.txt"))
    write_jsonl(train, [said("It was a cold day."), said("Where is the old house?")])
    write_jsonl(dev, [said("it was a cold day")])
    app(["transcripts", str(out), str(train), "--held-out", str(dev)], standalone_mode=False)
    assert out.read_text() == "Where is the old house?\n"
    assert capsys.readouterr().out == f"{out}: 1 sentences, 5 words\n"
