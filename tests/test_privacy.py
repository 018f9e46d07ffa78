"""Nothing leaves the device, and nothing is kept but what was asked for: see docs/privacy.md."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import REPOSITORY

EVERYTHING = """
import json, os, sys

events = []
sys.addaudithook(lambda event, arguments: events.append((event, repr(arguments[:2]))))
import linnet
from linnet.cli import run

recognizer = linnet.Recognizer.load()
personal = linnet.PersonalDictionary("words.db")
keyboard = linnet.Keyboard.load(personal=personal)
with linnet.AudioFile.open("clip.opus") as clip:
    stream = recognizer.stream(clip.sample_rate_hz, phrases=["Belkasim"], personal=personal)
    for samples in clip.blocks():
        stream.accept(samples)
    snapshot = stream.snapshot()
    stream.finish()
recognizer.resume(snapshot).finish()
keyboard.session(learn=True).type("I met McQuillan. McQuillan was there. ")
keyboard.session(learn=False).type("I met Ouagadougou. Ouagadougou was there. ")
personal.forget("was")
linnet.Spotter(keywords=["batman"]).finish()
assert run(["transcribe", "clip.opus"]) == run(["inspect"]) == 0
events_by_name = {}
for name, arguments in events:
    events_by_name.setdefault(name, []).append(arguments)
descriptors = [os.readlink(f"/proc/self/fd/{one}") for one in os.listdir("/proc/self/fd") if
               os.path.islink(f"/proc/self/fd/{one}")] if os.path.isdir("/proc/self/fd") else []
print(json.dumps([events_by_name, descriptors]))
"""
"""Python that uses all of Linnet and tells which audit events it caused and which files are open then."""
FAR = re.compile(
    r"socket\.|urllib\.|http\.client|ftplib|smtplib|webbrowser|subprocess|os\.system|os\.exec|os\.posix_"
)


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, list[str]], list[str]]:
    """A new user's home after everything was used once; what Python was asked for; the open files."""
    home = tmp_path_factory.mktemp("home")
    (home / "clip.opus").write_bytes((REPOSITORY / "demos" / "clip.opus").read_bytes())
    # Runtimes keep quiet in continuous integration and in tests; here they are to behave as for everybody.
    quiet = ("CI", "ORT_RUNNING_UNIT_TESTS", "ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME", "XDG_DATA_HOME")
    environment = {name: value for name, value in os.environ.items() if name not in quiet}
    environment |= {"HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", EVERYTHING]
    run = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    events, descriptors = json.loads(run.stdout.splitlines()[-1])
    return home, events, descriptors


def test_no_connection_is_opened(used: tuple[Path, dict[str, list[str]], list[str]]) -> None:
    _, events, descriptors = used
    assert "sqlite3.connect" in events  # the hook hears
    assert [name for name in events if FAR.match(name)] == []
    assert [one for one in descriptors if one.startswith("socket:")] == []


def test_no_file_is_written_but_the_personal_words(
    used: tuple[Path, dict[str, list[str]], list[str]],
) -> None:
    """Also none by the libraries below, such as a device number in ~/.cache."""
    home, events, _ = used
    written = [one for one in events["open"] if re.search(r", '[^']*[wax+]", one)]
    assert written == []
    found = {path.relative_to(home).as_posix() for path in home.rglob("*")}
    assert found - {"words.db-wal", "words.db-shm"} == {"clip.opus", "words.db"}


def test_only_what_was_to_be_learned_is_in_the_file(
    used: tuple[Path, dict[str, list[str]], list[str]],
) -> None:
    home, _, _ = used
    kept = b"".join(path.read_bytes() for path in home.glob("words.db*")).lower()
    assert b"mcquillan" in kept
    assert b"ouagadougou" not in kept
    assert b"batman" not in kept
