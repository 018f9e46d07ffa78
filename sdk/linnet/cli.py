"""The command ``linnet``. Errors are one line on stderr and exit code 2; Ctrl-C ends it with 130."""

from __future__ import annotations

import sys

import typer

from linnet import (
    cli_bench,
    cli_emoji,
    cli_format,
    cli_inspect,
    cli_listen,
    cli_spot,
    cli_transcribe,
    cli_type,
    cli_web,
    cli_words,
)
from linnet.cli_proofread import proofread
from linnet_runtime.command_line import run_program

app = typer.Typer(
    help="Speech recognition and keyboard on the device. Nothing you say or type leaves this machine.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("transcribe")(cli_transcribe.transcribe)
app.command("listen")(cli_listen.listen)
app.command("format")(cli_format.format_text)
app.command("spot")(cli_spot.spot)
app.command("inspect")(cli_inspect.inspect)
app.command("type")(cli_type.type_text)
app.command("emoji")(cli_emoji.emoji)
app.command("proofread")(proofread)
app.command("web")(cli_web.web)
app.add_typer(cli_bench.app, name="bench")
app.add_typer(cli_words.app, name="words")


def main() -> None:
    """Run the command line and exit."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code."""
    return run_program(app, "linnet", arguments, typer.Abort)
