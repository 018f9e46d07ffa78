"""Text corpora: one sentence or utterance a line, plain or xz-compressed, one file a source."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from pathlib import Path

from linnet_export.utterance import CorpusError

SUFFIXES = (".txt", ".txt.xz")


def find_sources(folder: Path) -> dict[str, Path]:
    """Return the text files of a folder by name without suffix. Raises `CorpusError` when there is none."""
    found = {
        path.name.removesuffix(suffix): path
        for path in sorted(folder.glob("*"))
        for suffix in SUFFIXES
        if path.name.endswith(suffix)
    }
    if not found:
        raise CorpusError(f"{folder}: expected text files ending in {' or '.join(SUFFIXES)}, found none")
    return found


def read_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a source that hold anything. Raises `CorpusError` for a file that cannot be read."""
    return filter(None, read_all_lines(path))


def read_all_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a source, without spaces around them. Raises `CorpusError` as `read_lines` does."""
    opener = lzma.open if path.suffix == ".xz" else open
    try:
        with opener(path, "rt", encoding="utf-8", errors="replace") as file:
            for line in file:
                yield line.strip()
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise CorpusError(f"{path}: expected a readable text file: {error}") from error
