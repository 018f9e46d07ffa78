"""How much likelier the words become that a stream expects: those of its phrases, and a person's own."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from linnet.personal_words import personal_bonus, personal_probabilities
from linnet.stream_options import StreamOptions
from linnet_runtime.errors import InputError
from linnet_runtime.lexicon import Lexicon
from linnet_runtime.phrase_bias import COMMON, PhraseBias, Place, phrase_bonus
from linnet_runtime.written import is_word, split, straight

UNKNOWN_SCORE = -15.0
"""Natural-log probability of a word that only a phrase has, apart from the phrase: as of a very rare word."""
SHARED_BY = 100
"""A list as long as this is boosted in full; the longer, the more of its words are like what is said."""
ADDED = 1
"""Index of the lexicon of the words that the language lacks."""

Find = Callable[[str], Place | None]
"""Returns the place of a word, as lexicon and id, by how it is written in small letters."""


@dataclass(frozen=True)
class StreamBias:
    """A :class:`linnet_runtime.speech_bias.WordBias` of phrases, and of words whatever is around them."""

    words: Mapping[Place, float]
    """What each of them gains, or loses; 0 for all others."""
    phrases: PhraseBias

    @property
    def most(self) -> Mapping[Place, float]:
        """The most that a word may gain."""
        gains = self.phrases.most
        return {
            place: self.words.get(place, 0.0) + gains.get(place, 0.0) for place in {**self.words, **gains}
        }

    def start(self) -> int:
        """Return the state of no phrase begun."""
        return self.phrases.start()

    def step(self, state: int, word: Place) -> tuple[int, float]:
        """Return the state after a word, and what it adds."""
        after, bonus = self.phrases.step(state, word)
        return after, bonus + self.words.get(word, 0.0)

    def end(self, state: int) -> float:
        """Return what an unfinished phrase gives back; no word does."""
        return self.phrases.end(state)


def phrase_words(phrase: str) -> tuple[str, ...]:
    """Return the words of a phrase as they are written; other marks are left out.

    Raises:
        InputError: there are none, or there is a number.
    """
    tokens = split(straight(phrase))
    words = tuple(filter(is_word, tokens))
    if not words or any(token[0].isdigit() for token in tokens):
        raise InputError(f"expected phrases of words, got {phrase!r:.60}; write it as it is said")
    return words


def shared_boost(boost: float, phrases: int) -> float:
    """Return the boost of each of so many phrases: more than `SHARED_BY` share what those would have.

    >>> [round(shared_boost(8.0, phrases), 1) for phrases in (1, 100, 1_000)]
    [8.0, 8.0, 5.7]
    """
    return max(boost - math.log(max(phrases / SHARED_BY, 1.0)), 0.0)


def stream_bias(
    options: StreamOptions, lexicons: Sequence[Lexicon], find: Find, language_weight: float
) -> StreamBias | None:
    """Weigh the words that a stream expects; None when it expects nothing.

    A common word alone gains nothing: it needs no help, and would be heard where it was not said.

    Args:
        options: the phrases, and the words of a person.
        lexicons: that of the language, then that of words that it lacks, if there are any.
        find: where words are that can be heard.
        language_weight: of the language model in the search.

    Raises:
        InputError: a phrase without words, or with one that cannot be heard.
    """
    if options.are_default:
        return None
    phrases = [tuple(_place(word, find) for word in phrase_words(phrase)) for phrase in options.phrases]
    listed = {place for phrase in phrases for place in phrase}
    scores = {place: _score(place, lexicons) for place in listed}
    priors = {place: UNKNOWN_SCORE if place[0] == ADDED else scores[place] for place in listed}
    for place, prior in _personal(options.personal, lexicons, find):
        scores[place], priors[place] = _score(place, lexicons), prior
    words = {place: language_weight * (prior - scores[place]) for place, prior in priors.items()}
    worth = [phrase for phrase in phrases if len(phrase) > 1 or priors[phrase[0]] < COMMON]
    boost = language_weight * shared_boost(options.boost, len(phrases))
    bonus = {place: phrase_bonus(priors[place], boost) for phrase in worth for place in phrase}
    return StreamBias(words, PhraseBias(worth, bonus))


def _personal(
    personal: Iterable[tuple[str, float]], lexicons: Sequence[Lexicon], find: Find
) -> Iterable[tuple[Place, float]]:
    """Yield the personal words that can be heard, each with log P(w), see :mod:`linnet.personal_words`."""
    for word, probability in personal_probabilities(personal).items():
        if (place := find(word.lower())) is not None:
            score = _score(place, lexicons)
            new = place[0] == ADDED
            yield place, math.log(probability) if new else score + personal_bonus(probability, score)


def _score(place: Place, lexicons: Sequence[Lexicon]) -> float:
    """Return the natural-log probability of a word in its lexicon."""
    lexicon, word = place
    return float(lexicons[lexicon].scores[word])


def _place(word: str, find: Find) -> Place:
    """Return where a word of a phrase is. Raises `InputError` when it cannot be spoken."""
    place = find(word.lower())
    if place is None:
        raise InputError(f"expected words that can be spoken, got {word!r:.60}; write it as it sounds")
    return place
