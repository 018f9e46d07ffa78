"""What is offensive is decided by lists that agree, or by one that is sure. The words here are mild ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from linnet_export.offensive_words import Blocklists, is_offensive, read_blocklists
from linnet_export.recipe import RecipeError
from linnet_export.word_list import ListedWord

LISTS = Blocklists(frozenset({"heck", "escort", "darn"}), {"heck": 1.2, "finger": 1.0, "blast": 2.4})
MARKED = (ListedWord("x", 0, marked=True, offensive=False),)
PLAIN = (ListedWord("x", 90, marked=False, offensive=False),)


@pytest.mark.parametrize(
    ("word", "listed", "offensive"),
    [
        ("heck", PLAIN, True),  # a plain list and a mild rating
        ("escort", PLAIN, False),  # a plain list alone
        ("escort", MARKED, True),
        ("finger", PLAIN, False),  # a mild rating alone
        ("finger", MARKED, True),
        ("config", MARKED, False),  # "possibly offensive" alone
        ("blast", (), True),  # a strong rating alone
        ("dang", (ListedWord("dang", 0, marked=True, offensive=True),), True),
        ("heck's", (), True),
        ("hecks", MARKED, True),
        ("hecks", PLAIN, False),
        ("john", (*MARKED, *PLAIN), False),  # "John" is a name
        ("darn", (*MARKED, *PLAIN), False),
    ],
)
def test_lists_must_agree(word: str, listed: tuple[ListedWord, ...], offensive: bool) -> None:
    assert is_offensive(word, listed, LISTS) is offensive


def test_lists_are_read_with_their_ratings(tmp_path: Path) -> None:
    (tmp_path / "plain.txt").write_text("Heck\ntwo words\n")
    (tmp_path / "rated.csv").write_text("text,severity_rating\nHeck,1.2\nheck,2.0\n")
    found = read_blocklists([tmp_path / "plain.txt", tmp_path / "rated.csv"])
    assert {"heck", "two words"} <= found.named
    assert found.severity == {"heck": 2.0}
    assert not is_offensive("", (), found)


def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "rated.csv").write_text("word,rating\nheck,2\n")
    for name in ("rated.csv", "none.txt"):
        with pytest.raises(RecipeError, match=name):
            read_blocklists([tmp_path / name])
