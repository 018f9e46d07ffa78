"""Files of personal words, as commands open them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from linnet.personal_dictionary import PersonalDictionary
from linnet.personal_file import PersonalStoreWarning
from linnet_runtime.errors import PersonalStoreError


@contextmanager
def opened_words(path: Path, existing: bool = False) -> Iterator[PersonalDictionary]:
    """Open a file of words, and say so when it was damaged.

    Raises:
        PersonalStoreError: it cannot be used, or is not there and should be ``existing``.
    """
    if existing and not path.exists():
        raise PersonalStoreError(f"{path}: no such file")
    with warnings.catch_warnings(), PersonalDictionary(path) as dictionary:
        warnings.simplefilter("ignore", PersonalStoreWarning)
        yield dictionary
        if dictionary.recovered_from:
            typer.echo(f"linnet: {path} was damaged; it is kept as {dictionary.recovered_from}", err=True)
