"""A keyboard with the interface of ``linnet.Keyboard`` that knows ten words and needs no model."""

from __future__ import annotations

from linnet.composition import Composition
from linnet.suggestion import Commit, Suggestion, SuggestionKind
from linnet.typed_text import Keystroke, TypedText
from linnet_runtime.errors import InputError, PersonalStoreError
from linnet_runtime.key_layout import KeyLayout

WORDS = ("going", "hello", "home", "house", "the", "them", "then", "to", "wonderful", "world")
TYPOS = {"teh": "the", "wrold": "world", "helo": "hello"}
NEXT = {"": ("I", "the", "hello"), "going": ("to", "home", "then")}
OTHERWISE = ("the", "to", "and")
PHRASES = {"then we": Composition("we go home", " go home", 0.7)}


class FakeSession:
    """Corrects `TYPOS`, completes with `WORDS`, follows with `NEXT`; what was undone is left alone."""

    def __init__(self, context: str = "") -> None:
        self.personal_error: PersonalStoreError | None = None
        self.undone: set[str] = set()
        self._value = TypedText.of(context)
        self._layout = KeyLayout.load("qwerty")

    @property
    def text(self) -> str:
        return self._value.text

    def type(self, text: str) -> tuple[Commit, ...]:
        if "\0" in text:
            raise InputError("expected text, got a zero")
        return tuple(commit for character in text for commit in self._type(character))

    def _type(self, character: str) -> tuple[Commit, ...]:
        if character.isalnum():
            self._value = self._value.press(Keystroke(character))
            return ()
        commits = (self._finish(self.suggestions()[0].text, chosen=False),) if self._value.keys else ()
        self._value = self._value.mark(character)
        return commits

    def tap(self, x: float, y: float) -> tuple[Commit, ...]:
        return self.type(self._layout.nearest(x, y))

    def backspace(self) -> None:
        self._value = self._value.erase()

    def compose(self) -> Composition | None:
        return PHRASES.get(self.text)

    def commit(self, choice: Suggestion | Composition) -> Commit:
        return self._finish(choice.text, chosen=True)

    def _finish(self, text: str, chosen: bool) -> Commit:
        self._value = self._value.finish(text, chosen=chosen)
        return self._value.past[-1].commit

    def undo(self) -> Commit | None:
        word = self._value.last_change()
        if word is None:
            return None
        self._value = self._value.revert(word)
        self.undone.add(word.typed)
        return word.commit

    def suggestions(self, k: int = 3) -> tuple[Suggestion, ...]:
        typed = self._value.typed
        if not typed:
            words = NEXT.get(self.text.strip().rpartition(" ")[2], OTHERWISE)
            return tuple(Suggestion(word, SuggestionKind.NEXT_WORD, 0.2) for word in words)[:k]
        found = [Suggestion(typed, SuggestionKind.LITERAL, 0.3)]
        if typed in TYPOS and typed not in self.undone:
            found.insert(0, Suggestion(TYPOS[typed], SuggestionKind.CORRECTION, 0.6))
        longer = [word for word in WORDS if word.startswith(typed) and word != typed]
        found += [Suggestion(word, SuggestionKind.COMPLETION, 0.05) for word in longer]
        return tuple(found[:k])


class FakeKeyboard:
    """Opens sessions and remembers them."""

    def __init__(self) -> None:
        self.layout = KeyLayout.load("qwerty")
        self.opened: list[tuple[FakeSession, bool]] = []

    def session(self, learn: bool, context: str = "") -> FakeSession:
        self.opened.append((FakeSession(context), learn))
        return self.opened[-1][0]
