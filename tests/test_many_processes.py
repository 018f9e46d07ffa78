"""Two processes that torchrun starts (gloo, on CPUs) learn what one learns from the same batches."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

import two_processes
from linnet_export.whole_epochs import EpochRun, started
from linnet_runtime.errors import InputError

REPOSITORY = Path(__file__).parent.parent
TORCHRUN = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
Reports = Mapping[str, Sequence[float]]


def start(arguments: Sequence[str]) -> None:
    """Run `two_processes` as a program, twice."""
    paths = [str(REPOSITORY / part) for part in ("tests", "export", "runtime")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths), "OMP_NUM_THREADS": "1"}
    whole = [sys.executable, *TORCHRUN, two_processes.__file__, *arguments]
    ended = subprocess.run(whole, env=environment, capture_output=True, text=True, timeout=900)
    assert ended.returncode == 0, ended.stderr[:4000]


def losses(out: Path, name: str, processes: int) -> list[float]:
    """The loss of each update, all processes together, which must have ended with the same weights."""
    ranks = [json.loads((out / f"{name}.{processes}-{rank}.json").read_text()) for rank in range(processes)]
    assert all(rank["weights"] == pytest.approx(ranks[0]["weights"], rel=1e-9) for rank in ranks)
    return [sum(shares) / processes for shares in zip(*(rank["losses"] for rank in ranks), strict=True)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything is made and trained by one process, then by the two that torchrun starts."""
    found = tmp_path_factory.mktemp("processes")
    two_processes.write_data(found)
    names = ["language", "frozen", "acoustic"]
    two_processes.main(found, found / "alone", names)
    start([str(found), str(found / "together"), *names, "shards"])
    return found


@pytest.mark.parametrize("name", ["language", "frozen"])
def test_two_processes_of_torchrun_learn_as_one_does(folder: Path, name: str) -> None:
    alone, together = losses(folder / "alone", name, 1), losses(folder / "together", name, 2)
    assert len(alone) >= 9
    assert alone[-1] < alone[0]
    assert together == pytest.approx(alone, rel=1e-4)


def test_batch_norm_of_half_the_batch_makes_a_difference_but_a_small_one(folder: Path) -> None:
    alone, together = losses(folder / "alone", "acoustic", 1), losses(folder / "together", "acoustic", 2)
    assert together == pytest.approx(alone, rel=0.05)
    assert together != pytest.approx(alone, rel=1e-3)


def test_two_processes_that_read_shards_of_their_own_end_with_one_model(folder: Path) -> None:
    together = losses(folder / "together", "shards", 2)
    assert len(together) >= 3
    assert together[-1] < together[0]


def test_the_environment_of_torchrun_counts(tmp_path: Path) -> None:
    environment = {"TORCHELASTIC_RUN_ID": "1", "LOCAL_WORLD_SIZE": "4", "WORLD_SIZE": "8"}
    plain, asked = EpochRun(tmp_path), EpochRun(tmp_path, processes=4, nodes=2)
    assert started(plain, {}) == (1, 1)
    assert started(asked, {}) == started(asked, environment) == started(plain, environment) == (4, 2)
    with pytest.raises(InputError, match=r"expected the 4 processes on each of 2 nodes .* got 8 on 1"):
        started(EpochRun(tmp_path, processes=8), environment)
