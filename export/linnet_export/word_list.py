"""Keyboard word lists in AOSP's "combined" format, one word a line with its frequency and flags."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from linnet_export.recipe import RecipeError
from linnet_runtime.written import is_word, tokens


@dataclass(frozen=True)
class ListedWord:
    """One line of a word list."""

    display: str
    """As it is shown, such as "London"."""
    frequency: int
    """0 to 255 on a logarithmic scale; 0 says that it is not to be suggested, not how rare it is."""
    marked: bool
    """Whether the list calls it possibly offensive. That holds for some abbreviations and slang, too."""
    offensive: bool
    """Whether its flags say offensive outright."""


@dataclass(frozen=True)
class WordList:
    """What a list says, by lower-case word as the language model reads it."""

    words: dict[str, tuple[ListedWord, ...]]
    """Each word with its displays: "march" has "march" and "March"."""
    not_words: frozenset[str]
    """Common mistakes that the list names as such."""


def read_word_list(path: Path) -> WordList:
    """Read a word list, plain or gzip-compressed. Raises `RecipeError` when it is none."""
    try:
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="utf-8") as file:
            found = parse_word_list(file)
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise RecipeError(f"{path}: expected a readable word list: {error}") from error
    if not found.words:
        raise RecipeError(f'{path}: expected lines like " word=the,f=222,flags=", found none')
    return found


def parse_word_list(lines: Iterable[str]) -> WordList:
    """Read the lines of a word list; words of several tokens, such as "e-mail", are left out."""
    words: dict[str, tuple[ListedWord, ...]] = {}
    not_words = set()
    for line in lines:
        if not line.startswith(" word="):  # the header, shortcuts and bigrams
            continue
        fields = dict(field.partition("=")[::2] for field in line.strip().split(","))
        read = tokens(fields["word"])
        if fields.get("not_a_word") == "true":
            not_words.add(fields["word"].lower())
        elif len(read) == 1 and is_word(read[0]):
            words[read[0]] = (*words.get(read[0], ()), _listed(fields))
    return WordList(words, frozenset(not_words))


def _listed(fields: dict[str, str]) -> ListedWord:
    """Return a word from the fields of its line."""
    return ListedWord(
        fields["word"],
        int(fields.get("f", "0")),
        fields.get("possibly_offensive") == "true",
        "offensive" in fields.get("flags", ""),
    )
