"""Words are counted as the language model reads them, their forms only where capitals tell something."""

from __future__ import annotations

import lzma
from pathlib import Path

import pytest

from linnet_export.word_counts import count_corpus, count_joined, count_words, forms_within, joined_words


def test_words_are_counted_in_lower_case_without_numbers_and_marks() -> None:
    found = count_words(["I’m in London, 25 times!", "im in london"]).counts
    assert found == {"i'm": 1, "in": 2, "london": 2, "times": 1, "im": 1}


@pytest.mark.parametrize(
    ("line", "forms"),
    [
        ("Ann met Bob. He left, I think.", ["met", "Bob", "left", "I", "think"]),
        ("i met bob in london", []),  # who writes so says nothing about "London"
        ("The Lord Of The Rings", []),  # a heading
        ("", []),
        ("25 Londoners came.", []),
        ("We saw it: London!", ["saw", "it"]),  # some begin a sentence after a colon
    ],
)
def test_forms_are_those_within_sentences_with_capitals(line: str, forms: list[str]) -> None:
    assert forms_within(line) == forms


def test_words_written_as_two_are_found() -> None:
    words = frozenset({"alot", "backstory"})
    assert joined_words(["A lot of it, a lot.", "alot", "Back, story"], words) == {"alot": 2}


def test_sources_are_counted_each_for_itself_by_any_number_of_processes(tmp_path: Path) -> None:
    (tmp_path / "books.txt").write_text("Call me Ishmael.\n")
    (tmp_path / "chat.txt.xz").write_bytes(lzma.compress(b"call me a lot\n"))
    one, two = (count_corpus(tmp_path, processes) for processes in (1, 2))
    assert one == two
    assert one["books"].forms == {"me": 1, "Ishmael": 1}
    assert one["chat"].counts["call"] == 1
    assert count_joined(tmp_path, 1, frozenset({"alot", "callme"})) == {"alot": 1, "callme": 2}
