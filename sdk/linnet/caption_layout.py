"""Where things stand in a caption: times or a bar to the left, text to the right of them."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

HEAD_COLUMNS = 15
"""As wide as the start and the end of a final."""
GAP = "  "
_LEAST_COLUMNS = 24
"""Where there is less room beside its head, a text has the lines under it to itself."""


def beside(console: Console, head: Text, body: Text) -> Text:
    """A text to the right of a head, or under it in a narrow console; its lines end where words do."""
    indent = " " * max(head.cell_len, HEAD_COLUMNS) + GAP
    is_narrow = console.width - len(indent) <= _LEAST_COLUMNS
    if is_narrow:
        indent = GAP
    lines = body.wrap(console, max(console.width - len(indent) - 1, 1))
    for line in lines:
        line.rstrip()
    between = "\n" + indent if is_narrow else " " * (len(indent) - head.cell_len)
    return Text.assemble(head, between, Text("\n" + indent).join(lines)) if body else head


def gauge(console: Console, share: float, label: str) -> Text:
    """A bar that is full at 1, with a label to its right, as wide as a final's times."""
    full, empty = ("█", "░") if console.encoding.startswith("utf") else ("#", ".")
    columns = HEAD_COLUMNS - len(label)
    filled = round(min(max(share, 0.0), 1.0) * columns)
    return Text.assemble((full * filled, "green"), (empty * (columns - filled), "dim"), label)
