from __future__ import annotations

from pathlib import Path

import pytest

from linnet_export.typo_pairs import TypoPair, read_typo_pairs
from linnet_export.utterance import CorpusError


def test_pairs_are_read_in_order(tmp_path: Path) -> None:
    file = tmp_path / "typos.tsv"
    file.write_text('typo\tcorrect\tsource\nteh\tthe\ta\n"a\ta lot\tb\n', encoding="utf-8")
    assert read_typo_pairs(file) == [TypoPair("teh", "the", "a"), TypoPair('"a', "a lot", "b")]


@pytest.mark.parametrize("text", ["wrong\tright\nteh\tthe\n", "typo\tcorrect\tsource\nteh\tthe\n"])
def test_another_table_is_an_error(tmp_path: Path, text: str) -> None:
    file = tmp_path / "typos.tsv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"expected .*typo, correct and source"):
        read_typo_pairs(file)


def test_an_absent_table_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"absent\.tsv"):
        read_typo_pairs(tmp_path / "absent.tsv")
