"""What a word may become into which a space slipped: "th is"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from linnet.offers import Offers
from linnet.shown_words import distinct, shown
from linnet.suggestion import Suggestion, SuggestionKind
from linnet.word_characters import is_left_alone


@dataclass(frozen=True)
class SpacedOffers:
    """Two words, or one with a space in it."""

    first: Offers
    """What stands before the space."""
    second: Offers
    """What stands after it, were the first committed."""
    whole: Offers
    """Both with the space between them."""

    @cached_property
    def joined(self) -> Suggestion | None:
        """The one word to make of both, if that is surely meant."""
        best, weights = self.whole.best_word, self.whole.place.vocabulary.searches[0].weights
        parts = (self.first, self.second)
        if best is None or any(is_left_alone(part.place.before, part.typed) for part in parts):
            return None
        known = all(part.is_known for part in parts)
        ratio = weights.autocorrect_valid if known else weights.autocorrect
        if best.total - self.first.total - self.second.total <= ratio:
            return None
        return shown(self.whole.place, self.whole.typed, best)

    def corrections(self, k: int) -> tuple[Suggestion, ...]:
        """What a space commits, what was typed, then other words that the whole may be."""
        literal = self.whole.literal
        return distinct((self.joined or self._apart, literal, self._apart, *self.whole.finished), k)

    @property
    def _apart(self) -> Suggestion:
        """Both words, corrected or not."""
        parts = self.first.on_space, self.second.on_space
        text = " ".join(part.text for part in parts)
        kind = SuggestionKind.LITERAL if text == self.whole.typed else SuggestionKind.CORRECTION
        return Suggestion(text, kind, parts[0].probability * parts[1].probability)
