"""Events as text: on a terminal the partial is rewritten in place and finals stay; piped, only finals."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import TracebackType

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.text import Text

from linnet.caption_layout import beside, gauge
from linnet.events import Event, Final, Partial
from linnet.final_lines import FinalLines
from linnet.live_line import LiveLine
from linnet.loudness import loudness

Lines = Callable[[Final, Console], Iterable[Text]]
"""A final as lines for a console."""


class Captions:
    """Shows a stream's events while it is open.

    >>> with Captions() as captions:
    ...     captions.show(event)
    ...     captions.show_level(samples)
    """

    def __init__(self, lines: Lines = FinalLines(), prefix: str = "", idle: str = "") -> None:  # noqa: B008 (frozen)
        """Touch no terminal yet.

        Args:
            lines: what is printed of a final.
            prefix: stands before each partial.
            idle: what a terminal shows while nothing is said.
        """
        self._lines = lines
        self._prefix = prefix
        self._idle = Text(idle, "dim")
        self._partial = Partial("", 0)
        self._gauge = Text()
        self._live = LiveLine()

    def show(self, event: Event) -> None:
        """Show one event."""
        if isinstance(event, Partial):
            self._partial = event
            self._draw()
            return
        self._partial = Partial("", 0)
        for line in self._lines(event, self._live.out):
            self._live.print(line)

    def show_level(self, samples: NDArray[np.float32]) -> None:
        """Show beside the partial how loud samples are, of any shape and in [-1, 1]."""
        self._show_gauge(loudness(samples), "")

    def show_progress(self, share: float) -> None:
        """Show beside the partial how much of a recording was heard, 0 to 1."""
        self._show_gauge(share, f"{share:5.0%}")

    def __enter__(self) -> Captions:
        self._live.__enter__()
        self._draw()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.__exit__(kind, error, trace)

    def _show_gauge(self, share: float, label: str) -> None:
        """Show a bar where a final has its times."""
        if self._live.console:
            self._gauge = gauge(self._live.console, share, label)
            self._draw()

    def _draw(self) -> None:
        """Bring the terminal up to date."""
        if self._live.console:
            body = partial_text(self._partial) if self._partial.text else self._idle
            head = Text.assemble(self._prefix, self._gauge)
            head.truncate(self._live.console.width - 1)
            self._live.show(beside(self._live.console, head, body))


def partial_text(partial: Partial) -> Text:
    """A partial: bold what stays, and dim what may still change."""
    stable, rest = partial.text[: partial.stable_length], partial.text[partial.stable_length :]
    return Text.assemble((stable, "bold"), (rest, "dim"))
