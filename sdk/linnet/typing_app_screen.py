"""What ``linnet type`` shows and which key does what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Key, Paste
from textual.widgets import Static

from linnet.composition import Composition
from linnet.suggestion import Commit, Suggestion
from linnet.typing_app_bar import SLOTS, SuggestionBar, SuggestionSlot
from linnet.typing_app_keys import Keys
from linnet.typing_app_latency import Latency
from linnet_runtime.errors import LinnetError

if TYPE_CHECKING:
    from linnet.keyboard import Keyboard

_HELP = [
    (
        74,
        "1 2 3 or click: choose   ctrl-z: undo   tab: digits are text   esc: quit",
        "click: choose   ctrl-z: undo   tab: 1 2 3 choose   esc: quit",
    ),
    (40, "1-3 choose ^z undo tab digits esc quit", "click ^z undo tab 1-3 choose esc quit"),
    (0, "1-3 ^z tab esc", "^z tab esc"),
]
"""Columns from which a help fits; what it says while digits choose, and while they are typed."""
_ABOUT = {True: "Learns your words, sends nothing.", False: "Learns nothing, sends nothing."}
_TAKE = "→ takes the grey words"
_ROOMY = 40
"""Columns from which all of the other lines fits."""
_HEIGHTS = [(0, "-low"), (14, "-medium"), (22, "-high"), (24, "-full")]
"""Style classes by the lines of the terminal."""


class TypingApp(App[str]):
    """A text field, the suggestions at each keystroke, and a keyboard to tap on; returns the text."""

    TITLE = "linnet type"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+q,ctrl+c", "leave", priority=True),
        Binding("backspace,ctrl+h", "backspace"),
        Binding("ctrl+z", "undo"),
        Binding("right", "take_phrase"),
        Binding("tab", "switch_digits", priority=True),
    ]
    VERTICAL_BREAKPOINTS = _HEIGHTS
    CSS = """
    Screen { overflow: hidden; }
    #about { height: 1; padding: 0 1; color: $text-muted; text-wrap: nowrap; text-overflow: ellipsis; }
    #page { height: 1fr; min-height: 1; padding: 0 1; border: round $primary; scrollbar-size: 0 0; }
    #note, #latency, #help { height: 1; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    #note { color: $text-warning; }
    #latency, #help { color: $text-muted; }
    .-low Keys { display: none; }
    .-medium Keys { height: 8; }
    .-full SuggestionBar { height: 3; }
    """

    def __init__(self, keyboard: Keyboard, *, learn: bool, latency: Latency | None = None) -> None:
        super().__init__()
        self._key_layout = keyboard.layout
        self._session = keyboard.session(learn=learn)
        self._offered: tuple[Suggestion, ...] = ()
        self._phrase: Composition | None = None
        self._learns = learn
        self._latency = latency or Latency()
        self._digits_choose = True

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield Static(id="about")
        with VerticalScroll(id="page", can_focus=False):
            yield Static(id="text", markup=False)
        yield SuggestionBar()
        yield Static(id="note", markup=False)
        yield Keys(self._key_layout)
        yield Static(id="latency", markup=False)
        yield Static(id="help", markup=False)

    def on_mount(self) -> None:
        """Show what is suggested before the first key."""
        self._show_for_width()
        self._show(self._do(lambda: ""))

    def on_resize(self) -> None:
        """What is said fits the width."""
        self._show_for_width()

    def on_key(self, event: Key) -> None:
        """Type a character, or choose with a digit."""
        character = "\n" if event.key == "enter" else event.character if event.is_printable else None
        if not character:
            return
        event.stop()
        if self._is_choice(character):
            self._choose(int(character))
        else:
            self._press(lambda: _correction(self._session.type(character)), character)

    def on_paste(self, event: Paste) -> None:
        """Type all of it at once; no keystroke."""
        self._show(self._do(lambda: _correction(self._session.type(event.text))))

    def on_keys_tapped(self, tap: Keys.Tapped) -> None:
        """A key was hit, or nearly."""
        key = self._key_layout.nearest(tap.x, tap.y)
        self._press(lambda: _correction(self._session.tap(tap.x, tap.y)), key)

    def on_suggestion_slot_chosen(self, slot: SuggestionSlot.Chosen) -> None:
        """A suggestion was clicked."""
        self._choose(slot.number)

    def action_backspace(self) -> None:
        """Take away one character."""
        self._press(self._backspace)

    def action_undo(self) -> None:
        """Put back what was typed before the last correction or choice."""
        self._press(self._undo)

    def action_take_phrase(self) -> None:
        """Write the words that are grey at the cursor, if there are some."""
        if phrase := self._phrase:
            self._press(lambda: self._write(phrase))

    def action_switch_digits(self) -> None:
        """Let 1 to 3 choose suggestions, or be typed."""
        self._digits_choose = not self._digits_choose
        self._show_for_width()

    def action_leave(self) -> None:
        """Quit with the text."""
        self.exit(self._session.text)

    def _is_choice(self, character: str) -> bool:
        """Whether a character is the number of a suggestion; within a number, a digit is a digit."""
        numbers = map(str, self.query_one(SuggestionBar).numbers)
        return self._digits_choose and character in numbers and not self._session.text[-1:].isdigit()

    def _choose(self, number: int) -> None:
        """Write the suggestion with a number, if there is one."""
        shown = self.query_one(SuggestionBar).numbers
        if number in shown:
            self._press(lambda: self._write(shown[number]))

    def _write(self, suggestion: Suggestion | Composition) -> str:
        """Nor about a choice."""
        self._session.commit(suggestion)
        return ""

    def _backspace(self) -> str:
        """There is nothing to say about it."""
        self._session.backspace()
        return ""

    def _undo(self) -> str:
        """Undo, and say what."""
        undone = self._session.undo()
        return f"took back {undone.text}" if undone else "nothing to undo"

    def _press(self, act: Callable[[], str], key: str = "") -> None:
        """Do what one keystroke asks for, timed, and show it."""
        with self._latency.keystroke():
            note = self._do(act)
        self.query_one(Keys).press(key)
        self._show(note)

    def _do(self, act: Callable[[], str]) -> str:
        """Act on the session and find the next suggestions; returns the note to show."""
        try:
            note = act()
            self._offered = self._session.suggestions(SLOTS)
            self._phrase = self._session.compose()
        except LinnetError as error:
            return str(error)
        return note or str(self._session.personal_error or "") or (_TAKE if self._phrase else "")

    def _show(self, note: str) -> None:
        """Bring the screen up to date."""
        cursor = Content.styled("▏", "bold")
        grey = Content.styled(self._phrase.rest if self._phrase else "", "dim")
        self.query_one("#text", Static).update(Content(self._session.text) + cursor + grey)
        self.query_one("#page").scroll_end(animate=False)
        self.query_one(SuggestionBar).offer(self._offered)
        self.query_one("#note", Static).update(note)
        self._show_latency()

    def _show_latency(self) -> None:
        """How quick it is, as far as that fits."""
        is_roomy = self.size.width >= _ROOMY
        summary = self._latency.summary() if is_roomy else self._latency.short_summary()
        self.query_one("#latency", Static).update(summary)

    def _show_for_width(self) -> None:
        """What the keys do and more, in the words that fit."""
        choosing, typing = next(texts for columns, *texts in _HELP if self.size.width >= columns)
        self.query_one("#help", Static).update(choosing if self._digits_choose else typing)
        about = _ABOUT[self._learns] if self.size.width >= _ROOMY else "Sends nothing."
        self.query_one("#about", Static).update(about)
        self._show_latency()


def _correction(commits: Sequence[Commit]) -> str:
    """What to say when words were finished: the last that was corrected."""
    corrected = [commit for commit in commits if commit.corrected_from]
    return f"{corrected[-1].corrected_from} → {corrected[-1].text}   ctrl-z undoes" if corrected else ""
