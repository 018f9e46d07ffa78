"""Events as text: on a terminal the partial is rewritten in place and finals stay; piped, only finals."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType

from rich.console import Console
from rich.live import Live
from rich.text import Text

from linnet.events import Event, Final, Partial

NOTHING_FITS = "(nothing that the grammar has)"


class Captions:
    """Shows a stream's events while it is open.

    >>> with Captions() as captions:
    ...     captions.show(event)
    """

    def __init__(self, prefix: str = "", *, words: bool = False, alternatives: bool = False) -> None:
        """Say what to show of a final apart from its text: each word, other texts."""
        self._prefix = prefix
        self._words = words
        self._alternatives = alternatives
        self._console = Console(highlight=False, soft_wrap=True)
        self._live = Live(console=self._console, transient=True, auto_refresh=False)

    def show(self, event: Event) -> None:
        """Show one event."""
        if isinstance(event, Final):
            self._update(Text())
            for line in self._lines(event):
                self._console.print(Text(line))
        else:
            self._update(partial_text(event))

    def __enter__(self) -> Captions:
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def _lines(self, final: Final) -> Iterator[str]:
        """A final as lines of text."""
        yield f"{self._prefix}{final.start_s:7.2f} {final.end_s:7.2f}  {final.text or NOTHING_FITS}"
        if final.command:
            yield f"{'':15}  {final.command.confidence:4.2f}  {final.command}"
        for word in final.words if self._words else ():
            yield f"{word.start_s:7.2f} {word.end_s:7.2f}  {word.confidence:4.2f}  {word.text}"
        for other in final.alternatives if self._alternatives else ():
            yield f"{'':15}  {other.confidence:4.2f}  {other.text}"

    def _update(self, text: Text) -> None:
        """Rewrite the line of the partial."""
        if self._console.is_terminal:
            self._live.update(text, refresh=True)


def partial_text(partial: Partial) -> Text:
    """A partial: what stays as finals look, and dim what may still change."""
    stable, rest = partial.text[: partial.stable_length], partial.text[partial.stable_length :]
    return Text.assemble(stable, (rest, "dim"), overflow="ellipsis", no_wrap=True)
