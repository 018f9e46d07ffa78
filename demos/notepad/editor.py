"""The text field: keys go through the keyboard, and what may come next is grey at the caret."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import (
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QPalette,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

import linnet
from notepad.ghost import Ghost, grey_suggestion
from notepad.writing import Writing

SUGGESTIONS = 3
SETTLED_MS = 60
"""Nothing is suggested where the caret was moved to before it has rested there for so long."""
MARGIN_PIXELS = 12
MODIFIER_KEYS = (
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_CapsLock,
)
Action = Callable[[], None]


class Editor(QPlainTextEdit):
    """Plain text with suggestions, corrections and dictation.

    Tab or the right arrow takes the grey text, Tab also a correction; Backspace right after a correction
    takes it back; Escape hides what is suggested, and Tab then goes to the next control.
    """

    offered = Signal(tuple)
    """What is suggested now: a tuple of linnet.Suggestion, the first is what a space would write."""
    noted = Signal(str)
    """Something to tell the writer; empty at the next key."""

    def __init__(self, keyboard: linnet.Keyboard) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(MARGIN_PIXELS)
        self._writing = Writing(self, keyboard)
        self._ghost = Ghost(self)
        self._offers: tuple[linnet.Suggestion, ...] = ()
        self._phrase: linnet.Composition | None = None
        self._partial = linnet.Partial("", 0)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLED_MS)
        self._settled.timeout.connect(self.refresh)
        self.cursorPositionChanged.connect(self._settled.start)

    @property
    def grey_text(self) -> str:
        """What is grey at the caret."""
        return self._ghost.text

    def choose(self, number: int) -> None:
        """Write a suggestion, counted from 0, if there is one."""
        if number < len(self._offers):
            self._write(self._offers[number])

    def hear(self, event: linnet.Event) -> None:
        """Show what is being said; write it when it is final."""
        self._partial = event if isinstance(event, linnet.Partial) else linnet.Partial("", 0)
        if isinstance(event, linnet.Final):
            self._do(lambda: self._writing.dictate(event.text))
        else:
            self._show_grey()

    def refresh(self) -> None:
        """Suggest for where the caret is."""
        self._settled.stop()
        self._offers = self._writing.suggestions(SUGGESTIONS)
        self._phrase = self._writing.phrase()
        self.offered.emit(self._offers)
        self._show_grey()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        """Type through the keyboard; everything else is Qt's."""
        if event.key() in MODIFIER_KEYS:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape:
            self._offer_nothing()
            self.offered.emit(())
        elif own := self._own_action(event):
            self._do(own)
        else:
            self._offer_nothing()
            super().keyPressEvent(event)
            self._settled.start()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 (Qt's name)
        """Tab takes what is offered; when nothing is, the focus moves on."""
        wanted = self._wanted() if forward else None
        if wanted is None:
            return super().focusNextPrevChild(forward)
        self._write(wanted)
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 (Qt's name)
        """Grey text is nothing that can be clicked on."""
        self._offer_nothing()
        super().mousePressEvent(event)
        self._settled.start()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802 (Qt's name)
        """An accent or another script, composed; grey text would be in its place."""
        text = event.commitString()
        self._ghost.hide()
        if text and not event.replacementLength() and not self._writing.is_inside_word:
            super().inputMethodEvent(QInputMethodEvent())  # what was composed goes
            self._do(lambda: self._type(text))
        else:
            super().inputMethodEvent(event)

    def _own_action(self, event: QKeyEvent) -> Action | None:
        """What a key means here; None for what any text field does with it."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        selected = self.textCursor().hasSelection()
        if event.key() == Qt.Key.Key_Backspace and plain and not selected and self._writing.can_erase:
            return self._take_back if self._writing.can_revert else self._writing.backspace
        wanted, rest = self._grey()
        if event.key() == Qt.Key.Key_Right and plain and wanted and rest == self._ghost.text:
            return lambda: self._writing.choose(wanted)
        text = typed_text(event)
        return (lambda: self._type(text)) if text and not self._writing.is_inside_word else None

    def _do(self, action: Action) -> None:
        """Change the text, and suggest anew."""
        self._offer_nothing()
        action()
        self.ensureCursorVisible()
        self.refresh()
        if self._writing.personal_error:
            self.noted.emit(str(self._writing.personal_error))

    def _type(self, text: str) -> None:
        """Type, and say what was corrected."""
        try:
            commits = self._writing.type(text)
        except linnet.InputError:  # what no keyboard takes is still the writer's text
            self.insertPlainText(text)
            return
        for commit in commits:
            if commit.corrected_from:
                self.noted.emit(f"{commit.corrected_from} → {commit.text}   Backspace takes it back")
                self._underline(commit.text, len(text))

    def _underline(self, word: str, characters_since: int) -> None:
        """Show which word was corrected, until the next key."""
        mark = QTextEdit.ExtraSelection()
        mark.cursor = self.textCursor()
        back, select = QTextCursor.MoveOperation.PreviousCharacter, QTextCursor.MoveMode.KeepAnchor
        mark.cursor.movePosition(back, n=characters_since)
        mark.cursor.movePosition(back, select, len(word))
        mark.format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
        mark.format.setUnderlineColor(self.palette().color(QPalette.ColorRole.Highlight))
        self.setExtraSelections([mark])

    def _write(self, suggestion: linnet.Suggestion | linnet.Composition) -> None:
        """Write what was chosen."""
        self._do(lambda: self._writing.choose(suggestion))

    def _take_back(self) -> None:
        """Undo a correction, and say so."""
        undone = self._writing.undo()
        self.noted.emit(f"took back {undone.text}" if undone else "")

    def _grey(self) -> tuple[linnet.Suggestion | linnet.Composition | None, str]:
        """What is grey while nothing is said, and the part of it that is not typed: a phrase, or a word."""
        return (self._phrase, self._phrase.rest) if self._phrase else grey_suggestion(self._offers)

    def _wanted(self) -> linnet.Suggestion | linnet.Composition | None:
        """What Tab takes: the grey words, or a correction."""
        wanted, _ = self._grey()
        corrections = [one for one in self._offers[:1] if one.kind == linnet.SuggestionKind.CORRECTION]
        return wanted if wanted and self._ghost.text else next(iter(corrections), None)

    def _offer_nothing(self) -> None:
        """Nothing is known yet, or wanted, for where the caret is."""
        self._settled.stop()
        self._offers = ()
        self._phrase = None
        self._ghost.hide()
        self.setExtraSelections([])
        self.noted.emit("")

    def _show_grey(self) -> None:
        """What is being said; while nothing is, the rest of a word at the end of a line."""
        if self._partial.text:
            text = self._writing.as_dictated(self._partial.text)
            self._ghost.show(text, len(text) - len(self._partial.text) + self._partial.stable_length)
        elif self._writing.following in ("", "\n"):
            self._ghost.show(self._grey()[1])
        else:
            self._ghost.hide()


def typed_text(event: QKeyEvent) -> str:
    """The text of a key that types some; empty for shortcuts and the like."""
    if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return "\n"
    control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
    alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
    is_shortcut = control and not alt  # with both it is AltGr on some systems
    return event.text() if event.text().isprintable() and not is_shortcut else ""
