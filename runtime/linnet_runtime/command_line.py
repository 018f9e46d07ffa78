"""Running a command-line program: errors are one line on stderr and exit code 2, never a traceback."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from .errors import LinnetError

FAILED = 2
INTERRUPTED = 130


def run_program(
    program: Callable[..., object], name: str, arguments: Sequence[str], aborts: type[Exception]
) -> int:
    """Run a typer application and return its exit code; Ctrl-C gives 130.

    Typer comes from the caller, the runtime does without it: ``aborts`` is its ``Abort``.
    """
    try:
        # Without "standalone mode" typer returns the code of typer.Exit and lets all else through.
        code = program(list(arguments), prog_name=name, standalone_mode=False)
        return code if isinstance(code, int) else 0
    except BrokenPipeError:  # `linnet transcribe ... | head -1`: the reader has what it wanted
        sys.stdout = None  # or the interpreter's last flush complains
        return 0
    except (LinnetError, OSError) as error:
        return _fail(name, str(error))
    except (KeyboardInterrupt, aborts):
        return INTERRUPTED
    except Exception as error:
        # Wrong options: older typer raises click's exceptions, newer its own; both have this method.
        message = getattr(error, "format_message", None)
        if message is None:
            raise
        return _fail(name, f"{message()} (see {name} --help)")


def _fail(name: str, message: str) -> int:
    """Say what went wrong in one line."""
    print(f"{name}: {' '.join(message.split())}", file=sys.stderr)
    return FAILED
