"""Lists of names to be recognised, drawn from what is said and what is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from linnet_export.dictation_text import scored_words
from linnet_runtime.lexicon import Lexicon

MOST_SAID = 100
"""A list holds at most so many names that are said; the rest of a longer one are distractors."""


@dataclass(frozen=True)
class Name:
    """A name of one word, or a word that no list has, which mostly is a name, too."""

    word: str
    """As `scored_words` spells it."""
    shown: str
    score: float
    """Natural-log unigram probability; minus infinity for a word that the lexicon lacks."""


@dataclass(frozen=True)
class PhraseLists:
    """What lists are made of: the rarest names that are said, and names as rare that are not."""

    said: tuple[Name, ...]
    """At most `MOST_SAID`, the rarest first."""
    distractors: tuple[Name, ...]
    """Shuffled."""

    @classmethod
    def of(cls, texts: Iterable[Sequence[str]], lexicon: Lexicon, seed: int) -> PhraseLists:
        """Take the names of texts, each the words of `scored_words`."""
        spoken = {word for words in texts for word in words}
        found = sorted((name for word in spoken if (name := _name(word, lexicon))), key=_rarity)
        said = tuple(found[:MOST_SAID])
        limit = max((name.score for name in said), default=0.0)
        others = [name for name in _names(lexicon) if name.score <= limit and name.word not in spoken]
        order = np.random.default_rng(seed).permutation(len(others))
        return cls(said, tuple(others[index] for index in order))

    def list_of(self, count: int) -> tuple[tuple[Name, ...], tuple[Name, ...]]:
        """A list of so many names, fewer where there are not so many: those said, and distractors.

        A short list takes the names said at equal distances, so that all degrees of rarity are in it.
        """
        chosen = min(count, len(self.said))
        said = tuple(self.said[index * len(self.said) // chosen] for index in range(chosen))
        return said, self.distractors[: count - chosen]


def _name(word: str, lexicon: Lexicon) -> Name | None:
    """The name that a word is; None for a word that the lexicon shows without a capital."""
    entries = lexicon.with_letters(word)
    if not entries:
        return Name(word, word, -np.inf)
    return _shown(entries[0], lexicon)


def _names(lexicon: Lexicon) -> Iterator[Name]:
    """All names of a lexicon that are spelled as they are scored."""
    return (name for entry in range(len(lexicon)) if (name := _shown(entry, lexicon)))


def _shown(entry: int, lexicon: Lexicon) -> Name | None:
    """The name that an entry is; None when it is not shown with a capital, or is several words when said."""
    shown = lexicon.display(entry)
    words = scored_words(shown) if shown[:1].isupper() else ()
    return Name(words[0], shown, float(lexicon.scores[entry])) if len(words) == 1 else None


def _rarity(name: Name) -> tuple[float, str]:
    return name.score, name.word
