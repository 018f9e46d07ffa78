"""Where in a text a word goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from linnet.vocabulary import Vocabulary
from linnet_runtime.typing_ranking import LexiconScores
from linnet_runtime.written import is_word, tokens

_LEAST_READ = 1024

Followers = Callable[[str], Mapping[str, float]]
"""Weights of the words that a person typed after another, such as ``PersonalDictionary.after``."""


@dataclass(frozen=True, eq=False)
class Place:
    """The end of a text that a word goes to, and what is known before the word is begun."""

    before: str
    """The end of the text before the word."""
    vocabulary: Vocabulary
    scores: Sequence[LexiconScores]
    """How probable each word is here, for each lexicon of the vocabulary."""
    spelled: Callable[[str], float]
    """How probable a word that no lexicon has is here (natural log), by its spelling."""
    begins_sentence: bool
    """Whether a word here begins a sentence."""


def end_of(text: str) -> str:
    """The end of a long text, 1,024 to 2,048 characters; a short one whole.

    Where it begins moves on only once in 1,024 characters, so that growing texts mostly end alike.

    >>> len(end_of("x" * 100_000))
    1696
    """
    return text[max(len(text) // _LEAST_READ - 1, 0) * _LEAST_READ :]


def previous_word(text: str) -> str | None:
    """The word before the end of a text, in small letters; None after marks, numbers and at the beginning."""
    found = tokens(end_of(text))
    return found[-1] if found and is_word(found[-1]) else None
