"""What rules and lists alone make of dictated words: the measure that a formatting model has to beat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from linnet_export.gazetteer import Gazetteer
from linnet_export.spoken_quantities import quantity_tags
from linnet_runtime.formatting_labels import KINDS, OUTSIDE, spans
from linnet_runtime.lexicon import Lexicon
from linnet_runtime.written_form import with_capitals

_ASKING_WORDS = """
who what where when why how which whose is are am was were do does did can could would will shall should
have has had isn't aren't don't doesn't didn't can't couldn't won't wouldn't haven't
"""
_ASKING = frozenset(_ASKING_WORDS.split())
_MOST_PLACE_WORDS = 3


@dataclass(frozen=True)
class RuleWord:
    """One word as the rules show it, see `ShownWord`."""

    text: str
    mark: str
    entity: str | None
    begins: bool


@dataclass(frozen=True)
class RuleText:
    """Words as the rules show them."""

    words: tuple[RuleWord, ...]

    def __str__(self) -> str:
        return " ".join(one.text + one.mark for one in self.words)


@dataclass(frozen=True)
class RuleFormatter:
    """Formats a piece of speech as one sentence.

    A capital at the start, a full stop at the end (a question mark after words that begin questions),
    capitals as the lexicon displays each word; numbers and times by rules over words; places and persons by
    lists, where the lexicon displays the name with a capital.
    """

    display: dict[str, str]
    """How a lexicon displays words, by lower case."""
    gazetteer: Gazetteer

    @staticmethod
    def of(lexicon: Lexicon, gazetteer: Gazetteer) -> RuleFormatter:
        """Use a lexicon's words."""
        displays = (lexicon.display(word) for word in range(len(lexicon)))
        return RuleFormatter({one.lower(): one for one in displays}, gazetteer)

    def __call__(self, words: Sequence[str]) -> RuleText:
        """Format words."""
        kinds = self._kinds(words)
        end = "?" if words and words[0] in _ASKING else "."
        found = []
        for place, word in enumerate(words):
            text = with_capitals(self.display.get(word, word), 0, {}, begins=place == 0)
            kind, begins = kinds.get(place, (None, False))
            found.append(RuleWord(text, end if place == len(words) - 1 else "", kind, begins))
        return RuleText(tuple(found))

    def _kinds(self, words: Sequence[str]) -> dict[int, tuple[str | None, bool]]:
        """Return kind and whether an entity begins, by the place of each word that is part of one."""
        found: dict[int, tuple[str | None, bool]] = {}
        entities = [(KINDS[kind], first, after) for kind, first, after in spans(quantity_tags(words))]
        taken = {place for _, first, after in entities for place in range(first, after)}
        place = 0
        while place < len(words):
            kind, length = self._name_at(words, place)
            if length and taken.isdisjoint(range(place, place + length)):
                entities.append((kind, place, place + length))
            place += max(length, 1)
        for kind, first, after in entities:
            found |= {place: (kind, place == first) for place in range(first, after)}
        return found

    def _name_at(self, words: Sequence[str], place: int) -> tuple[str, int]:
        """Return the kind of the name that begins here, and its words; 0 for none."""
        bare = [word.removesuffix("'s") for word in words[place : place + _MOST_PLACE_WORDS]]
        for length in range(len(bare), 0, -1):
            if tuple(bare[:length]) in self.gazetteer.places and (length > 1 or self._is_name(bare[0])):
                return "place", length
        if bare[0] not in self.gazetteer.first_names or not self._is_name(bare[0]):
            return "", OUTSIDE
        has_surname = len(bare) > 1 and bare[1] in self.gazetteer.surnames and self._is_name(bare[1])
        return "person", 1 + has_surname

    def _is_name(self, word: str) -> bool:
        """Whether the lexicon displays a word with a capital."""
        return self.display.get(word, word) != word
