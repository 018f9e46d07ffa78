"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

BundleOption = Annotated[
    Path | None, typer.Option("--bundle", help="Bundle directory; default: the English one that comes along.")
]
LanguageOption = Annotated[
    Path | None,
    typer.Option("--language", help="Language bundle directory; default: the English one that comes along."),
]
PronunciationOption = Annotated[
    Path | None,
    typer.Option("--pronunciation", help="Pronunciation bundle directory; default: the English one."),
]
LettersOption = Annotated[
    bool, typer.Option("--letters", help="Write letters as they are heard, without a language.")
]
FormatOption = Annotated[
    bool, typer.Option("--format", help="Put capitals and punctuation into what was said.")
]
PhrasesOption = Annotated[
    Path | None, typer.Option("--phrases", help="Text file of names and phrases to expect, one a line.")
]
BoostOption = Annotated[
    float | None, typer.Option("--boost", help="How much likelier they become, as a natural logarithm.")
]
GrammarOption = Annotated[
    Path | None,
    typer.Option("--grammar", help="Commands to expect instead of free speech: JSON, or JSGF in .jsgf."),
]
SpeakerOption = Annotated[
    Path | None, typer.Option("--personal", help="File of your own words, to recognise these, too.")
]
AlternativesOption = Annotated[
    bool, typer.Option("--alternatives", help="Show what else it may have been, with confidences.")
]
WordsOption = Annotated[bool, typer.Option("--words", help="Show each word with times and confidence.")]
