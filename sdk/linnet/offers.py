"""What a word being typed may become."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence, Set
from functools import cached_property
from itertools import chain

from linnet.place import Place
from linnet.shown_words import MOST_SUGGESTIONS, allowed, distinct, shown
from linnet.suggestion import Suggestion, SuggestionKind
from linnet.typed_text import SPACE
from linnet.word_characters import is_left_alone
from linnet_runtime.typing_decision import decide
from linnet_runtime.typing_ranking import NO_LEXICON, Evidence, Reading, rank, rank_finished
from linnet_runtime.written import straight


class Offers:
    """What one word may become; worked out when it is asked for, and once."""

    def __init__(self, place: Place, typed: str, evidence: Sequence[Evidence], refused: Set[str]) -> None:
        """Ask for what was typed in a place.

        Args:
            place: where the word stands.
            typed: its characters.
            evidence: one for each lexicon, or none where no lexicon can spell what was typed.
            refused: texts, in small letters, that it is not to be corrected to.
        """
        self.place = place
        self.typed = typed
        self._evidence = evidence
        self._refused = refused

    def completions(self, k: int) -> tuple[Suggestion, ...]:
        """Words that it may be or become, most probable first."""
        return distinct(self._words(self._unfinished), k)

    def corrections(self, k: int) -> tuple[Suggestion, ...]:
        """What a space commits, the word as typed, then other words that it may be if it is finished."""
        return distinct(chain((self.on_space, self.literal), self.finished), k)

    def suggestions(self, k: int) -> tuple[Suggestion, ...]:
        """What a space commits, the word as typed, then other words that it may be or become."""
        return distinct(chain((self.on_space, self.literal), self._words(self._unfinished)), k)

    @property
    def on_space(self) -> Suggestion:
        """What a space commits: a correction if it is sure enough, else the word with its capitals."""
        return self._choice[0]

    @cached_property
    def literal(self) -> Suggestion:
        """The word as typed."""
        probability = self._as_typed.probability if self._evidence else 1.0
        return Suggestion(self.typed, SuggestionKind.LITERAL, probability)

    @property
    def finished(self) -> Iterator[Suggestion]:
        """Words that it may be if it is finished, most probable first."""
        return self._words(self._finished)

    @property
    def is_known(self) -> bool:
        """Whether it is a word as it is typed."""
        return bool(self._evidence) and self._as_typed.lexicon != NO_LEXICON

    @property
    def total(self) -> float:
        """The log-probability that the search gives to what a space commits; infinite where none was made."""
        return self._choice[1]

    @property
    def best_word(self) -> Reading | None:
        """The most probable single word of a lexicon other than what was typed."""
        found = (one for one in self._finished if not one.literal and len(one.words) == 1)
        return next(allowed(self.place, found), None)

    @cached_property
    def _choice(self) -> tuple[Suggestion, float]:
        """What a space commits, and its total."""
        if not self._evidence:
            return self.literal, math.inf
        if not is_left_alone(self.place.before, self.typed):
            for reading in filter(None, (self._sure, self._as_typed)):
                choice = shown(self.place, self.typed, reading)
                if choice.text.lower() not in self._refused:
                    return choice, reading.total
        return self.literal, self._as_typed.total

    @cached_property
    def _as_typed(self) -> Reading:
        """The reading that just this was meant; every ranking has one."""
        return next(one for one in self._finished if one.literal)

    @cached_property
    def _sure(self) -> Reading | None:
        """The correction to make, if any.

        An offensive word typed in full is not corrected away; where one is probably meant, or another word
        that may not be suggested, what was typed stays.
        """
        vocabulary = self.place.vocabulary
        if vocabulary.is_offensive(self.typed.lower()):
            return None
        sure = decide(self._finished, vocabulary.searches[0].weights)
        return next(allowed(self.place, [sure]), None) if sure else None

    @cached_property
    def _finished(self) -> list[Reading]:
        """What it may be if it is finished, most probable first, and the word as typed among it."""
        if not self._evidence:
            return []
        word = straight(self.typed).lower()
        known = SPACE in word or self.place.vocabulary.has(word) or self.place.vocabulary.is_misspelling(word)
        spelled = None if known else self.place.spelled(word)
        return rank_finished(self.typed, self._evidence, MOST_SUGGESTIONS, spelled=spelled)

    @cached_property
    def _unfinished(self) -> list[Reading]:
        """What it may be or become, most probable first."""
        return rank(self.typed, self._evidence, MOST_SUGGESTIONS) if self._evidence else []

    def _words(self, readings: Sequence[Reading]) -> Iterator[Suggestion]:
        """The readings that some lexicon has and that may be suggested."""
        known = (one for one in readings if one.lexicon != NO_LEXICON)
        return (shown(self.place, self.typed, one) for one in allowed(self.place, known))
