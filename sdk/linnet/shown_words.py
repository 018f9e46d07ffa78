"""Readings of what was typed, as suggestions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from linnet.capitals import with_capitals
from linnet.place import Place
from linnet.suggestion import Suggestion, SuggestionKind
from linnet_runtime.typing_ranking import NO_LEXICON, Reading

MOST_SUGGESTIONS = 16
"""More than these are not looked for."""


def allowed(place: Place, readings: Iterable[Reading]) -> Iterator[Reading]:
    """The readings without words that may not be suggested; what was typed itself always may."""
    may = place.vocabulary.may_suggest
    return (one for one in readings if one.literal or all(may(one.lexicon, word) for word in one.words))


def shown(place: Place, typed: str, reading: Reading) -> Suggestion:
    """A reading as it is written in a place, where ``typed`` was typed for it."""
    display = typed
    if reading.lexicon != NO_LEXICON:
        lexicon = place.vocabulary.searches[reading.lexicon].lexicon
        display = " ".join(map(lexicon.display, reading.words))
    text = with_capitals(display, typed, begins_sentence=place.begins_sentence)
    return Suggestion(text, _kind(reading, text, typed), reading.probability)


def distinct(suggestions: Iterable[Suggestion], k: int) -> tuple[Suggestion, ...]:
    """The first k suggestions of different texts."""
    kept: dict[str, Suggestion] = {}
    for suggestion in suggestions:
        kept.setdefault(suggestion.text, suggestion)
        if len(kept) == k:
            break
    return tuple(kept.values())


def _kind(reading: Reading, text: str, typed: str) -> SuggestionKind:
    """Why a reading is offered."""
    if not typed:
        return SuggestionKind.NEXT_WORD
    if text == typed:
        return SuggestionKind.LITERAL
    return SuggestionKind.COMPLETION if reading.completes else SuggestionKind.CORRECTION
