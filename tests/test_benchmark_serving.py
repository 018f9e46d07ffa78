from __future__ import annotations

from pathlib import Path

import pytest

from linnet.benchmark_serving import ServingPlan
from linnet.cli import run
from linnet_runtime.errors import InputError


def test_bench_serves_streams_alone_and_batched(clip: Path, capsys: pytest.CaptureFixture[str]) -> None:
    numbers = ["--streams", "1", "--streams", "3", "--seconds", "1", "--rounds", "1", "--latency-ms", "200"]
    assert run(["bench", "serve", str(clip), *numbers]) == 0
    told, columns, one, three = capsys.readouterr().out.splitlines()
    assert "weight_only" in told
    assert "200 ms" in told
    assert "graph" in columns
    assert one.split()[:2] == ["1", "1.0"]
    streams, in_a_call = three.split()[:2]
    assert streams == "3"
    assert 1.0 < float(in_a_call) <= 3.0
    numbers_told = [float(word) for word in three.replace("/", " ").replace("x", " ").split()]
    assert len(numbers_told) == 16
    assert min(numbers_told) > 0


def test_bench_refuses_graphs_that_cannot_be_shared(clip: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "serve", str(clip), "--precision", "int8"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_bench_of_nothing_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "serve", str(tmp_path / "none.wav")]) == 2
    assert "none.wav" in capsys.readouterr().err
    for plan in ({"streams": ()}, {"streams": (0,)}, {"rounds": 0}, {"stream_s": 0.5}):
        with pytest.raises(InputError, match="at least 1"):
            ServingPlan(**plan)  # type: ignore[arg-type]
