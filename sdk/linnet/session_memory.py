"""A session's side of the personal dictionary: a store that fails never costs a keystroke."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TypeVar

from linnet.personal_dictionary import PersonalDictionary
from linnet.personal_word import Evidence
from linnet.vocabulary import Vocabulary, VocabularySource
from linnet_runtime.errors import InputError, PersonalStoreError

T = TypeVar("T")


class SessionMemory:
    """Reads and, where asked to learn, writes a personal dictionary; what goes wrong is kept in ``error``."""

    def __init__(self, personal: PersonalDictionary, source: VocabularySource, *, learns: bool) -> None:
        self.learns = learns
        self.error: PersonalStoreError | None = None
        """The latest failure; None when all is well."""
        self._personal = personal
        self._source = source

    def vocabulary(self) -> Vocabulary:
        """The words to suggest now; the last known ones when the dictionary cannot be read."""
        return self._tried(self._source.read, self._source.latest)

    def after(self, previous: str) -> Mapping[str, float]:
        """Weights of the words that were typed after another."""
        return self._tried(lambda: self._personal.after(previous), {})

    def kept(self, typed: str) -> frozenset[str]:
        """The corrections, in small letters, that are not to be made of a word."""
        return self._tried(lambda: self._personal.kept(typed), frozenset())

    def display(self, word: str) -> str | None:
        """How the person writes a word, as far as that is known."""
        known = self._tried(lambda: self._personal.find(word), None)
        return known.display if known else None

    def learn(self, word: str, previous: str | None, evidence: Evidence) -> None:
        """Count a use of a word."""
        if self.learns:
            self._tried(lambda: self._personal.learn(word, previous, evidence), False)

    def keep(self, typed: str, corrected: str) -> None:
        """Remember that a correction was taken back; too long or unprintable words are not remembered."""
        if self.learns:
            with suppress(InputError):
                self._tried(lambda: self._personal.keep(typed, corrected), None)

    def _tried(self, work: Callable[[], T], otherwise: T) -> T:
        """The outcome of some work with the dictionary, or ``otherwise``."""
        try:
            return work()
        except PersonalStoreError as error:
            self.error = error
            return otherwise
