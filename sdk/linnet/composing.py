"""The phrase to offer: a search over the next words, with control of length and confidence.

A phrase's probability is the product of its words', the first one's among all words that begin as typed. Only
phrases above a threshold matter, and no continuation is likelier than what it continues, so the search may
drop all below without missing any: what is left of a beam search (Chen et al. 2019, "Gmail Smart Compose",
section 4.2, which bounds length-normalised scores instead). Of the phrases that are sure enough the one with
the most characters to be saved is offered: its probability times the length of what is not typed yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from linnet.capitals import with_capitals
from linnet.composition import Composition
from linnet.continuations import Continuations, NextWord
from linnet.word_characters import is_left_alone
from linnet_runtime.compose_weights import ComposeWeights
from linnet_runtime.errors import InputError

LEAST_WORDS = 2
"""One word alone is a suggestion."""


def compose(
    continuations: Continuations, typed: str, weights: ComposeWeights, least: float | None
) -> Composition | None:
    """Return the phrase to offer where ``typed`` was typed of its first word; mostly None.

    ``least``: how probable it must be, instead of what the weights say. Raises `InputError`.
    """
    if least is not None:
        if not 0 < least < 1:
            raise InputError(f"expected a probability above 0 and below 1, got {least}")
        weights = replace(weights, least=least)
    if typed and is_left_alone(continuations.place.before, typed):
        return None
    found = list(_compositions(continuations, typed, weights))
    return max(found, key=lambda one: one.probability * len(one.rest), default=None)


def _compositions(continuations: Continuations, typed: str, weights: ComposeWeights) -> Iterator[Composition]:
    """Yield every phrase that is sure enough."""
    floor = weights.least_log_probability()
    first = continuations.first(typed, weights.width)
    open_: list[tuple[tuple[NextWord, ...], float]] = [((one,), one.log_probability) for one in first]
    while open_:
        words, score = open_.pop()
        if score < floor:
            continue
        if len(words) >= LEAST_WORDS:
            text = _written(continuations, words, typed)
            yield Composition(text, text[len(typed) :], weights.calibrated(score))
        if len(words) < weights.most_words:
            following = continuations.after(words, weights.width)
            open_ += [((*words, one), score + one.log_probability) for one in following]


def _written(continuations: Continuations, words: tuple[NextWord, ...], typed: str) -> str:
    """The words as they are written here."""
    place = continuations.place
    displays = [place.vocabulary.searches[one.lexicon].lexicon.display(one.word) for one in words]
    first = with_capitals(displays[0], typed, begins_sentence=place.begins_sentence)
    return " ".join([first, *displays[1:]])
