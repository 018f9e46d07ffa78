"""One person types one sentence while phrases are offered: see `compose_metrics` for what is counted."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from linnet_export.compose_metrics import ComposeCounts
from linnet_export.typing_engine import Suggestion
from linnet_export.typing_simulation import SHOWN, texts
from linnet_export.typing_text import Sentence
from linnet_runtime.written import straight


class Phrase(Protocol):
    """What is offered."""

    @property
    def text(self) -> str:
        """Two words or more, the word being typed included."""

    @property
    def probability(self) -> float:
        """How sure it is, from 0 to 1."""


class ComposingEngine(Protocol):
    """A keyboard without memory of earlier calls; ``context`` is all text before the word being typed."""

    def next_words(self, context: str, k: int, /) -> Sequence[Suggestion]:
        """Up to k words that may come next."""

    def complete(self, context: str, prefix: str, k: int, /) -> Sequence[Suggestion]:
        """Up to k words that may be meant when ``prefix`` has been typed of them."""

    def compose(self, context: str, prefix: str, least: float, /) -> Phrase | None:
        """A phrase that begins with ``prefix`` and is at least so probable."""


class Offer(NamedTuple):
    """A phrase that was offered at one word."""

    word: int
    """Number of the word that it begins with."""
    text: str
    probability: float
    right: bool
    words: int
    """How many it has."""
    letters: int
    """How many were typed when it was first offered."""


@dataclass(frozen=True)
class TypedSentence:
    """A sentence, what three suggestions save of it, and all that was offered at one threshold."""

    sentence: Sentence
    word_keys: tuple[int, ...]
    """Keys for each word with three suggestions."""
    offers: tuple[Offer, ...]
    times_ms: tuple[float, ...]
    """Processor time of each question for a phrase."""

    def counts(self) -> ComposeCounts:
        """Count."""
        sentence = self.sentence
        lengths = sum(end - start for start, end in sentence.words)
        spaces = sum(sentence.space_follows(index) for index in range(len(sentence.words)))
        rest = len(sentence.text) - lengths - spaces  # numbers and punctuation are typed as they are
        return ComposeCounts(
            words=len(sentence.words),
            offers=len(self.offers),
            right=sum(one.right for one in self.offers),
            offered_words=sum(one.words for one in self.offers),
            characters=len(sentence.text),
            keys=rest + self._keys(),
            keys_without=rest + sum(self.word_keys),
        )

    def _keys(self) -> int:
        """Keys for all words when right phrases are taken as soon as they are offered."""
        taken = {one.word: one for one in reversed(self.offers) if one.right}
        keys = word = 0
        while word < len(self.word_keys):
            phrase = taken.get(word)
            if phrase and phrase.letters + 1 <= self.word_keys[word]:
                keys += phrase.letters + 1
                word += phrase.words
            else:
                keys += self.word_keys[word]
                word += 1
        return keys


def word_keys(engine: ComposingEngine, sentence: Sentence, index: int) -> int:
    """Keys for a word with three suggestions, the space that follows included."""
    context, word = sentence.context(index), sentence.word(index)
    for letters in range(len(word)):
        prefix = word[:letters]
        found = engine.complete(context, prefix, SHOWN) if prefix else engine.next_words(context, SHOWN)
        if word.lower() in texts(found):
            return letters + 1
    return len(word) + sentence.space_follows(index)


def offers(
    engine: ComposingEngine, sentence: Sentence, least: float
) -> tuple[tuple[Offer, ...], tuple[float, ...]]:
    """Ask for phrases before each word and after each of its letters; returns offers and times in ms."""
    found: dict[tuple[int, str], Offer] = {}
    times = []
    for index in range(len(sentence.words)):
        context, word = sentence.context(index), sentence.word(index)
        for letters in range(len(word) + 1):
            started_s = time.process_time()
            phrase = engine.compose(context, word[:letters], least)
            times.append(1000 * (time.process_time() - started_s))
            if phrase is None:
                continue
            text = straight(phrase.text).lower()
            words = len(text.split(" "))
            right = follows(sentence, index, text, words)
            found.setdefault((index, text), Offer(index, text, phrase.probability, right, words, letters))
    return tuple(found.values()), tuple(times)


def follows(sentence: Sentence, index: int, text: str, words: int) -> bool:
    """Tell whether a sentence goes on with a text of so many words from a word on."""
    last = index + words
    return last <= len(sentence.words) and sentence.span(index, last).lower() == text
