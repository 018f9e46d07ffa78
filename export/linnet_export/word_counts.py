"""How often a corpus has each word, and how it writes them in the middle of a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from linnet_export.text_sources import find_sources, read_lines
from linnet_runtime.written import is_word, split, straight, tokens

T = TypeVar("T")

_MOST_CAPITALS = 0.5
"""Share of a line's words above which its capitals say nothing about the words."""


@dataclass(frozen=True)
class WordCounts:
    """What was counted in one source."""

    counts: Counter[str]
    """Lower-case words."""
    forms: Counter[str]
    """Words as they are written where nothing but the word itself asks for a capital."""


def count_corpus(folder: Path, processes: int) -> dict[str, WordCounts]:
    """Count the words of all sources of a folder, by name of the source."""
    return _each_source(folder, processes, count_words)


def count_joined(folder: Path, processes: int, words: frozenset[str]) -> Counter[str]:
    """Count for each of ``words`` how often it is written as two, such as "a lot" for "alot"."""
    of_sources = _each_source(folder, processes, partial(joined_words, words=words))
    return sum(of_sources.values(), Counter())


def count_words(lines: Iterable[str]) -> WordCounts:
    """Count words and the forms they have within sentences."""
    counts: Counter[str] = Counter()
    forms: Counter[str] = Counter()
    for line in lines:
        counts.update(filter(is_word, tokens(line)))
        forms.update(forms_within(line))
    return WordCounts(counts, forms)


def forms_within(line: str) -> list[str]:
    """Return the words that follow another word or a comma, as they are written.

    None when the line begins with a small letter, its writer uses no capitals, or when most of it has
    capitals, as headings do.

    >>> forms_within("Yesterday I met Ann, my sister. She is well.")
    ['I', 'met', 'Ann', 'my', 'sister', 'is', 'well']
    """
    raw = split(straight(line))
    if not raw or not raw[0][0].isupper():
        return []
    found = [word for before, word in pairwise(raw) if word[0].isalpha() and _goes_on(before)]
    capitals = sum(not word.islower() for word in found)
    return found if capitals <= _MOST_CAPITALS * len(found) else []


def joined_words(lines: Iterable[str], words: frozenset[str]) -> Counter[str]:
    """Count the neighbours that make one of ``words`` when the space between them is left out."""
    counts: Counter[str] = Counter()
    for line in lines:
        joined = (first + second for first, second in pairwise(tokens(line)))
        counts.update(word for word in joined if word in words)
    return counts


def _goes_on(before: str) -> bool:
    """Tell whether a sentence goes on after this token."""
    return before == "," or before[0].isalpha()


def _each_source(folder: Path, processes: int, count: Callable[[Iterable[str]], T]) -> dict[str, T]:
    """Count all sources of a folder, the largest first, several at a time."""
    sources = sorted(find_sources(folder).items(), key=lambda item: -item[1].stat().st_size)
    with ProcessPoolExecutor(processes) as pool:
        found = pool.map(partial(_count_file, count), [path for _, path in sources])
        return dict(zip([name for name, _ in sources], found, strict=True))


def _count_file(count: Callable[[Iterable[str]], T], path: Path) -> T:
    """Count one source; a function of the module, so that another process can be told to run it."""
    return count(read_lines(path))
