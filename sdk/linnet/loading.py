"""Saying that something is loaded, where somebody waits for it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console


@contextmanager
def loading(what: str) -> Iterator[None]:
    """Say on standard error what is loaded, as long as that takes; nothing where that is no terminal.

    >>> with loading("the models"):
    ...     recognizer = Recognizer.load()
    """
    console = Console(stderr=True)
    if sys.stderr.isatty() and not console.is_dumb_terminal:
        with console.status(f"Loading {what}", spinner="line"):
            yield
    else:
        yield
