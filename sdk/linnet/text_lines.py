"""Lines of text from files or standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from linnet_runtime.errors import InputError


def decoded_lines(files: Sequence[Path]) -> Iterator[str]:
    """Yield the lines of files, of standard input when there are none, without their ends.

    Raises:
        InputError: a file cannot be read or is no text.
    """
    if not files:
        yield from decoded(sys.stdin)
    for path in files:
        try:
            with path.open(encoding="utf-8-sig") as file:
                yield from decoded(file, str(path))
        except OSError as error:
            raise InputError(f"{path}: expected a readable text file: {error}") from error


def decoded(lines: Iterable[str], name: str = "standard input") -> Iterator[str]:
    """Yield the lines of a file that is being read, without their ends. Raises InputError for other bytes."""
    try:
        for line in lines:
            yield line.removesuffix("\n")
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: expected lines of text in {error.encoding}, got other bytes") from error
