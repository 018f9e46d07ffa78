"""A touch keyboard drawn in the terminal, whose keys are tapped with the mouse."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.events import MouseDown
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from linnet_runtime.key_layout import SPACE, Key, KeyLayout


class Keys(Widget):
    """Draws a layout as wide and high as the widget is."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"keys--key", "keys--pressed"}
    DEFAULT_CSS = """
    Keys { height: 12; }
    Keys > .keys--key { background: $surface-lighten-1; color: $text; }
    Keys > .keys--pressed { background: $accent; color: $text; text-style: bold; }
    """

    class Tapped(Message):
        """A tap, in shares of the keyboard's width and height."""

        def __init__(self, x: float, y: float) -> None:
            super().__init__()
            self.x = x
            self.y = y

    def __init__(self, layout: KeyLayout) -> None:
        super().__init__()
        self._layout = layout
        self._pressed = ""

    def press(self, character: str) -> None:
        """Light up the key of a character, if there is one, and no other."""
        self._pressed = character.lower()
        self.refresh()

    def on_mouse_down(self, event: MouseDown) -> None:
        """Tap the middle of the cell under the mouse."""
        self.post_message(self.Tapped((event.x + 0.5) / self.size.width, (event.y + 0.5) / self.size.height))

    def render_line(self, y: int) -> Strip:
        """Draw one line of the keyboard."""
        boxes = [(self._box(key), character) for character, key in self._layout.keys.items()]
        cells: list[Segment] = []
        end = 0
        for box, character in sorted((box, c) for box, c in boxes if box.y <= y < box.bottom):
            cells += [Segment(" " * (box.x - end), self.rich_style), self._draw(box, character, y)]
            end = box.right
        return Strip(cells).adjust_cell_length(self.size.width, self.rich_style)

    def _box(self, key: Key) -> Region:
        """The cells of a key, with a gap to the right of it."""
        left, right = (round((key.x + side * key.width) * self.size.width) for side in (-0.5, 0.5))
        top, bottom = (round((key.y + side * key.height) * self.size.height) for side in (-0.5, 0.5))
        return Region(left, top, max(right - left - 1, 1), bottom - top)

    def _draw(self, box: Region, character: str, y: int) -> Segment:
        """One line of a key: its lowest line is half a line high, a gap to the row below."""
        name = "keys--pressed" if character == self._pressed else "keys--key"
        style = self.get_component_rich_style(name)
        if y == box.bottom - 1:
            return Segment("▀" * box.width, Style(color=style.bgcolor, bgcolor=self.rich_style.bgcolor))
        label = "space" if character == SPACE else character
        is_middle = y == box.y + (box.height - 1) // 2
        return Segment((label if is_middle else "").center(box.width)[: box.width], style)
