"""Grey text at the caret that is not in the document: the rest of a word, or what is being said."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QColor, QPalette, QTextBlock, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QPlainTextEdit

import linnet

SURE = 0.25
"""A suggestion that is less probable is in the bar alone: grey text that is mostly wrong is in the way."""


class Ghost:
    """Draws through the layout, as an input method shows what it composes: other text gives way."""

    def __init__(self, field: QPlainTextEdit) -> None:
        self._field = field
        self._block = QTextBlock()
        self.text = ""
        """What is shown."""

    def show(self, text: str, settled: int = 0) -> None:
        """Show a text; so many of its characters are nearly as dark as the document's."""
        self.hide()
        if not text or self._field.textCursor().hasSelection():
            return
        cursor = self._field.textCursor()
        self.text, self._block = text, cursor.block()
        begin, middle = cursor.positionInBlock(), cursor.positionInBlock() + settled
        self._block.layout().setPreeditArea(begin, text)
        palette = self._field.palette()
        faint = palette.color(QPalette.ColorRole.PlaceholderText)
        parts = [(begin, settled, _between(faint, palette.color(QPalette.ColorRole.Text)))]
        parts.append((middle, len(text) - settled, faint))
        self._block.layout().setFormats([_colored(*part) for part in parts])
        self._draw()

    def hide(self) -> None:
        """Show nothing."""
        if self.text and self._block.isValid():
            self._block.layout().setPreeditArea(-1, "")
            self._block.layout().clearFormats()
            self._draw()
        self.text = ""

    def _draw(self) -> None:
        """Lay the paragraph out again."""
        self._field.document().markContentsDirty(self._block.position(), self._block.length())


def grey_suggestion(suggestions: Sequence[linnet.Suggestion]) -> tuple[linnet.Suggestion | None, str]:
    """The suggestion that goes on with what is typed, if one is sure enough, and the rest of its text.

    >>> grey_suggestion(session.suggestions(3))  # after "see you tomo"
    (Suggestion('tomorrow', 'completion', 0.97), 'rrow')
    """
    typed = next((one.text for one in suggestions if one.kind == linnet.SuggestionKind.LITERAL), "")
    longer = [
        one
        for one in suggestions
        if one.probability >= SURE
        and len(one.text) > len(typed)
        and one.text.lower().startswith(typed.lower())
    ]
    best = max(longer, key=lambda one: one.probability, default=None)
    return best, best.text[len(typed) :] if best else ""


def _colored(start: int, length: int, color: QColor) -> QTextLayout.FormatRange:
    """A colour for a part of a paragraph."""
    part = QTextLayout.FormatRange()
    part.start, part.length = start, length
    part.format = QTextCharFormat()
    part.format.setForeground(color)
    return part


def _between(one: QColor, other: QColor) -> QColor:
    """The colour in the middle of two."""
    parts = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    return QColor(*((a + b) // 2 for a, b in parts))
