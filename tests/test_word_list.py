"""A word list is read as it is meant: words with all their displays, known mistakes apart."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from linnet_export.recipe import RecipeError
from linnet_export.word_list import ListedWord, parse_word_list, read_word_list

LINES = """\
dictionary=main:en_us,locale=en_US,description=English (US),date=1414726260,version=54
 word=march,f=93,flags=,originalFreq=93
 word=March,f=120,flags=,originalFreq=120
 word=ill,f=112,flags=,originalFreq=128
  shortcut=I'll,f=whitelist
 word=alot,f=0,not_a_word=true
 word=sh*t,f=0,flags=offensive,originalFreq=60,possibly_offensive=true
 word=hmm,f=0,flags=nonword,originalFreq=43,possibly_offensive=true
 word=goddammit,f=30,flags=nonword:offensive,originalFreq=30,possibly_offensive=true
 word=e-mail,f=100,flags=,originalFreq=100
 word=MP3,f=100,flags=abbreviation,originalFreq=100
 word=café,f=70,flags=,originalFreq=70
""".splitlines()


def test_words_keep_their_displays_frequencies_and_marks() -> None:
    found = parse_word_list(LINES)
    assert sorted(found.words) == ["café", "goddammit", "hmm", "ill", "march"]
    assert [form.display for form in found.words["march"]] == ["march", "March"]
    assert found.words["hmm"] == (ListedWord("hmm", 0, marked=True, offensive=False),)
    assert found.words["goddammit"] == (ListedWord("goddammit", 30, marked=True, offensive=True),)
    assert found.not_words == {"alot"}


def test_plain_and_compressed_files_are_the_same(tmp_path: Path) -> None:
    text = "\n".join(LINES).encode()
    (tmp_path / "list.combined").write_bytes(text)
    (tmp_path / "list.combined.gz").write_bytes(gzip.compress(text))
    plain, packed = (read_word_list(tmp_path / name) for name in ("list.combined", "list.combined.gz"))
    assert plain == packed == parse_word_list(LINES)


@pytest.mark.parametrize("content", [b"", b"the\nof\n", b"\x1f\x8bnot gzip", b" word=caf\xe9,f=1\n"])
def test_other_files_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "list.combined.gz"
    path.write_bytes(content if content.startswith(b"\x1f") else gzip.compress(content))
    with pytest.raises(RecipeError, match=r"list\.combined\.gz"):
        read_word_list(path)
    with pytest.raises(RecipeError, match=r"none\.gz"):
        read_word_list(tmp_path / "none.gz")
