"""A keyboard: next words, completions, corrections and learning with one bundle."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from linnet.composing import compose
from linnet.composition import Composition
from linnet.continuations import Continuations
from linnet.emoji_predictor import EmojiPredictor
from linnet.keyboard_input import checked_count, checked_keys, checked_text
from linnet.language import Language
from linnet.offers import Offers
from linnet.personal_dictionary import PersonalDictionary
from linnet.place import end_of
from linnet.session_memory import SessionMemory
from linnet.session_snapshot import SessionSnapshot
from linnet.spaced_offers import SpacedOffers
from linnet.suggestion import Suggestion
from linnet.typed_text import SPACE, Keystroke, written
from linnet.typing_session import TypingSession
from linnet.vocabulary import VocabularySource
from linnet.word_finder import WordFinder
from linnet_runtime.compose_weights import ComposeWeights
from linnet_runtime.errors import InputError, StateError
from linnet_runtime.key_layout import KeyLayout
from linnet_runtime.language_model import LanguageModel
from linnet_runtime.manifest import Manifest
from linnet_runtime.touch import TouchModel
from linnet_runtime.typing_search import TypingSearch
from linnet_runtime.typing_weights import TypingWeights


class Keyboard:
    """A loaded language bundle and one person's words. Load it once and share it, a session a text field.

    >>> keyboard = Keyboard.load(personal="words.db")
    >>> session = keyboard.session(learn=True)
    >>> session.type("see you tomorow ")
    (Commit(text='See', ...), ..., Commit(text='tomorrow', corrected_from='tomorow'))
    """

    def __init__(
        self,
        manifest: Manifest,
        model: LanguageModel,
        search: TypingSearch,
        layout: KeyLayout,
        personal: PersonalDictionary,
        compose: ComposeWeights | None = None,
        emoji: EmojiPredictor | None = None,
    ) -> None:
        self.manifest = manifest
        """What the bundle says about itself."""
        self.personal = personal
        """The words of the person who types."""
        self.layout = layout
        """Where the keys lie."""
        sure = compose or manifest.compose or ComposeWeights()
        self._finder = WordFinder(model, TouchModel(layout, search.lexicon.alphabet), sure, emoji)
        self._composed: Continuations | None = None
        self._source = VocabularySource(search, model, personal)
        self._bundle = manifest.files["lexicon"].sha256

    @classmethod
    def load(
        cls,
        bundle: Language | str | Path | None = None,
        personal: PersonalDictionary | str | Path | None = None,
        *,
        layout: str | KeyLayout = "qwerty",
        precision: str = "int8",
        weights: TypingWeights | None = None,
        compose: ComposeWeights | None = None,
        emoji: EmojiPredictor | None = None,
    ) -> Keyboard:
        """Open a bundle, verify it and load it. Reads files only, never the network.

        Args:
            bundle: directory of a language bundle, or one loaded already, to share it with a recognizer; None
                for the English one that comes with Linnet.
            personal: the words of the person who types, or the file to keep them in, which is opened and made
                at the first use. None keeps them in memory, as long as the keyboard lives.
            layout: where the keys lie: "qwerty", "qwertz", "azerty" or a layout of your own.
            precision: which graph, "int8" or, where the bundle has it, "float32". A loaded one has its own.
            weights: how taps and words are weighed; None for what the bundle says.
            compose: how sure phrases must be; None for what the bundle says.
            emoji: what offers emoji in its sessions; None: nothing does.

        Raises:
            BundleError: the bundle is damaged, incomplete, unsafe or not for typing.
            InputError: an unknown layout.
        """
        language = Language.of(bundle, precision)
        search = language.typing_search(weights)
        keys = layout if isinstance(layout, KeyLayout) else KeyLayout.load(layout)
        words = personal if isinstance(personal, PersonalDictionary) else PersonalDictionary(personal)
        return cls(language.manifest, language.model, search, keys, words, compose, emoji)

    def session(self, learn: bool, context: str = "") -> TypingSession:
        """Open a text field.

        Args:
            learn: whether the personal dictionary learns from what is typed there; if not, nothing of it is
                written anywhere. Passwords, payment data and the like: never.
            context: the text before the cursor. A word at its very end is the word being typed.

        Raises:
            InputError: not text, or ``learn`` is not a bool.
        """
        if not isinstance(learn, bool):
            raise InputError(f"expected learn to be True or False, got {learn!r:.40}")
        return TypingSession(self._finder, self._memory(learns=learn), self._bundle, context)

    def resume(self, data: bytes) -> TypingSession:
        """Continue the session whose ``snapshot`` returned ``data``; it learns if that one did.

        Raises:
            StateError: ``data`` is damaged, or was taken with another bundle.
        """
        snapshot = SessionSnapshot.from_bytes(data)
        if snapshot.bundle != self._bundle:
            raise StateError(
                f"expected a snapshot of bundle {self._bundle[:12]}, got one of {snapshot.bundle[:12]}; "
                "resume it with the bundle it was taken with"
            )
        return TypingSession.from_snapshot(
            self._finder, self._memory(learns=snapshot.learn), self._bundle, snapshot
        )

    def next_words(self, context: str, k: int = 3) -> tuple[Suggestion, ...]:
        """What may come next.

        Args:
            context: the text before the cursor, with the space that ends its last word.
            k: at most so many, from 1; more than 16 are never found.

        Raises:
            InputError: not text, or k below 1.
        """
        checked_count(k)
        memory = self._memory(learns=False)
        place = self._finder.place(checked_text(context, "context"), memory.vocabulary(), memory.after)
        return self._finder.next_words(place)[:k]

    def complete(self, context: str, prefix: str, k: int = 3) -> tuple[Suggestion, ...]:
        """What may be meant when so much of a word has been typed: words, not the prefix as such.

        Args:
            context: the text before the word, with the space before it.
            prefix: the characters of the word so far; empty asks for next words.
            k: at most so many, from 1; more than 16 are never found.

        Raises:
            InputError: not text, or k below 1.
        """
        checked_count(k)
        if not checked_text(prefix, "prefix"):
            return self.next_words(context, k)
        keys = checked_keys(self.layout, prefix, None)
        return self._offers(self._memory(learns=False), checked_text(context, "context"), keys).completions(k)

    def correct(
        self,
        context: str,
        typed: str,
        taps: Sequence[tuple[float, float] | None] | None = None,
        k: int = 3,
    ) -> tuple[Suggestion, ...]:
        """What may be meant by a finished word.

        Args:
            context: the text before the word, with the space before it.
            typed: the word as typed. It may hold a space, where one may have been typed by mistake.
            taps: where each character was tapped, in shares of the keyboard's width and height, None where
                that is not known; None when none is.
            k: at most so many, from 1; more than 16 are never found.

        Returns:
            First what a space would commit, the word as typed second if it is another; then other words.

        Raises:
            InputError: no text, taps outside the keyboard or of another number than characters, or k below 1.
        """
        checked_count(k)
        if not checked_text(typed, "typed"):
            raise InputError("expected a word to correct, got none; next_words tells what may come next")
        keys = checked_keys(self.layout, typed, taps)
        return self._corrections(self._memory(learns=False), checked_text(context, "context"), keys, k)

    def compose(self, context: str, prefix: str = "", least: float | None = None) -> Composition | None:
        """A phrase of two words or more that probably comes next; mostly None.

        Args:
            context: the text before the cursor, with the space that ends its last word.
            prefix: the characters of the word being typed, with which the phrase begins.
            least: how probable it must be, above 0 and below 1; None for what the bundle says.

        Raises:
            InputError: not text, or no such probability.
        """
        memory, typed = self._memory(learns=False), checked_text(prefix, "prefix")
        before, vocabulary = end_of(checked_text(context, "context")), memory.vocabulary()
        words = self._composed
        if words is None or words.place.before != before or words.place.vocabulary is not vocabulary:
            place = self._finder.place(before, vocabulary, memory.after)
            words = self._composed = self._finder.continuations(place, memory.after)
        return compose(words, typed, self._finder.compose, least)

    def _corrections(
        self, memory: SessionMemory, context: str, keys: tuple[Keystroke, ...], k: int
    ) -> tuple[Suggestion, ...]:
        """What may be meant by a word in a text, or by one with a space in it."""
        whole = self._offers(memory, context, keys)
        spaces = [i for i, key in enumerate(keys) if key.character == SPACE]
        if not spaces or not 0 < spaces[0] < len(keys) - 1:
            return whole.corrections(k)
        first = self._offers(memory, context, keys[: spaces[0]])
        second = self._offers(memory, context + first.on_space.text + SPACE, keys[spaces[0] + 1 :])
        return SpacedOffers(first, second, whole).corrections(k)

    def _offers(self, memory: SessionMemory, context: str, keys: tuple[Keystroke, ...]) -> Offers:
        """What a word in a text may become."""
        vocabulary = memory.vocabulary()
        place = self._finder.place(context, vocabulary, memory.after)
        kept = memory.kept(written(keys).lower())
        return self._finder.offers(place, keys, self._finder.path(vocabulary), kept)

    def _memory(self, *, learns: bool) -> SessionMemory:
        """A new side of the personal dictionary."""
        return SessionMemory(self.personal, self._source, learns=learns)
