"""``linnet type``: a keyboard in the terminal; or lines in, corrected lines out."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from linnet.cli_options import BundleOption
from linnet.keyboard import Keyboard
from linnet.loading import loading
from linnet.personal_dictionary import PersonalDictionary
from linnet.personal_file import PersonalStoreWarning
from linnet.text_lines import decoded
from linnet.typing_app import open_typing_app

PersonalOption = Annotated[
    Path | None, typer.Option("--personal", help="File of your own words; made when it is not there.")
]
LearnOption = Annotated[bool, typer.Option("--learn/--no-learn", help="Learn words from what is typed.")]


def type_text(
    bundle: BundleOption = None, personal: PersonalOption = None, learn: LearnOption = False
) -> None:
    """Type in the terminal, with suggestions and corrections at every key.

    Without a terminal, lines of standard input are printed as the keyboard corrects them:
    echo "helo wrold" | linnet type
    """
    with warnings.catch_warnings(), PersonalDictionary(personal) as words:
        warnings.simplefilter("ignore", PersonalStoreWarning)
        with loading("the keyboard"):
            keyboard = Keyboard.load(bundle, words)
        if sys.stdin.isatty():
            open_typing_app(keyboard, learn=learn)
        else:
            correct_lines(keyboard, sys.stdin, learn=learn)
        if words.recovered_from:
            typer.echo(f"linnet: {personal} was damaged; it is kept as {words.recovered_from}", err=True)


def correct_lines(keyboard: Keyboard, lines: Iterable[str], *, learn: bool) -> None:
    """Print each line, a text of its own, as the keyboard corrects it.

    Raises:
        InputError: a line is not text.
        PersonalStoreError: the last failure of the personal dictionary, after all lines are printed.
    """
    failure = None
    for line in decoded(lines):
        session = keyboard.session(learn=learn)
        session.type(line + "\n")  # the end of a line ends its last word
        print(session.text, end="", flush=True)
        failure = session.personal_error or failure
    if failure:
        raise failure
