"""The command `linnet-export`, from recordings to a measured bundle, and how it says what is wrong."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

import tones
from linnet import Recognizer
from linnet_export.cli import run
from linnet_runtime.bundle import Bundle


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders train and dev, each with a manifest, and a dictionary."""
    folder = tmp_path_factory.mktemp("corpus")
    for name, count, seed in (("train", 12, 0), ("dev", 4, 1)):
        tones.write_corpus(folder / name, count, seed)
    tones.pronunciations(folder)
    return folder


@pytest.fixture(scope="module")
def bundle(tone_run: tones.ToneRun, data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle packed and measured by the command, from a model that knows the language of tones."""
    packed = tmp_path_factory.mktemp("packed") / "bundle"
    dev = str(data / "dev" / "manifest.jsonl")
    words = ["--licence", "CC0-1.0", "--credit", "nobody"]
    pack = ["pack", str(tone_run.checkpoint), str(packed), "--dev", dev, *words]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["linnet-export", *pack])
        assert run(pack) == 0
    dictionary = str(data / "tones.dict")
    assert run(["evaluate", "speech", str(packed), dev, "--cmudict", dictionary, "--write"]) == 0
    return packed


def test_train_writes_a_checkpoint_that_export_takes(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train, dev = (str(data / name / "manifest.jsonl") for name in ("train", "dev"))
    options = ["--train", train, "--dev", dev, "--cmudict", str(data / "tones.dict"), "--tiny"]
    options += ["--noise", train, "--rooms", dev, "--cache", str(tmp_path / "cache")]
    assert run(["train", str(tones.RECIPE), str(tmp_path / "run"), *options]) == 0
    assert run(["export", str(tmp_path / "run" / "last.ckpt"), str(tmp_path / "graphs")]) == 0
    assert sorted(path.name for path in (tmp_path / "graphs").iterdir()) == [
        "acoustic.float32.onnx",
        "acoustic.int8.onnx",
        "acoustic.weight_only.onnx",
    ]
    assert "int8: " in capsys.readouterr().out


def test_pack_and_evaluate_fill_the_manifest(bundle: Path) -> None:
    manifest = Bundle.open(bundle).manifest
    assert (manifest.licence, manifest.credits) == ("CC0-1.0", ("nobody",))
    assert 0 <= manifest.parity.max_abs_difference <= 1e-4
    assert manifest.parity.steps >= 200
    assert manifest.made_by.startswith("linnet-export pack last.ckpt bundle --dev manifest.jsonl --licence")
    assert str(bundle) not in json.dumps(dataclasses.asdict(manifest))
    by_graph = {one.graph: one for one in manifest.accuracy}
    assert set(by_graph) == {"int8", "float32"}
    assert by_graph["float32"].utterances == by_graph["float32"].phone_utterances == 4
    assert by_graph["float32"].character_error_rate == 0.0
    assert by_graph["int8"].character_error_rate <= 0.05


def test_the_table_has_a_row_for_each_graph(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["table", str(bundle)]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert len(rows) == 4
    assert "| tones (manifest) | float32 | 4 | 0.0% of " in "\n".join(rows)


def test_the_sdk_hears_with_the_packed_bundle(bundle: Path) -> None:
    recognizer = Recognizer.load_letters(bundle, precision="float32")
    assert recognizer.transcribe(tones.say("bad debt"), tones.RATE_HZ).text == "bad debt"


@pytest.mark.parametrize(
    "arguments",
    [
        ["pack", "absent.ckpt", "bundle", "--dev", "absent.jsonl"],
        ["export", "absent.ckpt", "graphs"],
        ["evaluate", "speech", "absent", "absent.jsonl", "--cmudict", "absent.dict"],
        ["table", "absent"],
        ["train", "absent.toml", "run", "--train", "a", "--dev", "b", "--cmudict", "c"],
        ["synthesize", "folder", "--text", "absent.txt"],
        ["train"],
        ["bogus"],
    ],
    ids=" ".join,
)
def test_an_error_is_one_line_and_exit_2(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(arguments) == 2
    output = capsys.readouterr()
    assert output.err.startswith("linnet-export: ")
    assert output.err.count("\n") == 1
    assert output.out == ""
