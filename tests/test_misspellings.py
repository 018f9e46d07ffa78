"""Mistakes are told from words by what people do when they mistype, and by known pairs."""

from __future__ import annotations

from pathlib import Path

import pytest

from linnet_export.misspellings import contractions, read_typos, slip_of, slips
from linnet_export.utterance import CorpusError

TABLE = 'typo\tcorrect\tsource\nTeh\tthe\tgood\nteh\tten\tgood\nwierd\tweird\tother\n"n\tand\tgood\n'


@pytest.mark.parametrize(
    ("typo", "meant"),
    [
        ("recieve", "receive"),
        ("occured", "occurred"),
        ("untill", "until"),
        ("definately", "definitely"),
        ("konsider", "consider"),
    ],
)
def test_typical_mistakes_lead_to_what_was_meant(typo: str, meant: str) -> None:
    assert meant in set(slips(typo))
    assert slip_of(typo, {typo: 3, meant: 100}, times=4) == meant


@pytest.mark.parametrize(
    ("word", "other"),
    [("redditors", "redditor"), ("upvoted", "upvote"), ("boat", "coat"), ("quest", "guest"), ("wat", "what")],
)
def test_other_words_are_no_mistakes(word: str, other: str) -> None:
    assert slip_of(word, {word: 3, other: 100}, times=4) is None


def test_a_mistake_is_much_rarer_than_what_was_meant() -> None:
    assert slip_of("recieve", {"recieve": 30, "receive": 100}, times=4) is None


def test_contractions_are_told_from_possessives() -> None:
    words = ["don't", "I'm", "it's", "cat's", "we'll", "o'clock", "let's"]
    assert sorted(contractions(words).values()) == ["I'm", "don't", "it's", "let's", "we'll"]
    assert contractions(["we'll"]) == {"well": "we'll"}


def test_typos_are_read_from_the_sources_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "typos.tsv"
    path.write_text(TABLE)
    assert read_typos(path, ["good"]) == {"teh": {"the", "ten"}, '"n': {"and"}}
    assert "wierd" in read_typos(path)


@pytest.mark.parametrize("text", ["", "wrong,correct\na,b\n", TABLE.replace("good", "bad")])
def test_tables_without_such_rows_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "typos.tsv"
    path.write_text(text)
    with pytest.raises(CorpusError, match=r"typos\.tsv"):
        read_typos(path, ["good"])
