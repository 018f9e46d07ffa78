"""Shards: what goes in comes out, who reads what, and a killed run that reads them goes on exactly."""

from __future__ import annotations

import dataclasses
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import torch
from lightning import Callback

import tones
from killing import KillAt, KilledError
from linnet_export.augment_banks import Banks
from linnet_export.cli import run
from linnet_export.corpora import read_jsonl
from linnet_export.recipe import AcousticRecipe, DataSettings
from linnet_export.recording import read_mono
from linnet_export.sharded_corpus import ShardedCorpus, ShardReading
from linnet_export.shards import Shards, write_shards
from linnet_export.speech_training import TrainingData
from linnet_export.training import train
from linnet_export.utterance import CorpusError, Utterance
from linnet_export.whole_epochs import EpochRun
from linnet_runtime.errors import AudioFormatError, InputError

SHARD_BYTES = 60_000
SETTINGS = DataSettings(batch_s=8.0, pool_s=10.0)


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tones.write_corpus(tmp_path_factory.mktemp("corpus"), count=40)


@pytest.fixture(scope="module")
def shards(manifest: Path, tmp_path_factory: pytest.TempPathFactory) -> Shards:
    return write_shards(read_jsonl(manifest), tmp_path_factory.mktemp("shards"), SHARD_BYTES, seed=1)


# The files


def test_recordings_come_out_as_they_went_in(manifest: Path, shards: Shards) -> None:
    said = sorted(one.text for one in read_jsonl(manifest))
    assert sorted(shards.text(index) for index in range(len(shards))) == said
    assert len(shards) == 40
    assert shards.datasets == (tones.DATASET,)
    for index in range(0, 40, 7):
        samples = shards.read(index, tones.RATE_HZ)
        np.testing.assert_allclose(samples, tones.say(shards.text(index)), atol=1e-4)
        assert shards.duration_s[index] == pytest.approx(len(samples) / tones.RATE_HZ)


def test_shards_are_tar_files_of_about_the_size_asked_for(shards: Shards) -> None:
    files = sorted(shards.folder.glob("*.tar"))
    assert len(files) == int(shards.shard[-1]) + 1 > 4
    assert all(path.stat().st_size > SHARD_BYTES for path in files[:-1])
    with tarfile.open(files[0]) as tar:
        first = tar.extractfile(tar.getmembers()[0])
        assert first is not None
        samples, _ = soundfile.read(first, dtype="float32")
    np.testing.assert_array_equal(samples, shards.read(0, tones.RATE_HZ))


def test_the_order_is_drawn_and_what_cannot_be_spelled_is_left_out(manifest: Path, tmp_path: Path) -> None:
    utterances = read_jsonl(manifest)[:10]
    silent = Utterance("silent", utterances[0].audio, 1.0, "...")
    one, again, other = (
        write_shards([*utterances, silent], tmp_path / str(number), SHARD_BYTES, seed)
        for number, seed in enumerate((1, 1, 2))
    )
    assert len(one) == 10
    assert one.fingerprint() == again.fingerprint() != other.fingerprint()
    with pytest.raises(CorpusError, match="found none"):
        write_shards([silent], tmp_path / "none", SHARD_BYTES, seed=1)


def test_a_folder_that_was_not_finished_or_is_damaged_is_refused(manifest: Path, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="expected what `linnet-export shard` writes"):
        Shards.open(tmp_path)
    found = write_shards(read_jsonl(manifest)[:3], tmp_path, SHARD_BYTES, seed=1)
    (tmp_path / "00000.tar").write_bytes(bytes(10_000_000))
    with pytest.raises(AudioFormatError, match=r"00000\.tar, byte 512"):
        found.read(0, tones.RATE_HZ)
    (tmp_path / "index.npz").unlink()
    with pytest.raises(CorpusError, match="expected what"):
        Shards.open(tmp_path)


# Who reads what


@pytest.mark.parametrize("world", [1, 3])
def test_each_process_reads_shards_of_its_own(shards: Shards, world: int) -> None:
    reading = ShardReading(shards, SETTINGS, seed=1)
    read = [reading.batches(0, rank, world) for rank in range(world)]
    assert [len(batches) for batches in read] == [reading.updates(0, world)] * world
    files = [{int(shards.shard[index]) for batch in one for index, _ in batch} for one in read]
    assert sum(map(len, files)) == len(set.union(*files))
    drawn = [index for one in read for batch in one for index, _ in batch]
    assert len(drawn) == len(set(drawn)) > 0.6 * len(shards)
    assert world > 1 or len(drawn) == len(shards)
    for one in read:
        for batch in one:
            longest_s = max(shards.duration_s[index] for index, _ in batch)
            assert longest_s * len(batch) <= SETTINGS.batch_s / world or len(batch) == 1


def test_passes_differ_and_the_parts_of_a_pass_are_the_pass(shards: Shards) -> None:
    whole = ShardReading(shards, SETTINGS, seed=1)
    parts = ShardReading(shards, dataclasses.replace(SETTINGS, parts=3), seed=1)
    first = [batch for part in range(3) for batch in parts.batches(part, 1, 2)]
    assert first == whole.batches(0, 1, 2)
    assert parts.batches(3, 1, 2) == whole.batches(1, 1, 2)[: parts.updates(3, 2)]
    assert whole.batches(0, 0, 2) != whole.batches(1, 0, 2)
    assert whole.batches(0, 0, 2) != ShardReading(shards, SETTINGS, seed=2).batches(0, 0, 2)


def test_repeats_and_lengths_are_those_of_the_recipe(shards: Shards) -> None:
    settings = dataclasses.replace(SETTINGS, repeats={tones.DATASET: 2}, longest_s=1.5)
    drawn = [draw for batch in ShardReading(shards, settings, 1).batches(0, 0, 1) for draw in batch]
    short = {index for index in range(len(shards)) if shards.duration_s[index] <= 1.5}
    assert 0 < len(short) < len(shards)
    assert sorted(drawn) == sorted((index, copy) for index in short for copy in (0, 1))


def test_more_processes_than_shards_are_refused(shards: Shards) -> None:
    with pytest.raises(InputError, match="expected a shard for each of 99 processes"):
        ShardReading(shards, SETTINGS, seed=1).updates(0, 99)


# Training


@pytest.fixture(scope="module")
def data(shards: Shards, tmp_path_factory: pytest.TempPathFactory) -> TrainingData:
    folder = tmp_path_factory.mktemp("dev")
    corpus = ShardedCorpus(shards, tones.pronunciations(folder), tones.RATE_HZ)
    return TrainingData(corpus, tones.corpus(folder / "dev", 4, seed=1), Banks(tones.RATE_HZ))


def recipe() -> AcousticRecipe:
    """The tiny recipe, two epochs a pass."""
    found = tones.tiny_recipe(1)
    return dataclasses.replace(found, data=dataclasses.replace(found.data, batch_s=8.0, pool_s=10.0, parts=2))


def learn(data: TrainingData, folder: Path, *callbacks: Callback) -> dict[int, float]:
    losses = tones.Losses()
    train(recipe(), data, EpochRun(folder, progress=False, callbacks=(losses, *callbacks)))
    return losses.by_step


def load(folder: Path) -> dict[str, Any]:
    checkpoint: dict[str, Any] = torch.load(folder / "last.ckpt", weights_only=True)
    return checkpoint


def test_a_killed_run_goes_on_in_the_middle_of_a_pass_bit_for_bit(data: TrainingData, tmp_path: Path) -> None:
    expected = learn(data, tmp_path / "whole")
    assert isinstance(data.train, ShardedCorpus)
    first = ShardReading(data.train.shards, recipe().data, 1).updates(0, 1)
    with pytest.raises(KilledError):
        learn(data, tmp_path / "killed", KillAt(first + 2))
    read = load(tmp_path / "killed")["read"]
    fingerprint = data.train.shards.fingerprint()
    assert read == {"shards": fingerprint, "processes": 1, "pass": 0, "part": 0}
    rest = learn(data, tmp_path / "killed")
    assert rest == {step: loss for step, loss in expected.items() if step > first}
    got, whole = load(tmp_path / "killed"), load(tmp_path / "whole")
    assert (got["read"], got["read"]["part"]) == (whole["read"], 0)
    for key in ("state_dict", "averaging_state", "optimizer_states", "lr_schedulers"):
        torch.testing.assert_close(got[key], whole[key], rtol=0, atol=0, msg=key)


def test_a_run_does_not_go_on_with_other_shards(data: TrainingData, manifest: Path, tmp_path: Path) -> None:
    assert isinstance(data.train, ShardedCorpus)
    first = ShardReading(data.train.shards, recipe().data, 1).updates(0, 1)
    with pytest.raises(KilledError):
        learn(data, tmp_path / "run", KillAt(first + 1))
    others = write_shards(read_jsonl(manifest), tmp_path / "others", SHARD_BYTES, seed=2)
    changed = dataclasses.replace(data, train=dataclasses.replace(data.train, shards=others))
    assert load(tmp_path / "run")["global_step"] == first
    with pytest.raises(InputError, match="expected to go on with"):
        learn(changed, tmp_path / "run")


def test_from_a_corpus_to_a_model_by_commands(
    tmp_path: Path, manifest: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chapter = tmp_path / "LibriSpeech" / "19" / "198"
    chapter.mkdir(parents=True)
    lines = []
    for number, one in enumerate(read_jsonl(manifest)[:12]):
        name = f"19-198-{number:04d}"
        soundfile.write(chapter / f"{name}.flac", read_mono(one.audio, tones.RATE_HZ), tones.RATE_HZ)
        lines.append(f"{name} {one.text.upper()}")
    (chapter / "19-198.trans.txt").write_text("\n".join(lines), encoding="utf-8")
    listed, out = tmp_path / "train.jsonl", tmp_path / "shards"
    assert run(["manifest", "librispeech", str(tmp_path / "LibriSpeech"), str(listed)]) == 0
    assert run(["shard", str(listed), "--out", str(out)]) == 0
    assert "12 of 12 recordings" in capsys.readouterr().out
    tones.pronunciations(tmp_path)
    command = ["train", str(tones.RECIPE), str(tmp_path / "run"), "--tiny", "--dev", str(listed)]
    command += ["--cmudict", str(tmp_path / "tones.dict"), "--cache", str(tmp_path / "cache")]
    assert run([*command, "--shards", str(out)]) == 0
    assert load(tmp_path / "run")["global_step"] > 0
    assert run([*command, "--shards", str(out), "--train", str(listed)]) == 2
    assert "expected either --train" in capsys.readouterr().err
