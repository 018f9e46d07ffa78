"""``linnet proofread``: lines in, corrected lines out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from linnet.cli_options import BundleOption, LanguageOption, PronunciationOption
from linnet.correction import Correction
from linnet.loading import loading
from linnet.proofreader import Proofreader
from linnet.text_lines import decoded_lines


def proofread(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Texts in UTF-8; default: standard input.", show_default=False)
    ] = None,
    edits: Annotated[
        bool, typer.Option("--edits", help="Show what was changed, in colour or [-]{+}.")
    ] = False,
    bundle: BundleOption = None,
    language: LanguageOption = None,
    pronunciation: PronunciationOption = None,
    personal: Annotated[
        Path | None, typer.Option(help="File of your own words, which stay as they are.")
    ] = None,
) -> None:
    """Print texts line by line as they were meant: spelling, words that sound alike, capitals and marks.

    echo "whats the whether tomorow" | linnet proofread
    """
    with loading("the proofreader"):
        proofreader = Proofreader.load(
            bundle, language=language, pronunciation=pronunciation, personal=personal
        )
    for line in decoded_lines(files or []):
        correction = proofreader.correct(line)
        if edits:
            Console(highlight=False, soft_wrap=True).print(marked(line, correction))
        else:
            print(correction.text, flush=True)


def marked(text: str, correction: Correction) -> Text:
    """What was there and what is there now, in red and green and as [-before-]{+after+}."""
    shown, after = Text(), 0
    for edit in correction.edits:
        shown.append(text[after : edit.start])
        if edit.before:
            shown.append(f"[-{edit.before}-]", "red")
        if edit.after:
            shown.append(f"{{+{edit.after}+}}", "green")
        after = edit.end
    return shown.append(text[after:])
