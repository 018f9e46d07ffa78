"""Text sources: every file of a folder, plain or compressed, line by line."""

from __future__ import annotations

import lzma
from pathlib import Path

import pytest

from linnet_export.text_sources import find_sources, read_lines
from linnet_export.utterance import CorpusError


def test_plain_and_compressed_files_are_sources(tmp_path: Path) -> None:
    (tmp_path / "plain.txt").write_text("one\n\n  two  \n", encoding="utf-8")
    (tmp_path / "packed.txt.xz").write_bytes(lzma.compress("drei\nvier é".encode()))
    (tmp_path / "readme.md").touch()
    found = find_sources(tmp_path)
    assert sorted(found) == ["packed", "plain"]
    assert list(read_lines(found["plain"])) == ["one", "two"]
    assert list(read_lines(found["packed"])) == ["drei", "vier é"]


@pytest.mark.parametrize("name", ["", "absent"])
def test_a_folder_without_text_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(CorpusError, match=r"expected text files ending in \.txt or \.txt\.xz, found none"):
        find_sources(tmp_path / name)


def test_a_damaged_or_absent_file_is_refused(tmp_path: Path) -> None:
    packed = lzma.compress(b"word\n" * 1000)
    (tmp_path / "cut.txt.xz").write_bytes(packed[: len(packed) // 2])
    (tmp_path / "text.txt.xz").write_bytes(b"not compressed")
    for name in ("cut.txt.xz", "text.txt.xz", "absent.txt"):
        with pytest.raises(CorpusError, match=f"{name}: expected a readable text file"):
            list(read_lines(tmp_path / name))


def test_bytes_that_are_no_text_stop_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"good\nb\xff d\nlast\n")
    assert list(read_lines(tmp_path / "a.txt")) == ["good", "b\ufffd d", "last"]
