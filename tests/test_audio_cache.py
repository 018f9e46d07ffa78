"""The decoded corpus: what was recorded, decoded once, found again, never mixed up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from linnet_export import audio_cache
from linnet_export.audio_cache import open_cache
from linnet_export.recording import read_mono
from linnet_export.utterance import Utterance
from linnet_runtime.errors import AudioFormatError

RATE_HZ = 16_000


def record(folder: Path, lengths: tuple[int, ...] = (100, 0, 777)) -> list[Utterance]:
    rng = np.random.default_rng(0)
    utterances = []
    for number, length in enumerate(lengths):
        path = folder / f"{number}.wav"
        soundfile.write(path, rng.uniform(-1, 1, length), RATE_HZ)
        utterances.append(Utterance(str(number), path, length / RATE_HZ))
    return utterances


def test_reads_what_was_recorded(tmp_path: Path, clip: Path) -> None:
    utterances = [*record(tmp_path), Utterance("clip", clip, 1.0)]
    cache = open_cache(utterances, RATE_HZ, tmp_path / "cache")
    for index, utterance in enumerate(utterances):
        read = cache.read(index)
        assert read.dtype == np.float32
        np.testing.assert_allclose(read, read_mono(utterance.audio, RATE_HZ), atol=1.01 / 32767)


def test_decodes_only_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    utterances = record(tmp_path)
    first = open_cache(utterances, RATE_HZ, tmp_path / "cache")
    monkeypatch.setattr(audio_cache, "read_mono", pytest.fail)
    second = open_cache(utterances, RATE_HZ, tmp_path / "cache")
    assert all(np.array_equal(first.read(i), second.read(i)) for i in range(len(utterances)))


def test_another_list_or_rate_has_its_own_cache(tmp_path: Path) -> None:
    utterances = record(tmp_path)
    open_cache(utterances, RATE_HZ, tmp_path / "cache")
    turned = open_cache(utterances[::-1], RATE_HZ, tmp_path / "cache")
    slow = open_cache(utterances, RATE_HZ // 2, tmp_path / "cache")
    assert [len(turned.read(i)) for i in range(3)] == [777, 0, 100]
    assert [len(slow.read(i)) for i in range(3)] == [50, 0, 389]


def test_a_broken_recording_leaves_nothing_that_looks_whole(tmp_path: Path) -> None:
    utterances = record(tmp_path)
    utterances[2].audio.write_text("not sound")
    with pytest.raises(AudioFormatError, match=r"2\.wav"):
        open_cache(utterances, RATE_HZ, tmp_path / "cache")
    assert not list((tmp_path / "cache").glob("*.i16"))
    soundfile.write(utterances[2].audio, np.zeros(5), RATE_HZ)
    assert len(open_cache(utterances, RATE_HZ, tmp_path / "cache").read(2)) == 5
