from __future__ import annotations

import difflib
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from conftest import REPOSITORY
from spelling import RATE_HZ, silence, spell

DEMOS = REPOSITORY / "demos"
SENTENCE = "like most of the batman family stephanie brown has no superhuman powers"
"""What the person in demos/clip.opus reads, see demos/CREDITS.md."""


WITHOUT_EXTRAS = "import runpy, sys; sys.modules.update(torch=None, textual=None); sys.argv = sys.argv[1:]; "
"""Python that runs a demo as if neither were installed."""


def run_demo(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    run = WITHOUT_EXTRAS + "runpy.run_path(sys.argv[0], run_name='__main__')"
    command = [sys.executable, "-c", run, str(DEMOS / name), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)


def test_the_partial_grows_and_the_final_has_word_times(tmp_path: Path, spelling_bundle: Path) -> None:
    recording = tmp_path / "clip.wav"
    soundfile.write(recording, np.concatenate([spell("hi you"), silence(0.5)]), RATE_HZ)
    run = run_demo("microphone.py", "--file", recording, "--letters", spelling_bundle)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.splitlines() == [
        "h",
        "hi",
        "hi y",
        "hi yo",
        "hi you",
        "  0.00 to 1.02 s   hi you",
        "  0.00 to 0.30 s      hi (99% sure)",
        "  0.54 to 1.02 s      you (99% sure)",
    ]


def test_the_bundled_model_hears_the_bundled_clip() -> None:
    run = run_demo("microphone.py", "--file", DEMOS / "clip.opus", "--fast")
    assert (run.returncode, run.stderr) == (0, "")
    finals = [
        line.split(" s   ")[1]
        for line in run.stdout.splitlines()
        if " to " in line and " s      " not in line
    ]
    likeness = difflib.SequenceMatcher(None, " ".join(finals).lower(), SENTENCE).ratio()
    assert likeness > 0.6, finals
    assert all(final[0].isupper() and final[-1] in ".?!" for final in finals), finals  # they are formatted


@pytest.mark.parametrize("name", ["absent.wav", ""])
def test_a_bad_file_is_one_line(name: str, tmp_path: Path, spelling_bundle: Path) -> None:
    run = run_demo("microphone.py", "--file", tmp_path / name, "--letters", spelling_bundle)
    assert run.returncode == 1
    assert run.stderr.startswith("microphone.py: ")
    assert run.stderr.count("\n") == 1


def test_the_bundled_keyboard_suggests_corrects_and_learns() -> None:
    run = run_demo("keyboard.py", "--show")
    assert (run.returncode, run.stderr) == (0, "")
    keys, correction, taps, name = (part.splitlines() for part in run.stdout.split("\n\n"))
    typed = "Thanks, see you tomorrow"
    assert [line[2:28].rstrip(" ") for line in keys[1:]] == [
        typed[:end].rstrip(" ") for end in range(len("Thanks, s"), len(typed) + 1)
    ]
    assert all(re.search(r"\w +\d+\.\d ms$", line) for line in keys[1:])
    assert any("tomorrow" in line[28:] for line in keys[-5:-1])
    assert [line.strip() for line in correction[1::2]] == [
        "I left the keys at home.",
        "I left teh keys at home.",
    ]
    assert taps[-1].strip() == "message"
    assert ("McQuillan" in name[1], "McQuillan" in name[3]) == (False, True)


def test_grey_words_and_emoji_follow_a_message() -> None:
    run = run_demo("emoji.py")
    assert (run.returncode, run.stderr) == (0, "")
    *phrases, message = run.stdout.splitlines()
    assert message.startswith("Please let me know if you have any questions. Pizza tonight?   🍕")
    assert any("[" in one and one.endswith("% sure") for one in phrases)
    assert any("me know]" in one for one in phrases)


def test_the_keyboard_needs_a_terminal(language_bundle: Path) -> None:
    run = run_demo("keyboard.py", "--bundle", language_bundle)
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.startswith("keyboard.py: expected a terminal")
    assert run.stderr.count("\n") == 1


def test_the_bundled_proofreader_shows_what_it_changes() -> None:
    run = run_demo("proofread.py")
    assert (run.returncode, run.stderr) == (0, "")
    lines = run.stdout.splitlines()
    assert lines[1].startswith("Thanks for the coffee, ")
    assert "at 10:30" in lines[1]
    assert "    11 teh                  the" in lines
    assert re.fullmatch(r"\d+ edits in \d+ ms", lines[-1])


@pytest.mark.parametrize("demo", sorted(DEMOS.glob("*.py")), ids=lambda path: path.name)
def test_a_demo_is_short_and_imports_only_linnet(demo: Path) -> None:
    lines = demo.read_text(encoding="utf-8").splitlines()
    imported = {line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert len(lines) <= 60
    assert imported - set(sys.stdlib_module_names) == {"linnet"}
