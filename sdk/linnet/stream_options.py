"""What one stream is told about the words to expect."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from linnet.personal_dictionary import PersonalDictionary
from linnet_runtime.errors import InputError, StateError

DEFAULT_BOOST = 8.0
"""Natural logarithm of how many times more probable rare words of listed phrases are taken to be; common
words gain less. Measured on 100 names: with 8 three times as many are found, with 11 many not said, too."""
MOST_BOOST = 20.0
LONGEST_PHRASE = 200
MOST_PHRASES = 10_000
MOST_PERSONAL = 2_000
"""Words of a person: to find out how as many new ones sound takes about two seconds, once in a process."""


@dataclass(frozen=True)
class StreamOptions:
    """Checked options of a stream; a value, so that a snapshot can keep it.

    Raises:
        InputError: phrases that are no texts of 1 to 200 characters, or a boost out of bounds.
    """

    phrases: tuple[str, ...] = ()
    """What is likely to be said, such as names."""
    boost: float = DEFAULT_BOOST
    personal: tuple[tuple[str, float], ...] = ()
    """Words of a personal dictionary as they are written, each with its weight."""
    grammar: str | None = None
    """The only sentences to expect, as the JSON of a grammar."""

    def __post_init__(self) -> None:
        if not (isinstance(self.boost, (int, float)) and 0 <= self.boost <= MOST_BOOST):
            raise InputError(f"expected a boost from 0 to {MOST_BOOST}, got {self.boost!r}")
        if len(self.phrases) > MOST_PHRASES:
            raise InputError(f"expected at most {MOST_PHRASES} phrases, got {len(self.phrases)}")
        for phrase in self.phrases:
            if not isinstance(phrase, str) or not phrase.strip() or len(phrase) > LONGEST_PHRASE:
                raise InputError(f"expected phrases of 1 to {LONGEST_PHRASE} characters, got {phrase!r:.60}")
        if self.grammar is not None and (self.phrases or self.personal):
            raise InputError(
                "expected phrases and personal words or a grammar, got both: a grammar lists all there is"
            )

    @property
    def are_default(self) -> bool:
        """Whether nothing in particular is expected."""
        return not (self.phrases or self.personal) and self.grammar is None

    def to_json(self) -> str:
        """The options as JSON for :meth:`from_json`."""
        return json.dumps(vars(self), ensure_ascii=False, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> StreamOptions:
        """Read what ``to_json`` wrote.

        Raises:
            StateError: it is damaged.
        """
        try:
            values = json.loads(text)
            values["phrases"] = tuple(values["phrases"])
            values["personal"] = tuple((str(word), float(weight)) for word, weight in values["personal"])
            return cls(**values)
        except (ValueError, KeyError, TypeError, InputError) as error:
            raise StateError(f"a stream's options cannot be read ({error!r}); take a new snapshot") from error


def checked_phrases(phrases: Iterable[str]) -> tuple[str, ...]:
    """Return phrases as a tuple, or raise `InputError` for a single string, which would be its letters."""
    if isinstance(phrases, str):
        raise InputError(f"expected a list of phrases, got the text {phrases!r:.60}; put it into a list")
    return tuple(phrases)


def suggested_words(personal: PersonalDictionary) -> tuple[tuple[str, float], ...]:
    """Return the weightiest words of a person, established and not blocked, with their weights.

    Raises:
        PersonalStoreError: the dictionary cannot be read.
    """
    weights = personal.unigram()
    words = [(word.display, word.weight) for word in personal.words() if word.written in weights]
    return tuple(sorted(words, key=lambda word: -word[1])[:MOST_PERSONAL])
