"""What stands before the caret of a text field, and the typing session that knows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

import linnet

CONTEXT_CHARACTERS = 128
"""One to two times so many are read where the caret jumps to: more would take longer than two frames."""
PARAGRAPH_END = "\u2029"
OPENING = tuple("([{\"'“‘-/")
CLOSING = frozenset(".,!?;:)]}")
SENTENCE_END = (".", "!", "?", "\n")
Result = TypeVar("Result")


class Writing:
    """Types into a text field through a session, which is opened anew wherever the caret is moved to.

    The session's text always is what stands before the caret, or the end of that. Whoever changes the field
    otherwise, by a paste or with the mouse, need not say so.
    """

    def __init__(self, field: QPlainTextEdit, keyboard: linnet.Keyboard) -> None:
        self._field = field
        self._keyboard = keyboard
        self._session = keyboard.session(learn=True)
        self._start = 0
        """Where the text that the session knows begins."""
        self._changed: str | None = None
        """The session's text right after it changed a word."""

    @property
    def is_inside_word(self) -> bool:
        """Whether a letter follows the caret: a word is repaired there, and not to be corrected."""
        return self.following.isalnum()

    @property
    def following(self) -> str:
        """The character after the caret."""
        cursor = self._field.textCursor()
        cursor.setPosition(cursor.selectionEnd())
        cursor.movePosition(QTextCursor.MoveOperation.NextCharacter, QTextCursor.MoveMode.KeepAnchor)
        return cursor.selectedText().replace(PARAGRAPH_END, "\n")

    @property
    def can_erase(self) -> bool:
        """Whether the session knows the character before the caret."""
        return bool(self._here().text)

    @property
    def can_revert(self) -> bool:
        """Whether the last thing written changed a word that was typed otherwise."""
        return self._here().text == self._changed

    @property
    def personal_error(self) -> linnet.PersonalStoreError | None:
        """Why no words are learned, if that fails."""
        return self._session.personal_error

    def suggestions(self, count: int) -> tuple[linnet.Suggestion, ...]:
        """What may be meant or come next; nothing inside a word, nor for text that is selected."""
        if self.is_inside_word or self._field.textCursor().hasSelection():
            return ()
        return self._here().suggestions(count)

    def phrase(self) -> linnet.Composition | None:
        """The words that probably come next, if that is sure enough; none where nothing is suggested."""
        if self.is_inside_word or self._field.textCursor().hasSelection():
            return None
        return self._here().compose()

    def type(self, text: str) -> Sequence[linnet.Commit]:
        """Type characters; returns the words that were finished by it."""
        commits = self._edit(lambda session: session.type(text))
        if any(commit.corrected_from for commit in commits):
            self._changed = self._session.text
        return commits

    def choose(self, suggestion: linnet.Suggestion | linnet.Composition) -> None:
        """Write a suggestion or a phrase in the place of the word being typed, or after the last word."""
        commit = self._edit(lambda session: session.commit(suggestion))
        if not self._close_gap() and commit.corrected_from:
            self._changed = self._session.text

    def backspace(self) -> None:
        """Take away a character; what was suggested before it is suggested again."""
        self._edit(lambda session: session.backspace())

    def undo(self) -> linnet.Commit | None:
        """Put back what was typed before the last correction or choice."""
        return self._edit(lambda session: session.undo())

    def dictate(self, text: str) -> None:
        """Write what was said. Each word counts as chosen: the keyboard learns it."""
        spoken = self.as_dictated(text)

        def write(session: linnet.TypingSession) -> None:
            session.type(spoken[: len(spoken) - len(spoken.lstrip())])
            for word in spoken.split():
                session.commit(word)

        self._edit(write)
        self._close_gap()

    def as_dictated(self, text: str) -> str:
        """What was said, with the space and the capital that it needs here."""
        before = self._here().text
        space = " " if before and not before[-1].isspace() and not before.endswith(OPENING) else ""
        begins = not before.strip() or before.rstrip(" ").endswith(SENTENCE_END)
        return space + (text[:1].upper() + text[1:] if begins else text)

    def _edit(self, act: Callable[[linnet.TypingSession], Result]) -> Result:
        """Let the session write something, and the field with it, as one step of the field's own undo."""
        session = self._here()
        before = session.text
        result = act(session)
        self._changed = None
        same = _common_length(before, session.text)
        cursor = self._field.textCursor()
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        cursor.setPosition(cursor.position() - _qt_length(before[same:]), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(session.text[same:])
        cursor.endEditBlock()
        self._field.setTextCursor(cursor)
        return result

    def _close_gap(self) -> bool:
        """Let an automatic space be the one that follows, or give way to the mark that follows."""
        if self.following != " " and self.following not in CLOSING:
            return False
        cursor = self._field.textCursor()
        cursor.joinPreviousEditBlock()
        if self.following == " ":
            cursor.deleteChar()
        else:
            cursor.deletePreviousChar()
        cursor.endEditBlock()
        return True

    def _here(self) -> linnet.TypingSession:
        """The session for where the caret, or the text to be replaced, is."""
        caret = self._field.textCursor().selectionStart()
        if self._start > caret or self._text(self._start, caret) != self._session.text:
            context = self._context(caret)
            self._start = caret - _qt_length(context)
            self._session = self._keyboard.session(learn=True, context=context)
            self._changed = None
        return self._session

    def _context(self, caret: int) -> str:
        """The end of the paragraph before the caret. It begins at few places, so that the model remembers."""
        paragraph = self._text(self._field.document().findBlock(caret).position(), caret)
        skipped = max(len(paragraph) // CONTEXT_CHARACTERS - 1, 0) * CONTEXT_CHARACTERS
        read = paragraph[skipped:]
        return (read.partition(" ")[2] or read) if skipped else read

    def _text(self, start: int, end: int) -> str:
        """A part of the document."""
        cursor = QTextCursor(self._field.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return cursor.selectedText().replace(PARAGRAPH_END, "\n")


def _common_length(one: str, other: str) -> int:
    """How many characters two texts begin with alike.

    >>> _common_length("I left teh", "I left the ")
    8
    """
    pairs = zip(one, other, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _qt_length(text: str) -> int:
    """The length of a text as Qt counts: an emoji is two."""
    return len(text.encode("utf-16-le")) // 2
