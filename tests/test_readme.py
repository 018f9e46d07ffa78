from __future__ import annotations

import difflib
import re
import subprocess
import sys

import pytest

from conftest import REPOSITORY
from linnet.acoustics import DEFAULT_BUNDLE
from linnet.cli import run as run_linnet
from linnet.language import DEFAULT_LANGUAGE
from linnet_export.accuracy_table import accuracy_table, typing_table
from linnet_export.cli import run as run_export
from linnet_export.document_tables import document_tables, open_bundles, refreshed
from linnet_export.measurement_tables import measurement_tables
from linnet_runtime.bundle import Bundle

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", README, re.DOTALL)
COMMANDS = sorted(
    {
        tuple(line.split()[:2])
        for _, block in BLOCKS
        for line in block.splitlines()
        if line.startswith(("linnet ", "linnet-export "))
    }
)


SPEECH, OPTIONS, TYPING, WRITING = (block for language, block in BLOCKS if language == "python")


def test_the_first_screen_has_the_two_commands() -> None:
    first = README.splitlines()[:20]
    assert any(line.startswith("make demo") for line in first)
    assert any(line.startswith("make test") for line in first)


def test_the_speech_block_hears_the_clip() -> None:
    heard = printed(SPEECH)[-1]
    said = "like most of the Batman family Stephanie brown has no superhuman powers"
    assert difflib.SequenceMatcher(None, re.sub(r"[\d.]+", "", heard), said).ratio() > 0.9, heard


def test_the_options_block_spots_a_keyword() -> None:
    assert printed(OPTIONS) == ["[('batman', 1.6)]"]


def test_the_keyboard_block_corrects() -> None:
    lines = printed(TYPING)
    assert lines[1] == "Commit(text='tomorrow', corrected_from='tomorow')"
    assert lines[2].rstrip() == "I want to go to the beach tomorow"
    assert lines[-1] == "the"


def test_the_writing_block_formats_proofreads_and_offers() -> None:
    formatted, proofread, phrase, emoji = printed(WRITING)
    assert formatted.startswith("Hi Anna, can you meet me in Berlin at half past five?")
    assert "('place', 'Berlin')" in formatted
    assert proofread == "What's the weather tomorrow?"
    assert "text='like to'" in phrase
    assert "☕" in emoji


def printed(block: str) -> list[str]:
    """What a block of the README prints, which runs by itself and complains about nothing."""
    run = subprocess.run([sys.executable, "-c", block], cwd=REPOSITORY, capture_output=True, text=True)
    assert (run.returncode, run.stderr) == (0, "")
    return run.stdout.splitlines()


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_exists(command: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    run = run_linnet if command[0] == "linnet" else run_export
    assert run([command[1], "--help"]) == 0
    assert "Usage" in capsys.readouterr().out


def test_the_accuracy_is_the_manifests() -> None:
    table = accuracy_table(Bundle.open(DEFAULT_BUNDLE).manifest.accuracy)
    assert len(table) > 2
    assert "\n".join(table) in README


def test_the_typing_measures_are_the_manifests() -> None:
    measured = Bundle.open(DEFAULT_LANGUAGE).manifest.typing_accuracy
    table = typing_table(one for one in measured if one.graph == "int8")
    assert len(table) > 2
    assert "\n".join(table) in README


def test_measured_tables_are_the_manifests() -> None:
    """Between marks, what the bundles' manifests hold; each kind of measurement of speech is there."""
    marked = re.findall(r"<!-- table: ([\w-]+) -->", README)
    assert set(measurement_tables(Bundle.open(DEFAULT_BUNDLE).manifest.measurements)) < set(marked)
    assert len(marked) == len(set(marked))
    assert refreshed(README, document_tables(open_bundles(DEFAULT_BUNDLE.parent))) == README
