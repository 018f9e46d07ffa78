"""``linnet words``: look at the words that a keyboard learned, add, forget and block some, move them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from linnet.cli_personal import opened_words
from linnet.personal_word import PersonalWord
from linnet_runtime.errors import InputError, PersonalStoreError

app = typer.Typer(
    help="Your own words: what a keyboard learned from you. They never leave this machine.",
    no_args_is_help=False,
)

PersonalOption = Annotated[Path, typer.Option("--personal", help="File of your own words.")]
WordArgument = Annotated[str, typer.Argument(help="A word, in any case.")]


@app.command("list")
def show(personal: PersonalOption) -> None:
    """Show all words: how well each is known and its weight; then the blocked ones."""
    with opened_words(personal, existing=True) as dictionary:
        for word in dictionary.words():
            typer.echo(f"{word.display:<24} {_standing(word):<12} {word.weight:8.2f}")
        for written in sorted(dictionary.blocked()):
            typer.echo(f"{written:<24} blocked")


@app.command()
def add(word: WordArgument, personal: PersonalOption) -> None:
    """Add a word as you want to see it written; the file is made when it is not there."""
    with opened_words(personal) as dictionary:
        dictionary.add(word)


@app.command()
def forget(word: WordArgument, personal: PersonalOption) -> None:
    """Forget a word and erase it from the file, as if you had never typed it."""
    with opened_words(personal, existing=True) as dictionary:
        if not dictionary.forget(word):
            raise InputError(f"{personal}: no word {word!r:.60} to forget; `linnet words list` shows all")


@app.command()
def forget_all(
    personal: PersonalOption,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Forget everything and erase it from the file."""
    with opened_words(personal, existing=True) as dictionary:
        if not yes:
            typer.confirm(f"Forget all {len(dictionary.words())} words in {personal}?", abort=True)
        dictionary.forget_all()


@app.command()
def block(word: WordArgument, personal: PersonalOption) -> None:
    """Never suggest a word; the file is made when it is not there."""
    with opened_words(personal) as dictionary:
        dictionary.block(word)


@app.command()
def unblock(word: WordArgument, personal: PersonalOption) -> None:
    """Allow a blocked word again."""
    with opened_words(personal, existing=True) as dictionary:
        dictionary.unblock(word)


@app.command("export")
def write(personal: PersonalOption) -> None:
    """Print everything as JSON, for `linnet words import`."""
    with opened_words(personal, existing=True) as dictionary:
        typer.echo(dictionary.export_json(), nl=False)


@app.command("import")
def read(
    file: Annotated[Path, typer.Argument(help="What `linnet words export` printed.")],
    personal: PersonalOption,
) -> None:
    """Merge exported words into the file, which is made when it is not there."""
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise PersonalStoreError(f"{file}: expected JSON of `linnet words export` ({error})") from error
    with opened_words(personal) as dictionary:
        dictionary.import_json(text)


def _standing(word: PersonalWord) -> str:
    """How a word came to be known."""
    if word.added:
        return "added"
    return "learned" if word.established else "on probation"
