"""Words that sound like another one: "weather" and "whether"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from .spoken_lexicon import SpokenLexicon

_RAREST = -1.0
"""Pronunciations this much (natural log) rarer than a word's usual one make no sound-alikes."""


class SoundAlikes:
    """Finds words of one lexicon by a pronunciation that they share. It may be shared by threads."""

    def __init__(self, spoken: SpokenLexicon) -> None:
        self._spoken = spoken
        self.of = lru_cache(1 << 12)(self._of)
        """The other words (ids) that a word sounds like."""

    def _of(self, word: int) -> tuple[int, ...]:
        said = map(self._spoken.phones, self._usual(self._spoken.of_word(word)))
        entries = [entry for phones in said for entry in self._usual(self._said_as(phones))]
        return tuple(dict.fromkeys(int(other) for other in self._spoken.word[entries] if other != word))

    def _said_as(self, phones: bytes) -> range:
        """Return the pronunciations, of whatever word, that are these phones."""
        node = self._spoken.trie.walk(phones)
        return range(0) if node is None else self._spoken.trie.ending(node)

    def _usual(self, entries: range | list[int]) -> Iterator[int]:
        """Yield the pronunciations that are not rare."""
        return (entry for entry in entries if self._spoken.cost[entry] >= _RAREST)
