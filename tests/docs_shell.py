"""Runs the shell blocks of docs/: Linnet's commands in this process, and no others."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from conftest import REPOSITORY
from linnet import Microphone
from linnet.cli import run as run_linnet
from linnet_export.cli import run as run_export

PROGRAMS: dict[str, Callable[[list[str]], int]] = {"linnet": run_linnet, "linnet-export": run_export}
_TINY = ("--tiny", "--precision", "32-true")
SMALL: dict[str, tuple[str, ...]] = {
    "tokenizer": ("--tiny",),
    "train": _TINY,
    "train-language": (*_TINY, "--threads", "1"),  # two threads wait for each other where cores are busy
    "train-pronunciation": _TINY,
    "train-emoji": _TINY,
}
"""What the page about training says to put behind each command for a first try."""
SLOW = ("bench",)
"""Commands that are only asked for help: tests/test_cli.py and tests/test_benchmark_typing.py run them."""
NOTED = ("git clone <this repository>", "cd linnet")
"""Lines that are not run."""


class ClipMicrophone:
    """Says a recording, then somebody presses Ctrl-C."""

    def __init__(self) -> None:
        self._samples, self.sample_rate_hz = soundfile.read("demos/clip.opus", dtype="float32")

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        yield self._samples
        raise KeyboardInterrupt

    def __enter__(self) -> ClipMicrophone:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def run_script(script: str) -> str:
    """Run each command of a block and return what they print; none may fail or be unknown."""
    printed = io.StringIO()
    for line in script.replace("\\\n", " ").splitlines():
        with contextlib.redirect_stdout(printed):
            _run_line(line.strip())
    return printed.getvalue()


def _run_line(line: str) -> None:
    """Run one command, or check that what it needs is there."""
    if not line or line in NOTED:
        return
    echoed = re.fullmatch(r"echo '([^']*)' \| (.*)", line)
    command = shlex.split(echoed[2] if echoed else line)
    if command[0] in PROGRAMS:
        _run_program(command, f"{echoed[1]}\n" if echoed else "")
    elif command[:2] == ["pip", "install"]:
        check_install(command[2])
    elif command[:2] == ["npm", "install"]:
        check_package(command[2])
    else:
        pytest.fail(f"a command that no test knows: {line}")


def _run_program(command: list[str], typed: str) -> None:
    """Run a program with text on its standard input; training is that of the recipe's tiny model."""
    program, *arguments = command
    if program == "linnet-export":
        arguments += SMALL.get(arguments[0], ())
    elif arguments[0] in SLOW:
        arguments += ["--help"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.StringIO(typed))
        patch.setattr(sys, "argv", [program, *arguments])
        patch.setattr(Microphone, "open", ClipMicrophone)
        assert PROGRAMS[program](arguments) == 0, shlex.join(command)


def check_install(what: str) -> None:
    """Check that what pip is told to install is this project with an extra it has, or a pinned package."""
    extras = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    match = re.fullmatch(r"(?:\.|linnet)(?:\[([\w,]+)\])?", what)
    if match is None:
        assert what in (REPOSITORY / "Makefile").read_text(), what
        return
    asked = set(match[1].split(",")) if match[1] else set()
    assert asked <= extras.keys(), what


def check_package(what: str) -> None:
    """Check that what npm is told to install is what the page of the demo is built with."""
    name, _, version = what.rpartition("@")
    package = json.loads((REPOSITORY / "demos" / "web" / "package.json").read_text())
    assert package["dependencies"][name] == version


def make_targets() -> set[str]:
    """What `make` can make."""
    return set(re.findall(r"^([\w-]+):", Path(REPOSITORY / "Makefile").read_text(), re.MULTILINE))
