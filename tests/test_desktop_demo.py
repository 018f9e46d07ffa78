from __future__ import annotations

import difflib
import functools
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import linnet
from conftest import REPOSITORY

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
pytest.importorskip(
    "PySide6.QtWidgets", reason="needs: pip install 'linnet[desktop]', libegl1, libgl1", exc_type=ImportError
)
DEMOS = REPOSITORY / "demos"
sys.path.insert(0, str(DEMOS))

from PySide6.QtCore import QEvent, QMimeData, Qt  # noqa: E402
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QPalette  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from notepad.sound import OpenSound, microphone, recording  # noqa: E402
from notepad.theme import use_theme  # noqa: E402
from notepad.window import HELP, Notepad  # noqa: E402
from test_demos import SENTENCE  # noqa: E402

Key = Qt.Key
FRAME_MS = 1_000 / 60


@pytest.fixture(scope="module")
def application() -> QApplication:
    made = QApplication.instance() or QApplication([])
    use_theme(dark=False)
    return made


@pytest.fixture(scope="module")
def language() -> linnet.Language:
    return linnet.Language.load()


@pytest.fixture(scope="module")
def load(language: linnet.Language) -> Callable[[], linnet.Recognizer]:
    return functools.cache(lambda: linnet.Recognizer.load(language=language))


@pytest.fixture
def keyboard(language: linnet.Language) -> linnet.Keyboard:
    return linnet.Keyboard.load(language)


class Driver:
    """The window under test: what is pressed and what is seen."""

    def __init__(self, window: Notepad) -> None:
        self.window = window
        self.editor = window.editor

    @property
    def text(self) -> str:
        return self.editor.toPlainText()

    @property
    def grey(self) -> str:
        return self.editor.grey_text

    @property
    def note(self) -> str:
        return self.window.statusBar().currentMessage()

    def labels(self) -> list[str]:
        """The suggestions, a star at the one that a space would write."""
        buttons = [button for button in self.window.bar.buttons if button.isEnabled()]
        return [button.text() + "*" * bool(button.property("lit")) for button in buttons]

    def type(self, text: str) -> None:
        for character in text:
            key = QKeyEvent(QEvent.Type.KeyPress, Key.Key_unknown, Qt.KeyboardModifier.NoModifier, character)
            QApplication.sendEvent(self.editor, key)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.editor, key, modifier)

    def put_caret(self, place: int) -> None:
        """As a click there does, and wait until the suggestions have followed."""
        cursor = self.editor.textCursor()
        cursor.setPosition(place)
        self.editor.setTextCursor(cursor)
        self.editor.refresh()

    def wait(self, done: Callable[[], bool], limit_s: float = 30.0) -> None:
        ends_s = time.monotonic() + limit_s
        while not done():
            assert time.monotonic() < ends_s, "it did not come"
            QApplication.processEvents()
            time.sleep(0.002)

    def dictate(self) -> None:
        """From F9 to the last word."""
        self.press(Key.Key_F9)
        assert self.window.dictate.isChecked()
        self.wait(lambda: not self.window.dictate.isChecked())


@pytest.fixture
def open_notepad(
    application: QApplication, keyboard: linnet.Keyboard, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Driver]]:
    """Opens windows, and closes them; Qt only prints what goes wrong in answer to its signals."""
    opened: list[Notepad] = []
    wrong: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda *error: wrong.append(error))

    def no_recognizer() -> linnet.Recognizer:
        raise AssertionError("nobody asked for one")

    def open_one(
        load: Callable[[], linnet.Recognizer] = no_recognizer, open_sound: OpenSound = microphone
    ) -> Driver:
        window = Notepad(keyboard, load, open_sound)
        opened.append(window)
        window.show()
        window.activateWindow()
        window.editor.setFocus()
        application.processEvents()
        return Driver(window)

    yield open_one
    for window in opened:
        window.close()
        window.deleteLater()
    application.processEvents()
    assert wrong == []


@pytest.fixture
def notepad(open_notepad: Callable[..., Driver]) -> Driver:
    return open_notepad()


def test_every_key_brings_suggestions_and_the_rest_of_a_sure_word_is_grey(notepad: Driver) -> None:
    assert len(notepad.labels()) == 3
    seen = []
    for character in "see you tomo":
        notepad.type(character)
        seen.append((notepad.labels(), notepad.grey))
    assert all(labels for labels, _ in seen)
    assert seen[-1][0][0] == "tomo"
    assert "tomorrow" in [label.rstrip("*") for label in seen[-1][0]]
    assert seen[-1][1] == "rrow"
    assert notepad.text == "See you tomo"  # the grey text is not part of it


@pytest.mark.parametrize("key", [Key.Key_Tab, Key.Key_Right])
def test_tab_and_right_take_the_grey_text(key: Qt.Key, notepad: Driver) -> None:
    notepad.type("see you tomo")
    notepad.press(key)
    assert notepad.text == "See you tomorrow "
    assert QApplication.focusWidget() is notepad.editor


@pytest.mark.parametrize("key", [Key.Key_Tab, Key.Key_Right])
def test_tab_and_right_take_a_grey_phrase_and_backspace_takes_it_back(key: Qt.Key, notepad: Driver) -> None:
    notepad.type("I would li")
    assert notepad.grey == "ke to"
    notepad.press(key)
    assert notepad.text == "I would like to "
    notepad.press(Key.Key_Backspace)
    assert notepad.text == "I would li"


def test_a_key_and_a_click_take_a_suggestion(notepad: Driver) -> None:
    notepad.type("see you tomo")
    word = notepad.labels()[2]
    notepad.press(Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert notepad.text == f"See you {word} "
    following = notepad.labels()[0]
    QTest.mouseClick(notepad.window.bar.buttons[0], Qt.MouseButton.LeftButton)
    assert notepad.text == f"See you {word} {following} "
    assert QApplication.focusWidget() is notepad.editor
    notepad.type(".")  # the automatic space gives way
    assert notepad.text == f"See you {word} {following}."


def test_a_typo_is_corrected_and_backspace_takes_that_back_for_good(notepad: Driver) -> None:
    notepad.type("I left teh ")
    assert notepad.text == "I left the "
    assert notepad.note.startswith("teh → the")
    assert notepad.editor.extraSelections()[0].cursor.selectedText() == "the"
    notepad.press(Key.Key_Backspace)
    assert notepad.text == "I left teh "
    assert not notepad.editor.extraSelections()
    notepad.press(Key.Key_Backspace)
    assert notepad.text == "I left teh"
    notepad.type(" teh ")
    assert notepad.text == "I left teh teh "
    assert notepad.note == HELP


def test_backspace_later_deletes_and_ctrl_z_undoes_as_everywhere(notepad: Driver) -> None:
    notepad.type("I left teh k")
    notepad.press(Key.Key_Backspace)
    assert notepad.text == "I left the "
    notepad.press(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert notepad.text in ("I left the k", "I left teh")
    notepad.press(Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    notepad.press(Key.Key_Backspace)
    assert notepad.text == ""


def test_backspace_after_a_choice_brings_back_what_was_typed(notepad: Driver) -> None:
    notepad.type("see you tomo")
    before = notepad.labels()
    notepad.press(Key.Key_Tab)
    notepad.press(Key.Key_Backspace)
    assert notepad.text == "See you tomo"
    assert notepad.labels()[0] == before[0]


def test_in_the_middle_of_a_text_the_context_is_what_stands_before(
    notepad: Driver, keyboard: linnet.Keyboard
) -> None:
    notepad.editor.setPlainText("Where is it?\nThank you for  today 👍 I left at home.")
    notepad.put_caret(len("Where is it?\nThank you for "))
    notepad.type("yo")
    expected = keyboard.session(learn=False, context="Thank you for yo").suggestions(3)
    assert sorted(label.rstrip("*") for label in notepad.labels()) == sorted(one.text for one in expected)
    assert notepad.grey == ""  # other text follows
    notepad.type("ur ")
    assert notepad.text == "Where is it?\nThank you for your  today 👍 I left at home."
    notepad.put_caret(len("Where is it?\nThank you for your  today __ I left"))  # for Qt an emoji is two
    notepad.type(" teh")
    notepad.type(" ")
    assert "👍 I left the  at home" in notepad.text
    notepad.press(Key.Key_Backspace)
    assert "👍 I left teh  at home" in notepad.text


def test_inside_a_word_nothing_is_suggested_or_corrected(notepad: Driver) -> None:
    notepad.editor.setPlainText("tehology")
    notepad.put_caret(3)
    assert notepad.labels() == []
    notepad.type(" ")
    assert notepad.text == "teh ology"


def test_a_choice_before_a_space_or_a_mark_leaves_one_space(notepad: Driver) -> None:
    for text, after in ((" today", "See you tomorrow today"), (".", "See you tomorrow.")):
        notepad.editor.setPlainText("See you tomo" + text)
        notepad.put_caret(len("See you tomo"))
        number = [label.rstrip("*") for label in notepad.labels()].index("tomorrow")
        notepad.window.bar.buttons[number].click()
        assert notepad.text == after


def test_what_is_selected_or_pasted_or_composed_or_new_lines(notepad: Driver) -> None:
    notepad.type("hello")
    notepad.press(Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    notepad.editor.refresh()
    assert notepad.labels() == []
    notepad.type("I left")
    assert notepad.text == "I left"
    pasted = QMimeData()
    pasted.setText(" teh keys")
    notepad.editor.insertFromMimeData(pasted)
    notepad.press(Key.Key_Return)
    assert notepad.text == "I left teh keys\n"  # a paste is nobody's typo
    QApplication.sendEvent(notepad.editor, QInputMethodEvent("´", []))
    composed = QInputMethodEvent()
    composed.setCommitString("é")
    QApplication.sendEvent(notepad.editor, composed)
    assert notepad.text == "I left teh keys\né"


def test_the_mouse_on_grey_text_changes_nothing(notepad: Driver) -> None:
    notepad.type("see you tomo")
    place = notepad.editor.cursorRect().center()
    QTest.mouseClick(notepad.editor.viewport(), Qt.MouseButton.LeftButton, pos=place)
    notepad.editor.selectAll()
    notepad.editor.refresh()
    notepad.wait(lambda: True)
    assert notepad.text == "See you tomo"
    assert notepad.grey == ""


def test_any_text_can_be_typed(notepad: Driver) -> None:
    for text in ("日本語", "שלום", "a\u00adb", "x" * 50):
        notepad.editor.clear()
        notepad.type(text)
        assert notepad.text == text


def test_typing_takes_less_than_a_frame(notepad: Driver) -> None:
    spent_ms = []
    for character in "thank you for the message, I will be there tomorow at noon ":
        started_s = time.thread_time()  # other programs are not to be measured
        notepad.type(character)
        spent_ms.append(1_000 * (time.thread_time() - started_s))
    assert statistics.median(spent_ms) < FRAME_MS


def test_a_recording_is_dictated_at_the_caret(
    open_notepad: Callable[..., Driver], load: Callable[[], linnet.Recognizer], keyboard: linnet.Keyboard
) -> None:
    notepad = open_notepad(load, recording(DEMOS / "clip.opus", realtime=False))
    greys: list[str] = []
    levels: list[int] = []
    notepad.window.meter.valueChanged.connect(levels.append)
    notepad.window.meter.valueChanged.connect(lambda _: greys.append(notepad.grey))
    notepad.editor.setPlainText("He said:. Yes.")
    notepad.put_caret(len("He said:"))
    notepad.dictate()
    assert notepad.text.startswith("He said: ")
    assert notepad.text.endswith(". Yes.")
    heard = notepad.text.removeprefix("He said: ").removesuffix(". Yes.")
    assert difflib.SequenceMatcher(None, heard.lower(), SENTENCE).ratio() > 0.6
    assert len({grey for grey in greys if grey}) > 3
    assert any(heard.startswith(grey.strip()) for grey in greys if grey)
    assert max(levels) > 50
    assert len(set(levels)) > 5
    assert notepad.window.meter.value() == 0
    assert notepad.grey == ""
    assert all(word.lower().strip(".") in keyboard.personal for word in heard.split() if len(word) > 3)


def test_a_dictation_begins_with_a_capital_and_typing_goes_on_meanwhile(
    open_notepad: Callable[..., Driver], load: Callable[[], linnet.Recognizer]
) -> None:
    load()
    notepad = open_notepad(load, recording(DEMOS / "clip.opus", realtime=False))
    notepad.press(Key.Key_F9)
    notepad.wait(lambda: len(notepad.grey) > 5)
    assert notepad.grey[0].isupper()
    assert notepad.text == ""
    notepad.type("ok ")
    notepad.wait(lambda: not notepad.window.dictate.isChecked())
    assert notepad.text.lower().startswith("ok ")
    assert len(notepad.text.split()) > 5
    assert notepad.text.endswith(" ")
    notepad.type(".")
    assert notepad.text[-2].isalpha()


def test_words_that_were_typed_are_listened_for(
    open_notepad: Callable[..., Driver], load: Callable[[], linnet.Recognizer]
) -> None:
    listened_for: list[set[str]] = []

    class Recorder:
        def stream(self, rate_hz: int, *, personal: linnet.PersonalDictionary) -> linnet.SpeechStream:
            listened_for.append({word.display for word in personal.words() if word.established})
            return load().stream(rate_hz, personal=personal)

    notepad = open_notepad(Recorder, recording(DEMOS / "clip.opus", realtime=False))
    notepad.dictate()
    notepad.type("I met Belkasim. Belkasim was there. ")
    notepad.dictate()
    before, after = listened_for
    assert after - before >= {"Belkasim"}


def test_f9_again_ends_it_and_the_last_words_come(
    open_notepad: Callable[..., Driver], load: Callable[[], linnet.Recognizer]
) -> None:
    notepad = open_notepad(load, recording(DEMOS / "clip.opus"))
    notepad.press(Key.Key_F9)
    notepad.wait(lambda: len(notepad.grey) > 5)
    assert notepad.note.startswith("Listening")
    assert notepad.text == ""
    notepad.press(Key.Key_F9)
    notepad.wait(lambda: notepad.window.dictate.isEnabled())
    assert 5 < len(notepad.text) < len(SENTENCE) / 2
    assert not notepad.window.dictate.isChecked()


def test_without_a_microphone_it_says_so_and_typing_goes_on(
    open_notepad: Callable[..., Driver], monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> linnet.Microphone:
        raise linnet.AudioFormatError("expected a microphone, found none that can be opened: no device")

    monkeypatch.setattr(linnet.Microphone, "open", none)
    notepad = open_notepad()
    notepad.dictate()
    assert notepad.note.startswith("expected a microphone, found none")
    notepad.type("teh ")
    assert notepad.text == "The "


def test_a_personal_dictionary_that_fails_is_told_and_typing_goes_on(
    application: QApplication,  # noqa: ARG001 (a window needs one)
    language: linnet.Language,
    tmp_path: Path,
) -> None:
    keyboard = linnet.Keyboard.load(language, tmp_path)  # a directory
    notepad = Driver(Notepad(keyboard, pytest.fail, microphone))
    notepad.type("see you ")
    assert notepad.text == "See you "
    assert str(tmp_path) in notepad.note
    notepad.window.close()


def test_keys_alone_reach_everything_and_all_has_a_name(notepad: Driver) -> None:
    notepad.type("see you tomo")
    notepad.press(Key.Key_Escape)
    assert (notepad.grey, notepad.labels()) == ("", [])
    notepad.type("r")
    notepad.press(Key.Key_Tab)
    assert notepad.text == "See you tomorrow "
    notepad.press(Key.Key_Escape)
    reached = set[QWidget]()
    while (focused := QApplication.focusWidget()) not in reached:
        reached.add(focused)
        assert focused.accessibleName(), focused
        notepad.press(Key.Key_Tab if focused is not notepad.editor else Key.Key_Escape)
        if focused is notepad.editor:
            notepad.press(Key.Key_Tab)
    assert {notepad.editor, notepad.window.dictate, notepad.window.theme} <= reached
    assert notepad.window.meter.accessibleName()


def test_a_suggestion_says_what_it_is_to_a_screen_reader(notepad: Driver) -> None:
    notepad.type("I left teh")
    names = [button.accessibleName() for button in notepad.window.bar.buttons]
    assert names[:2] == ["teh, suggestion 1", "the, suggestion 2"]
    assert notepad.window.bar.buttons[1].accessibleDescription() == "written by a space, Ctrl+2"


def test_a_long_word_is_shortened_and_does_not_widen_the_window(notepad: Driver) -> None:
    notepad.window.resize(320, 300)
    QApplication.processEvents()
    width = notepad.window.width()
    notepad.type("internationalisationalisations")
    QApplication.processEvents()
    assert notepad.window.width() == width
    assert "…" in notepad.labels()[0]
    notepad.window.resize(1_200, 300)
    QApplication.processEvents()
    assert notepad.labels()[0].rstrip("*") == "internationalisationalisations"


@pytest.mark.parametrize("dark", [False, True])
def test_light_and_dark_have_contrast(dark: bool, notepad: Driver) -> None:
    use_theme(dark=dark)
    notepad.type("I left teh")
    pixels = notepad.window.grab().toImage()
    assert (pixels.pixelColor(3, 3).lightness() < 128) is dark
    palette, role = QApplication.palette(), QPalette.ColorRole
    for text, ground in (
        (role.Text, role.Base),
        (role.PlaceholderText, role.Base),
        (role.PlaceholderText, role.Button),
        (role.WindowText, role.Window),
        (role.ButtonText, role.Button),
        (role.HighlightedText, role.Highlight),
    ):
        assert contrast(palette, text, ground) >= 4.5, (text, ground)
    notepad.press(Key.Key_F8)
    assert (notepad.window.grab().toImage().pixelColor(3, 3).lightness() < 128) is not dark
    use_theme(dark=False)


def contrast(palette: QPalette, *roles: QPalette.ColorRole) -> float:
    """The ratio of WCAG 2."""

    def luminance(role: QPalette.ColorRole) -> float:
        parts = palette.color(role).getRgbF()[:3]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted(map(luminance, roles))
    return (lighter + 0.05) / (darker + 0.05)


START = """
import sys, time
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
import runpy

def use_it():
    window, = (one for one in QApplication.topLevelWidgets() if one.windowTitle() == "Linnet notepad")
    QTest.keyClicks(window.editor, "teh ")
    window.dictate.click()
    ends_s = time.monotonic() + 30
    while not window.editor.grey_text.strip() and time.monotonic() < ends_s:
        QApplication.processEvents()
        time.sleep(0.01)
    print(window.editor.toPlainText(), bool(window.editor.grey_text.strip()))
    window.close()
    return 0

QApplication.exec = lambda *_: use_it()
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
"""Runs the demo with somebody who types, dictates, and closes the window while dictating."""


def start(*arguments: str | Path, code: str = START) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, str(DEMOS / "desktop.py"), *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(DEMOS), *sys.path])}
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment)


def test_the_program_starts_and_closing_while_dictating_is_clean(tmp_path: Path) -> None:
    run = start("--file", DEMOS / "clip.opus", "--personal", tmp_path / "words.db")
    assert (run.returncode, run.stdout) == (0, "The  True\n")
    lines = [line for line in run.stderr.splitlines() if "propagateSizeHints" not in line]
    assert lines == []


@pytest.mark.parametrize("part", sorted((DEMOS / "notepad").glob("*.py")), ids=lambda path: path.name)
def test_a_part_is_short_and_imports_only_linnet_and_pyside(part: Path) -> None:
    lines = part.read_text(encoding="utf-8").splitlines()
    imported = {line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert len(lines) < 250
    assert imported - set(sys.stdlib_module_names) <= {"linnet", "notepad", "PySide6"}


def test_without_pyside_it_is_one_line() -> None:
    code = "import runpy, sys; sys.modules['PySide6'] = None; sys.argv = sys.argv[1:]; "
    code += "runpy.run_path(sys.argv[0], run_name='__main__')"
    run = start(code=code)
    assert run.returncode == 1
    assert "pip install 'linnet[desktop]'" in run.stderr
    assert run.stderr.count("\n") == 1
