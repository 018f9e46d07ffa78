"""One text field: keystrokes in, suggestions and corrections out."""

from __future__ import annotations

from linnet.capitals import own_form
from linnet.composition import Composition
from linnet.emoji_predictor import EmojiSuggestion
from linnet.keyboard_input import checked_count, checked_tap, checked_text
from linnet.personal_word import Evidence
from linnet.place import end_of, previous_word
from linnet.refused_corrections import RefusedCorrections
from linnet.session_memory import SessionMemory
from linnet.session_snapshot import SessionSnapshot
from linnet.shown_words import MOST_SUGGESTIONS
from linnet.suggestion import Commit, Suggestion
from linnet.typed_text import FinishedWord, Keystroke, TypedText
from linnet.typing_view import TypingView
from linnet.word_characters import begins_sentence, is_plain, joins_word
from linnet.word_finder import WordFinder
from linnet_runtime.errors import InputError, PersonalStoreError, StateError


class TypingSession:
    """Suggests, completes and corrects while somebody types. ``Keyboard.session`` makes one for a thread.

    Guarantees:

    - a character ends a word or goes on with it: letters, digits, an apostrophe inside a word and the marks
      of addresses and code (``@ / : _ #`` ...) go on; spaces, other marks and emoji end it, which may
      correct it, and where a space had slipped into it ("th is") makes it one;
    - the first suggestion is what a space would commit, and the word as typed is the first or the second;
    - :meth:`backspace` takes away the last character of the text and brings back exactly the suggestions that
      were there before that character was typed; at the end of an earlier word, that word is being typed
      again: with its keystrokes if it stands as typed, else as if its characters had been typed;
    - what is typed is never lost: not by bad input, which raises before anything changes, and not by a
      personal dictionary that fails, see :attr:`personal_error`;
    - memory grows with the text alone; the keystrokes of the last 8 words are kept.
    """

    def __init__(self, finder: WordFinder, memory: SessionMemory, bundle: str, context: str) -> None:
        self._finder = finder
        self._memory = memory
        self._bundle = bundle
        self._context = checked_text(context, "context")
        self._text = TypedText.of(self._context)
        self._refused = RefusedCorrections()
        self._view = TypingView(finder, memory)

    @classmethod
    def from_snapshot(
        cls, finder: WordFinder, memory: SessionMemory, bundle: str, snapshot: SessionSnapshot
    ) -> TypingSession:
        """Continue a session; see :meth:`linnet.Keyboard.resume`."""
        session = cls(finder, memory, bundle, snapshot.context)
        session._text = snapshot.text
        session._refused = snapshot.refused
        return session

    @property
    def text(self) -> str:
        """All text up to the cursor, the context that the session was opened with included."""
        return self._text.text

    @property
    def learns(self) -> bool:
        """Whether the personal dictionary learns from this session."""
        return self._memory.learns

    @property
    def personal_error(self) -> PersonalStoreError | None:
        """The last failure of the personal dictionary in this session: typing goes on without it."""
        return self._memory.error

    def type(self, text: str) -> tuple[Commit, ...]:
        """Type characters, of which only those are known, not where they were tapped.

        Args:
            text: one character or many, as if typed one by one. Text that nobody types, such as what stands
                in the field already, belongs into the context instead.

        Returns:
            The words that were finished by it, with their corrections; mostly none or one.

        Raises:
            InputError: not text. Nothing was typed.
        """
        return tuple(commit for point in checked_text(text, "text") for commit in self._type(point))

    def tap(self, x: float, y: float) -> tuple[Commit, ...]:
        """Tap on the keyboard: the nearest key is typed, but the search knows how near it was.

        Args:
            x: share of the keyboard's width, from its left edge.
            y: share of the keyboard's height, from its top edge.

        Returns:
            As :meth:`type`.

        Raises:
            InputError: no numbers, or more than half a key outside the keyboard. Nothing was typed.
        """
        layout = self._finder.touch.layout
        tap = checked_tap(layout, x, y)
        character = layout.nearest(*tap)
        if not joins_word(character, begun=bool(self._text.keys)):
            return self._type(character)
        self._text = self._text.press(Keystroke(character, tap))
        return ()

    def backspace(self) -> None:
        """Take away the last character of the text; where there is none, nothing happens."""
        self._text = self._text.erase()

    def suggestions(self, k: int = 3) -> tuple[Suggestion, ...]:
        """What may be meant, or what may come next where no word is begun.

        While a word is typed, the first is what a space would commit; if that is a correction, the second is
        the word as typed. All others are the most probable corrections and completions. Fewer suggestions are
        the beginning of more.

        Args:
            k: at most so many, from 1; more than 16 are never found.

        Raises:
            InputError: k below 1.
        """
        checked_count(k)
        return self._view.suggestions(self._text, self._refused, k)

    def compose(self, least: float | None = None) -> Composition | None:
        """A phrase of two words or more that probably comes next, to be shown grey at the cursor.

        It begins with the word being typed, if one is. None where nothing is sure enough, as in most places.
        To take it, :meth:`commit` it; :meth:`undo` then takes all of it back.

        Args:
            least: how probable it must be, above 0 and below 1; None for what the bundle says.

        Raises:
            InputError: no such probability.
        """
        return self._view.composition(self._text, least)

    def emoji(self, k: int = 3) -> tuple[EmojiSuggestion, ...]:
        """Emoji that fit what is written so far, most probable first; often none.

        To write one, :meth:`type` it.

        Args:
            k: at most so many, from 1.

        Raises:
            InputError: k below 1.
            StateError: the keyboard was loaded without ``emoji``.
        """
        if self._finder.emoji is None:
            raise StateError(
                "expected a keyboard with emoji: linnet.Keyboard.load(emoji=linnet.EmojiPredictor.load())"
            )
        return self._finder.emoji.suggest(end_of(self.text), k)

    def commit(self, choice: Suggestion | Composition | int | str | None = None) -> Commit:
        """Finish the word being typed, or add a next word.

        Args:
            choice: what to write instead of it: a suggestion, its index in :meth:`suggestions`, a phrase of
                :meth:`compose`, or any text.
                An automatic space follows, which gives way to a closing mark. None does what a space does.

        Raises:
            InputError: no such suggestion, or no text.
            StateError: without a choice, and no word is being typed.
        """
        if choice is not None:
            return self._finish(self._chosen_text(choice), chosen=True)
        if not self._text.keys:
            raise StateError("expected a word being typed, or a choice to commit")
        return self._type(" ")[0]

    def undo(self) -> Commit | None:
        """Take back the latest correction or choice among the last 8 words, also when more was typed since.

        What was typed stands in its place, and this correction of it is not made again: not in this session,
        and, if it learns, not in any with this personal dictionary.

        Returns:
            What was taken back; None when there is nothing.
        """
        word = self._text.last_change()
        if word is None:
            return None
        self._text = self._text.revert(word)
        if word.keys:
            self._refused = self._refused.including(word.typed, word.commit.text)
            self._memory.keep(word.typed, word.commit.text)
        if word.keys and not word.chosen:
            self._learn(word, word.typed, Evidence.TAPPED)
        return word.commit

    def reset(self) -> None:
        """Back to the context the session was opened with; it equals a new session afterwards."""
        self._text = TypedText.of(self._context)
        self._refused = RefusedCorrections()
        self._memory.error = None

    def snapshot(self) -> bytes:
        """The session as bytes for :meth:`linnet.Keyboard.resume`; the session itself goes on unchanged.

        They hold the text. What the personal dictionary knows is not in them.
        """
        value = SessionSnapshot(self._bundle, self.learns, self._context, self._refused, self._text)
        return value.to_bytes()

    def _type(self, point: str) -> tuple[Commit, ...]:
        """Type one code point."""
        if self._text.continues(point):
            self._text = self._text.extend(point)
            return ()
        if joins_word(point, begun=bool(self._text.keys)):
            self._text = self._text.press(Keystroke(point))
            return ()
        commits = (self._finish(self.suggestions(1)[0].text, chosen=False),) if self._text.keys else ()
        self._text = self._text.mark(point)
        return commits

    def _finish(self, text: str, *, chosen: bool) -> Commit:
        """Put a word in the place of the one being typed, and learn from it."""
        known, joined = self._text.known, self._view.joined(self._text, self._refused)
        if joined and joined.text == text:
            self._text = self._text.joined(self._text.past[-1])
        self._text = self._text.finish(text, chosen=chosen)
        word = self._text.past[-1]
        if chosen:
            self._learn(word, text, Evidence.TAPPED)
        elif text.lower() == word.typed.lower() and word.typed != known:
            self._learn(word, text, Evidence.TYPED)
        return word.commit

    def _learn(self, word: FinishedWord, text: str, evidence: Evidence) -> None:
        """Learn what a finished word, or two, say about the writer."""
        before = end_of(self._text.text[: word.start])
        for part in text.split(" ") if self.learns and is_plain(before, text.replace(" ", "")) else ():
            known = self._memory.display(part) if begins_sentence(before) else None
            form = known or own_form(part, begins_sentence=begins_sentence(before))
            self._memory.learn(form, previous_word(before), evidence)
            before += part + " "

    def _chosen_text(self, choice: Suggestion | Composition | int | str) -> str:
        """The text of a choice."""
        if isinstance(choice, (Suggestion, Composition)):
            return choice.text
        if isinstance(choice, int) and not isinstance(choice, bool):
            offered = self.suggestions(MOST_SUGGESTIONS)
            if not 0 <= choice < len(offered):
                raise InputError(f"expected the index of one of {len(offered)} suggestions, got {choice}")
            return offered[choice].text
        text = checked_text(choice, "choice")
        if not text.strip():
            raise InputError("expected a word to commit, got none")
        return text
