"""The command ``linnet``. Errors are one line on stderr and exit code 2; Ctrl-C ends it with 130."""

from __future__ import annotations

import sys

import typer

from linnet import cli_bench, cli_inspect, cli_listen, cli_transcribe
from linnet_runtime.errors import LinnetError

FAILED = 2
INTERRUPTED = 130

app = typer.Typer(
    help="On-device speech recognition. Nothing you say leaves this machine.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("transcribe")(cli_transcribe.transcribe)
app.command("listen")(cli_listen.listen)
app.command("inspect")(cli_inspect.inspect)
app.add_typer(cli_bench.app, name="bench")


def main() -> None:
    """Run the command line and exit."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code."""
    try:
        # Without "standalone mode" typer returns the code of typer.Exit and lets all else through.
        code = app(arguments, prog_name="linnet", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except LinnetError as error:
        return _fail(str(error))
    except BrokenPipeError:  # `linnet transcribe ... | head -1`: the reader has what it wanted
        sys.stdout = None  # or the interpreter's last flush complains
        return 0
    except OSError as error:
        return _fail(str(error))
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except Exception as error:
        # Wrong options: older typer raises click's exceptions, newer its own; they have this method in
        # common.
        message = getattr(error, "format_message", None)
        if message is None:
            raise
        return _fail(f"{message()} (see linnet --help)")


def _fail(message: str) -> int:
    """Say what went wrong in one line."""
    print(f"linnet: {' '.join(message.split())}", file=sys.stderr)
    return FAILED
