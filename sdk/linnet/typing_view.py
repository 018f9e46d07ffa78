"""What the keyboard makes of a text, kept from one keystroke to the next."""

from __future__ import annotations

from linnet.composing import compose
from linnet.composition import Composition
from linnet.continuations import Continuations
from linnet.offers import Offers
from linnet.place import Place
from linnet.refused_corrections import RefusedCorrections
from linnet.session_memory import SessionMemory
from linnet.shown_words import distinct
from linnet.spaced_offers import SpacedOffers
from linnet.spelling_path import SpellingPath
from linnet.suggestion import Suggestion
from linnet.typed_text import FinishedWord, TypedText
from linnet.vocabulary import Vocabulary
from linnet.word_finder import WordFinder

_PLACES = 2
"""That of the word being typed and that of the word before."""


class TypingView:
    """Answers for one session. They depend on what is asked and on the personal dictionary alone."""

    def __init__(self, finder: WordFinder, memory: SessionMemory) -> None:
        self._finder = finder
        self._memory = memory
        self._places: list[tuple[str, Place]] = []
        self._offers: tuple[TypedText, RefusedCorrections, Place, Offers, Suggestion | None] | None = None
        self._path: SpellingPath | None = None
        self._spaced_path: SpellingPath | None = None
        self._continuations: Continuations | None = None
        self._first: tuple[FinishedWord, Place, Offers] | None = None

    def suggestions(self, text: TypedText, refused: RefusedCorrections, k: int) -> tuple[Suggestion, ...]:
        """What the word being typed may become, or the next words where none is begun."""
        if not text.keys:
            return self._finder.next_words(self._place(text.settled, self._memory.vocabulary()))[:k]
        offers, joined = self._ask(text, refused)
        first = (joined, offers.literal) if joined else ()
        return distinct((*first, *offers.suggestions(k)), k)

    def composition(self, text: TypedText, least: float | None) -> Composition | None:
        """The phrase that probably comes next, the word being typed included; mostly None."""
        place = self._place(text.settled, self._memory.vocabulary())
        if self._continuations is None or self._continuations.place is not place:
            self._continuations = self._finder.continuations(place, self._memory.after)
        return compose(self._continuations, text.typed, self._finder.compose, least)

    def joined(self, text: TypedText, refused: RefusedCorrections) -> Suggestion | None:
        """The one word that the last two are to be made, since a space slipped into it; mostly None."""
        return self._ask(text, refused)[1] if text.keys else None

    def _ask(self, text: TypedText, refused: RefusedCorrections) -> tuple[Offers, Suggestion | None]:
        """What the word being typed may become, alone and with the one before."""
        vocabulary = self._memory.vocabulary()
        place = self._place(text.settled, vocabulary)
        if self._offers is not None:
            asked, without, there, offers, joined = self._offers
            if asked is text and without is refused and there is place:
                return offers, joined
        self._path = self._fitting(self._path, vocabulary)
        kept = refused.of(text.typed) | self._memory.kept(text.typed)
        offers = self._finder.offers(place, text.keys, self._path, kept)
        joined = self._join(text, offers, refused)
        self._offers = text, refused, place, offers, joined
        return offers, joined

    def _join(self, text: TypedText, second: Offers, refused: RefusedCorrections) -> Suggestion | None:
        """The last two words as one; asked only where the first is no word and was typed before one space."""
        first, vocabulary = text.before_space(), second.place.vocabulary
        if first is None or vocabulary.has(first.typed.lower()):
            return None
        whole = text.joined(first)
        place = self._place(whole.settled, vocabulary)
        before = self._before(first, place)
        self._spaced_path = path = self._fitting(self._spaced_path, vocabulary)
        joined = SpacedOffers(before, second, self._finder.offers(place, whole.keys, path)).joined
        kept = refused.of(whole.typed) | self._memory.kept(whole.typed)
        return joined if joined and joined.text.lower() not in kept else None

    def _before(self, first: FinishedWord, place: Place) -> Offers:
        """What the word before may have become; the same at each keystroke of the next one."""
        if self._first is not None:
            asked, there, offers = self._first
            if asked is first and there is place:
                return offers
        offers = self._finder.offers(place, first.keys, self._finder.path(place.vocabulary))
        self._first = first, place, offers
        return offers

    def _place(self, before: str, vocabulary: Vocabulary) -> Place:
        """Where a word after some text stands; read again only when the vocabulary changed."""
        for text, place in self._places:
            if text == before and place.vocabulary is vocabulary:
                return place
        place = self._finder.place(before, vocabulary, self._memory.after)
        self._places = [(before, place), *self._places][:_PLACES]
        return place

    def _fitting(self, path: SpellingPath | None, vocabulary: Vocabulary) -> SpellingPath:
        """The search that the last keystroke left, if it was in the same lexicons."""
        if path is None or path.searches != vocabulary.searches:
            return self._finder.path(vocabulary)
        return path
