"""The command ``linnet-export``: from recordings to a bundle. Errors are one line on stderr and exit 2."""

from __future__ import annotations

import sys

import typer

from linnet_export import cli_bundle, cli_data, cli_train
from linnet_runtime.command_line import run_program

app = typer.Typer(
    help="Train, export, pack and measure Linnet's models.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("synthesize")(cli_data.synthesize_command)
app.command("train")(cli_train.train_command)
app.command("export")(cli_bundle.export_command)
app.command("pack")(cli_bundle.pack_command)
app.command("evaluate")(cli_bundle.evaluate_command)
app.command("table")(cli_bundle.table_command)


def main() -> None:
    """Run the command line and exit."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code."""
    return run_program(app, "linnet-export", arguments, typer.Abort)
