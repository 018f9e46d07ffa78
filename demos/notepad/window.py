"""The window: text, suggestions, and a button to dictate."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QCloseEvent,
    QFont,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

import linnet
from notepad.bar import SuggestionBar
from notepad.dictation import Dictation
from notepad.editor import Editor
from notepad.sound import OpenSound
from notepad.theme import switch_theme

LEVELS = 100
HELP = "Tab takes grey text. Nothing leaves this machine."
IDLE, LISTENING = "Dictate  F9", "Stop  F9"


class Notepad(QMainWindow):
    """A text field that suggests, corrects and takes dictation, in one window."""

    def __init__(
        self, keyboard: linnet.Keyboard, load: Callable[[], linnet.Recognizer], open_sound: OpenSound
    ) -> None:
        """Be ready to type; `load` is called at each dictation, in its thread."""
        super().__init__()
        self.setWindowTitle("Linnet notepad")
        self._personal = keyboard.personal
        self._load = load
        self._open_sound = open_sound
        self._dictation: Dictation | None = None
        self.editor = Editor(keyboard)
        self.bar = SuggestionBar()
        self.dictate = QPushButton(IDLE)
        self.meter = QProgressBar()
        self.theme = QPushButton("Light or dark  F8")
        self._name_all()
        self._lay_out()
        self._connect()
        self.editor.refresh()
        self.tell("")

    def tell(self, message: str) -> None:
        """Say something in the status bar, and to screen readers; nothing to say is the help."""
        self.statusBar().showMessage(message or HELP)
        if message:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, message))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 (Qt's name)
        """Listen no more before the window is gone."""
        if self._dictation:
            self._dictation.stop()
            self._dictation.wait()
        super().closeEvent(event)

    def _name_all(self) -> None:
        """What screen readers and tool tips say, and the keys."""
        self.editor.setAccessibleName("Text")
        self.editor.setPlaceholderText("Type, or press F9 and speak")
        self.dictate.setAccessibleName("Dictate")
        self.dictate.setAccessibleDescription("Starts and ends listening, F9")
        self.meter.setAccessibleName("Loudness of what is heard")
        self.theme.setAccessibleName("Light or dark")
        QShortcut(QKeySequence("F9"), self, self.dictate.click)
        QShortcut(QKeySequence("F8"), self, self.theme.click)

    def _lay_out(self) -> None:
        """The text, below it the suggestions, below them what listens."""
        font = QFont(self.editor.font())
        font.setPointSizeF(1.3 * font.pointSizeF())
        self.editor.setFont(font)
        self.meter.setRange(0, LEVELS)
        self.meter.setTextVisible(False)
        self.meter.setFixedHeight(12)
        self.dictate.setCheckable(True)
        for button in (self.dictate, self.theme):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus in the text
        below = QHBoxLayout()
        below.addWidget(self.dictate)
        below.addWidget(self.meter, stretch=1)
        below.addWidget(self.theme)
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.addWidget(self.editor, stretch=1)
        rows.addWidget(self.bar)
        rows.addLayout(below)
        self.setCentralWidget(page)
        self.resize(640, 420)

    def _connect(self) -> None:
        """What follows from what."""
        self.editor.offered.connect(self.bar.offer)
        self.editor.noted.connect(self.tell)
        self.bar.chosen.connect(self.editor.choose)
        self.bar.chosen.connect(lambda _: self.editor.setFocus())
        self.dictate.toggled.connect(lambda on: self._begin() if on else self._end())
        self.theme.clicked.connect(switch_theme)

    def _begin(self) -> None:
        """Begin to listen."""
        self._dictation = Dictation(self._load, self._open_sound, self._personal)
        self._dictation.listening.connect(lambda: self.tell("Listening. F9 ends it."))
        self._dictation.heard.connect(self.editor.hear)
        self._dictation.level.connect(lambda level: self.meter.setValue(round(LEVELS * level)))
        self._dictation.failed.connect(self.tell)
        self._dictation.finished.connect(self._ended)
        self._dictation.start()
        self.dictate.setText(LISTENING)

    def _end(self) -> None:
        """Ask the dictation to end; the last words still come."""
        if self._dictation:
            self.dictate.setEnabled(False)  # until they have come
            self._dictation.stop()

    def _ended(self) -> None:
        """The last words were written."""
        if self._dictation:
            self._dictation.wait()
        self._dictation = None
        self.dictate.setText(IDLE)
        self.dictate.setChecked(False)
        self.dictate.setEnabled(True)
        self.meter.setValue(0)
        self.editor.hear(linnet.Partial("", 0))
