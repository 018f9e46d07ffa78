"""What a terminal shows at its bottom and rewrites in place; nothing where there is no terminal."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType

from rich.console import Console
from rich.live import Live
from rich.text import Text

SHORTEST_S = 0.05
"""A text stands for at least so long: faster changes would flicker, and nobody could read them."""


class LiveLine:
    """A text on standard output, or where that is no terminal, on standard error.

    >>> with LiveLine() as line:
    ...     line.show(Text("35%"))
    ...     line.print(Text("a line that stays"))
    """

    def __init__(self, clock_s: Callable[[], float] = time.monotonic) -> None:
        self.out = Console(highlight=False, soft_wrap=True)
        """Where lines that stay are printed."""
        consoles = (self.out, Console(highlight=False, stderr=True))
        terminals = [one for one in consoles if one.file.isatty() and not one.is_dumb_terminal]
        self.console = terminals[0] if terminals else None
        """Where it is shown; None for nowhere."""
        self._clock_s = clock_s
        self._shown = Text()
        self._shown_s = -SHORTEST_S
        self._live = Live(
            console=self.console,
            transient=True,
            auto_refresh=False,
            redirect_stdout=False,
            redirect_stderr=False,
            vertical_overflow="crop",
        )

    def show(self, text: Text) -> None:
        """Show a text in the place of the last one; it may take several lines."""
        if self._clock_s() >= self._shown_s + SHORTEST_S:
            self._draw(text)

    def print(self, text: Text) -> None:
        """Print a line that stays, above what is shown."""
        self._draw(Text())
        if self.out.file.isatty():
            self.out.print(text)
        else:
            print(text.plain, flush=True)

    def __enter__(self) -> LiveLine:
        if self.console:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._draw(Text())
        self._live.stop()

    def _draw(self, text: Text) -> None:
        """Draw what is new."""
        if self.console and self._live.is_started and text != self._shown:
            self._live.update(text, refresh=True)
            self._shown, self._shown_s = text, self._clock_s()
