"""Lines of text that are being read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from linnet_runtime.errors import InputError


def decoded_lines(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines of an open file. Raises `InputError` for bytes that are no text."""
    try:
        yield from lines
    except UnicodeDecodeError as error:
        raise InputError(f"expected lines of text in {error.encoding}, got other bytes") from error
