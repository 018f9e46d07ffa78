from __future__ import annotations

from pathlib import Path

import pytest

from linnet.benchmark_typing import TypingBenchmark, benchmark_typing
from linnet.cli import run
from linnet.cli_bench import TYPED_TEXT, typing_report


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("typed") / "text.txt"
    path.write_text("see you tomorow\nI liek green tea\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def measured(language_bundle: Path, text: Path) -> TypingBenchmark:
    return benchmark_typing(text, language_bundle)


def test_every_number_is_measured(measured: TypingBenchmark) -> None:
    p50, p95, p99 = measured.keystroke_ms
    assert 0 < p50 <= p95 <= p99
    assert measured.keystrokes == 33
    assert measured.step_ms > 0
    assert measured.load_s > 0
    assert measured.memory_bytes > 1_000_000
    assert measured.bundle_bytes > 1_000


def test_the_report_has_the_ratios(measured: TypingBenchmark) -> None:
    report = "\n".join(typing_report(measured))
    assert f"{measured.step_ratio:.1f} times" in report
    assert f"{measured.memory_ratio:.1f} times" in report


def test_a_text_that_cannot_be_read_is_one_line(
    tmp_path: Path, language_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["bench", "typing", str(tmp_path / "none.txt"), "--bundle", str(language_bundle)]) == 2
    assert "none.txt" in capsys.readouterr().err


def test_the_text_that_comes_along_is_typed_with_slips() -> None:
    text = TYPED_TEXT.read_text(encoding="utf-8")
    assert "definately" in text
    assert len(text) > 1_000
