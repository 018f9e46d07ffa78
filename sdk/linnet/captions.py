"""Events as text: on a terminal the partial is rewritten in place and finals stay; piped, only finals."""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.live import Live
from rich.text import Text

from linnet.events import Event, Final


class Captions:
    """Shows a stream's events while it is open.

    >>> with Captions() as captions:
    ...     captions.show(event)
    """

    def __init__(self, prefix: str = "") -> None:
        self._prefix = prefix
        self._console = Console(highlight=False, soft_wrap=True)
        self._live = Live(console=self._console, transient=True, auto_refresh=False)

    def show(self, event: Event) -> None:
        """Show one event."""
        if isinstance(event, Final):
            self._update("")
            times = f"{event.start_s:7.2f} {event.end_s:7.2f}"
            self._console.print(Text(f"{self._prefix}{times}  {event.text}"))
        else:
            self._update(event.text)

    def __enter__(self) -> Captions:
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def _update(self, partial: str) -> None:
        """Rewrite the line of the partial."""
        if self._console.is_terminal:
            self._live.update(Text(partial, style="dim", overflow="ellipsis"), refresh=True)
