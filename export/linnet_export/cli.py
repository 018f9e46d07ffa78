"""The command ``linnet-export``: from recordings to a bundle. Errors are one line on stderr and exit 2."""

from __future__ import annotations

import sys

import typer

from linnet_export import cli_bundle, cli_data, cli_train
from linnet_runtime.errors import LinnetError

FAILED = 2

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
    try:
        code = app(arguments, prog_name="linnet-export", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except (LinnetError, OSError) as error:
        return _fail(str(error))
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except Exception as error:
        message = getattr(error, "format_message", None)
        if message is None:
            raise
        return _fail(f"{message()} (see linnet-export --help)")


def _fail(message: str) -> int:
    print(f"linnet-export: {' '.join(message.split())}", file=sys.stderr)
    return FAILED
