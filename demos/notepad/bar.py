"""The row of suggestions under the text."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

import linnet
from notepad.editor import SUGGESTIONS

SIDE_PIXELS = 28
"""To the left and the right of a word, with room for the number."""


class SuggestionButton(QPushButton):
    """One suggestion, with the key that takes it."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self._suggested = ""
        key = QLabel(str(number))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.addWidget(key, alignment=Qt.AlignmentFlag.AlignLeft)
        key.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # no word widens the window
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus in the text
        self.setToolTip(f"Ctrl+{number}")
        # not the button's own shortcut, which waits 100 ms to show it pressed: another word is there by then
        QShortcut(QKeySequence(f"Ctrl+{number}"), self, self.click)
        self.offer(None, lit=False)

    def offer(self, suggestion: linnet.Suggestion | None, *, lit: bool) -> None:
        """Show a suggestion, or none; a lit one is what a space would write."""
        text = self._suggested = suggestion.text if suggestion else ""
        self._fit()
        self.setEnabled(bool(text))
        kind = suggestion.kind.replace("_", " ") if suggestion else "nothing to choose"
        self.setAccessibleName(f"{text or 'none'}, suggestion {self._number}")
        self.setAccessibleDescription(f"{'written by a space' if lit else kind}, Ctrl+{self._number}")
        if self.property("lit") != lit:
            self.setProperty("lit", lit)
            for widget in (self, *self.findChildren(QLabel)):
                self.style().polish(widget)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        """Show as much of the word as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show the word, its middle left out where it is long."""
        room = self.width() - 2 * SIDE_PIXELS
        shown = self.fontMetrics().elidedText(self._suggested, Qt.TextElideMode.ElideMiddle, room)
        self.setText(shown.replace("&", "&&"))


class SuggestionBar(QWidget):
    """The suggestions side by side: the word as typed to the left, what a space would write lit."""

    chosen = Signal(int)
    """The index, in what was offered, of what was clicked on or asked for by its key."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Suggestions")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._order: list[int] = []
        self.buttons = [SuggestionButton(number) for number in range(1, SUGGESTIONS + 1)]
        for place, button in enumerate(self.buttons):
            row.addWidget(button, stretch=1)
            button.clicked.connect(functools.partial(self._choose, place))

    def offer(self, suggestions: Sequence[linnet.Suggestion]) -> None:
        """Show what a typing session suggests."""
        kinds = [one.kind for one in suggestions]
        self._order = sorted(range(len(kinds)), key=lambda i: kinds[i] != linnet.SuggestionKind.LITERAL)
        has_default = kinds[:1] != [linnet.SuggestionKind.NEXT_WORD]
        for place, button in enumerate(self.buttons):
            index = self._order[place] if place < len(self._order) else None
            button.offer(None if index is None else suggestions[index], lit=index == 0 and has_default)

    def _choose(self, place: int) -> None:
        """Say which one of what was offered stands there."""
        self.chosen.emit(self._order[place])
