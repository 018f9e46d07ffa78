"""Sentences to be typed, and where their words are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from linnet_export.text_sources import read_lines
from linnet_runtime.written import LONGEST_WORD, WORD, straight


@dataclass(frozen=True)
class Sentence:
    """One line of text with straight quotes; words are runs of letters, apostrophes between them included.

    Numbers and punctuation are context, never something to predict. "well-known" is two words.
    """

    text: str
    words: tuple[tuple[int, int], ...]
    """Start and end of each word in `text`, in characters."""

    @classmethod
    def of(cls, line: str) -> Sentence:
        """Find the words of a line."""
        text = straight(line).strip()
        return cls(text, tuple(found.span() for found in WORD.finditer(text)))

    def word(self, index: int) -> str:
        """The word as it is written."""
        start, end = self.words[index]
        return self.text[start:end]

    def context(self, index: int) -> str:
        """All text before the word, the space that ends it included."""
        return self.text[: self.words[index][0]]

    def span(self, first: int, last: int) -> str:
        """The text of words ``first`` to ``last - 1``."""
        return self.text[self.words[first][0] : self.words[last - 1][1]]

    def space_follows(self, index: int) -> bool:
        """Tell whether one space and another word come after this word."""
        last = index + 1 == len(self.words)
        return not last and self.text[self.words[index][1] : self.words[index + 1][0]] == " "


def sample_sentences(file: Path, count: int, seed: int) -> list[Sentence]:
    """Draw ``count`` lines that hold a word, in the file's order; all of them when there are fewer.

    A larger count with the same seed contains the smaller draw. Raises `CorpusError` for an unreadable file.
    """
    sentences = [Sentence.of(line) for line in read_lines(file)]
    usable = [one for one in sentences if one.words and _longest(one) <= LONGEST_WORD]
    drawn = np.random.default_rng(seed).permutation(len(usable))[:count]
    return [usable[index] for index in sorted(drawn)]


def count_words(sentences: Sequence[Sentence]) -> int:
    """How many words the sentences have together."""
    return sum(len(one.words) for one in sentences)


def _longest(sentence: Sentence) -> int:
    return max(end - start for start, end in sentence.words)
