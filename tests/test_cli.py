from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
import signal
import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from linnet import AudioFormatError, Microphone
from linnet.benchmark import copy_bandwidth
from linnet.cli import run
from spelling import RATE_HZ, silence, spell

COMMAND = [sys.executable, "-c", "import linnet.cli; linnet.cli.main()"]


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "two words.wav"
    soundfile.write(path, np.concatenate([spell("hello"), silence(1.2), spell("world")]), RATE_HZ)
    return path


def one_line(text: str) -> bool:
    return text.endswith("\n") and text.count("\n") == 1 and text.startswith("linnet: ")


def test_text_has_a_line_for_each_final(
    recording: Path, spelling_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["transcribe", str(recording), "--letters", "--bundle", str(spelling_bundle)]) == 0
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["0.00", "0.84", "hello"],
        ["2.10", "2.94", "world"],
    ]


def test_json_has_an_object_for_each_final(
    recording: Path, spelling_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["transcribe", "--json", str(recording), "--letters", "--bundle", str(spelling_bundle)]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    word = {"text": "hello", "start_s": 0.0, "end_s": 0.84, "confidence": 0.993}
    assert first == {
        "file": str(recording),
        "text": "hello",
        "start_s": 0.0,
        "end_s": 0.84,
        "words": [word],
        "alternatives": [],
        "command": None,
    }
    assert list(second) == list(first)


@pytest.mark.parametrize(
    ("name", "content"), [("empty.wav", b""), ("text.wav", b"This is no sound.\n" * 99), ("absent.wav", None)]
)
def test_a_bad_file_is_one_line_and_stops_no_other(
    name: str,
    content: bytes | None,
    recording: Path,
    spelling_bundle: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    bad = tmp_path / name
    if content is not None:
        bad.write_bytes(content)
    assert run(["transcribe", str(bad), str(recording), "--letters", "--bundle", str(spelling_bundle)]) == 2
    output = capsys.readouterr()
    assert one_line(output.err)
    assert name in output.err
    assert output.out.count(str(recording)) == 2


def test_a_directory_is_one_line(
    tmp_path: Path, spelling_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["transcribe", str(tmp_path), "--letters", "--bundle", str(spelling_bundle)]) == 2
    assert one_line(capsys.readouterr().err)


def test_a_truncated_flac_gives_its_first_part_and_an_error(
    tmp_path: Path, spelling_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "cut.flac"
    rumble = np.random.default_rng(0).normal(0, 1e-3, 3 * RATE_HZ)  # silence would compress to almost nothing
    soundfile.write(path, np.concatenate([spell("hello"), rumble]), RATE_HZ)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert run(["transcribe", "--json", str(path), "--letters", "--bundle", str(spelling_bundle)]) == 2
    output = capsys.readouterr()
    assert json.loads(output.out)["text"] == "hello"
    assert one_line(output.err)
    assert "damaged" in output.err


def test_nan_in_a_file_loses_nothing_before_it(
    tmp_path: Path, spelling_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "nan.wav"
    sound = np.concatenate([spell("hello"), silence(1.0), [np.nan], spell("world")])
    soundfile.write(path, sound, RATE_HZ, subtype="FLOAT")
    assert run(["transcribe", "--json", str(path), "--letters", "--bundle", str(spelling_bundle)]) == 2
    output = capsys.readouterr()
    assert json.loads(output.out)["text"] == "hello"
    assert one_line(output.err)


def test_a_recording_without_samples_prints_nothing(
    tmp_path: Path, spelling_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    soundfile.write(tmp_path / "none.wav", silence(0), RATE_HZ)
    assert run(["transcribe", str(tmp_path / "none.wav"), "--letters", "--bundle", str(spelling_bundle)]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("rate_hz", [4_000, 192_000])
def test_a_rate_that_cannot_be_heard_is_one_line(
    rate_hz: int, tmp_path: Path, spelling_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    soundfile.write(tmp_path / "odd.wav", spell("hello"), rate_hz)
    assert run(["transcribe", str(tmp_path / "odd.wav"), "--letters", "--bundle", str(spelling_bundle)]) == 2
    assert one_line(capsys.readouterr().err)


@pytest.mark.parametrize(
    "arguments",
    [[], ["transcribe"], ["transcribe", "--wrong", "a.wav"], ["sing"], ["bench"], ["inspect", "a", "b"]],
)
def test_wrong_usage_is_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    output = capsys.readouterr()
    assert one_line(output.err)
    assert output.out == ""


@pytest.mark.parametrize(
    "command", [[], ["transcribe"], ["listen"], ["inspect"], ["bench"], ["bench", "speech"]]
)
def test_help_explains_each_command(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*command, "--help"]) == 0
    assert "Usage: linnet" in capsys.readouterr().out


def test_inspect_shows_the_manifest(tiny_bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["inspect", str(tiny_bundle)]) == 0
    out = capsys.readouterr().out
    for expected in ("licence", "look-ahead", "parity", "16000 Hz", "41 phones", "29 letters", "int8", "ok"):
        assert expected in out
    assert not re.search(r"\x1b", out)


def test_inspect_tells_what_is_damaged(
    spelling_bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = shutil.copytree(spelling_bundle, tmp_path / "bundle")
    graph = copy / "spelling.int8.onnx"
    graph.write_bytes(graph.read_bytes() + b"\0")
    assert run(["inspect", str(copy)]) == 2
    output = capsys.readouterr()
    assert "bad" in output.out
    assert one_line(output.err)
    assert run(["inspect", str(tmp_path)]) == 2
    assert one_line(capsys.readouterr().err)


def test_bench_measures_everything(
    tiny_bundle: Path, recording: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["bench", "speech", str(recording), "--bundle", str(tiny_bundle)]) == 0
    out = capsys.readouterr().out
    for pattern in (
        r"acoustic model +\d+\.\d\d MB",
        r"load +\d+\.\d\d s",
        r"peak memory +[1-9]\d* MB",
        r"real-time factor +0\.\d{4} on one thread, 3\d s heard",
        r"per 120 ms chunk +p50 \d+\.\d\d ms, p95 \d+\.\d\d ms, p99 \d+\.\d\d ms",
        r"final +\d+\.\d ms after the endpoint \(median\), \d+\.\d ms \(longest\)",
        r"memory floor +\d+\.\d\d ms .* at [1-9]\d*\.\d GB/s; p50 is \d+\.\d times that",
    ):
        assert re.search(pattern, out), pattern


def test_bench_needs_sound(tmp_path: Path, spelling_bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    soundfile.write(tmp_path / "none.wav", silence(0), RATE_HZ)
    assert run(["bench", "speech", str(tmp_path / "none.wav"), "--bundle", str(spelling_bundle)]) == 2
    assert one_line(capsys.readouterr().err)


def test_copying_is_faster_than_a_disk() -> None:
    assert copy_bandwidth(1 << 22) > 1e8


class ScriptedMicrophone:
    """Says ``yes``, then someone presses Ctrl-C."""

    sample_rate_hz = RATE_HZ

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        yield spell("yes")
        raise KeyboardInterrupt

    def __enter__(self) -> ScriptedMicrophone:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def test_listen_ends_with_its_last_words(
    spelling_bundle: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Microphone, "open", ScriptedMicrophone)
    assert run(["listen", "--letters", "--bundle", str(spelling_bundle)]) == 0
    output = capsys.readouterr()
    assert output.out.split() == ["0.00", "0.48", "yes"]
    assert output.err == ""


def test_listen_without_a_device_is_one_line(
    spelling_bundle: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def absent() -> None:
        raise AudioFormatError("expected a microphone,\nfound none")

    monkeypatch.setattr(Microphone, "open", absent)
    assert run(["listen", "--letters", "--bundle", str(spelling_bundle)]) == 2
    assert capsys.readouterr().err == "linnet: expected a microphone, found none\n"


def test_listen_without_the_extra_is_one_line(
    spelling_bundle: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)  # as if it were not installed
    assert run(["listen", "--letters", "--bundle", str(spelling_bundle)]) == 2
    assert "linnet[microphone]" in capsys.readouterr().err


def test_ctrl_c_ends_listening_and_prints_what_was_heard(
    spelling_bundle: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Interrupted:
        sample_rate_hz = RATE_HZ

        def blocks(self) -> Iterator[NDArray[np.float32]]:
            yield np.concatenate([spell("hello"), silence(1.2)])
            yield spell("world")
            raise KeyboardInterrupt

    monkeypatch.setattr(Microphone, "open", lambda: contextlib.nullcontext(Interrupted()))
    assert run(["listen", "--letters", "--bundle", str(spelling_bundle)]) == 0
    heard = capsys.readouterr()
    assert [line.split()[2] for line in heard.out.splitlines()] == ["hello", "world"]
    assert heard.err == ""


def test_progress_is_shown_where_errors_go_to_a_terminal(
    recording: Path,
    spelling_bundle: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(screen, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    assert run(["transcribe", "--json", str(recording), "--letters", "--bundle", str(spelling_bundle)]) == 0
    assert [json.loads(line)["text"] for line in capsys.readouterr().out.splitlines()] == ["hello", "world"]
    assert "Loading the models" in screen.getvalue()
    assert re.search(r"\d%", screen.getvalue())


def test_a_bug_is_not_hidden(monkeypatch: pytest.MonkeyPatch, recording: Path) -> None:
    def broken(_: object, formatter: object) -> types.ModuleType:  # noqa: ARG001
        raise ZeroDivisionError

    monkeypatch.setattr("linnet.cli_speech.Recognizer.load_letters", broken)
    with pytest.raises(ZeroDivisionError):
        run(["transcribe", str(recording), "--letters"])


def test_piped_output_has_no_colour_and_a_closed_pipe_no_traceback(
    recording: Path, spelling_bundle: Path
) -> None:
    arguments = ["transcribe", str(recording), "--letters", "--bundle", str(spelling_bundle)]
    piped = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=True)
    assert "hello" in piped.stdout
    assert "\x1b" not in piped.stdout + piped.stderr
    closed = subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert closed.stdout is not None
    assert closed.stderr is not None
    closed.stdout.close()
    assert closed.stderr.read() == b""
    assert closed.wait(20) in (0, 1)


def test_ctrl_c_is_clean(tmp_path: Path, spelling_bundle: Path) -> None:
    path = tmp_path / "long.wav"
    soundfile.write(path, np.concatenate([spell("hi"), silence(30.0)]), RATE_HZ)
    arguments = [
        "transcribe",
        "--realtime",
        "--json",
        str(path),
        "--letters",
        "--bundle",
        str(spelling_bundle),
    ]
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell lets what it runs in the background ignore the signal.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["text"] == "hi"
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=10)
    assert process.returncode == 130
    assert errors.strip() == ""
