"""The row of suggestions above the keys."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widgets import Static

from linnet.suggestion import Suggestion, SuggestionKind

SLOTS = 3


class SuggestionSlot(Static):
    """One numbered suggestion, to click on."""

    DEFAULT_CSS = """
    SuggestionSlot {
        width: 1fr; height: 100%; margin: 0 1 0 0; padding: 0 1; content-align: left middle;
        text-wrap: nowrap; text-overflow: ellipsis; background: $surface; color: $text;
    }
    SuggestionSlot.-filled:hover { background: $primary-darken-1; }
    SuggestionSlot.-default { background: $primary; color: $text; text-style: bold; }
    """

    class Chosen(Message):
        """Somebody clicked on a suggestion."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number
            """From 1."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number

    def offer(self, suggestion: Suggestion | None, *, default: bool) -> None:
        """Show a suggestion, or none; ``default`` is the one that a space would write."""
        self.set_class(suggestion is not None, "-filled")
        self.set_class(default, "-default")
        number = Content.styled(f"{self._number} ", "dim")
        self.update(number + Content(suggestion.text) if suggestion else "")

    def on_click(self, event: Click) -> None:
        """Choose it."""
        event.stop()
        self.post_message(self.Chosen(self._number))


class SuggestionBar(Horizontal):
    """The suggestions side by side: the word as typed to the left, what a space would write lit up."""

    DEFAULT_CSS = "SuggestionBar { height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.numbers: dict[int, Suggestion] = {}
        """What is shown, by the number in front of it."""

    def compose(self) -> ComposeResult:
        """Its slots."""
        for number in range(1, SLOTS + 1):
            yield SuggestionSlot(number)

    def offer(self, suggestions: Sequence[Suggestion]) -> None:
        """Show what a session suggests, in whose order the first is what a space would write."""
        ordered = sorted(suggestions, key=lambda one: one.kind != SuggestionKind.LITERAL)
        self.numbers = dict(enumerate(ordered, start=1))
        default = next((one for one in suggestions[:1] if one.kind != SuggestionKind.NEXT_WORD), None)
        for number, slot in enumerate(self.query(SuggestionSlot), start=1):
            suggestion = self.numbers.get(number)
            slot.offer(suggestion, default=suggestion is not None and suggestion is default)
