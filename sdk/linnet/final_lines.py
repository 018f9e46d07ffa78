"""A final as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from linnet.caption_layout import GAP, HEAD_COLUMNS, beside
from linnet.events import Final

NOTHING_FITS = "(nothing that the grammar has)"


@dataclass(frozen=True)
class FinalLines:
    """What to show of a final apart from its text, which is the formatted one if there is one.

    Wrapped between words on a terminal, one line elsewhere.

    >>> list(FinalLines()(final, console))
    [<text '   0.50    1.25  see you'>]
    """

    prefix: str = ""
    """Stands before its times."""
    words: bool = False
    """Whether each word has a line, with its times and confidence."""
    alternatives: bool = False
    """Whether other texts have lines."""

    def __call__(self, final: Final, console: Console) -> Iterator[Text]:
        """Return its lines for a console."""
        times = f"{self.prefix}{final.start_s:7.2f} {final.end_s:7.2f}"
        text = final.formatted.text if final.formatted else final.text
        yield _line(console, times, text or NOTHING_FITS)
        for rest in self._rest(final):
            yield Text(rest)

    def _rest(self, final: Final) -> Iterator[str]:
        """What was asked for below the text."""
        nowhen = " " * HEAD_COLUMNS
        if final.command:
            yield f"{nowhen}  {final.command.confidence:4.2f}  {final.command}"
        shown = final.formatted.words if final.formatted else [word.text for word in final.words]
        for word, text in zip(final.words, shown, strict=True) if self.words else ():
            yield f"{word.start_s:7.2f} {word.end_s:7.2f}  {word.confidence:4.2f}  {text}"
        for other in final.alternatives if self.alternatives else ():
            yield f"{nowhen}  {other.confidence:4.2f}  {other.text}"


def _line(console: Console, head: str, body: str) -> Text:
    """One line; on a terminal as many as it takes."""
    if console.file.isatty():
        return beside(console, Text(head, "dim"), Text(body))
    return Text(head + GAP + body)
