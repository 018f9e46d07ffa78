from __future__ import annotations

import time
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from linnet import AudioFile, AudioFormatError
from spelling import RATE_HZ, silence, spell

FORMATS = {"wav": "PCM_16", "flac": "PCM_16", "ogg": "VORBIS", "opus": "OPUS", "mp3": "MPEG_LAYER_III"}


def write(path: Path, samples: NDArray[np.float32], subtype: str | None = None) -> Path:
    container = {"ogg": "OGG", "opus": "OGG"}.get(path.suffix[1:], path.suffix[1:].upper())
    soundfile.write(path, samples, RATE_HZ, format=container, subtype=subtype or FORMATS[path.suffix[1:]])
    return path


def read(path: Path) -> NDArray[np.float32]:
    with AudioFile.open(path) as clip:
        return np.concatenate(list(clip.blocks()))


@pytest.mark.parametrize("suffix", FORMATS)
def test_each_format_is_read_whole(tmp_path: Path, suffix: str) -> None:
    sound = (np.sin(np.arange(2 * RATE_HZ) / 20) / 2).astype(np.float32)
    path = write(tmp_path / f"clip.{suffix}", sound)
    with AudioFile.open(path) as clip:
        blocks = list(clip.blocks())
        assert clip.sample_rate_hz == RATE_HZ
        assert clip.read_s == clip.duration_s == pytest.approx(2.0, abs=0.1)
    assert {block.shape[1] for block in blocks} == {1}
    assert max(map(len, blocks)) == round(0.12 * RATE_HZ)
    np.testing.assert_allclose(np.concatenate(blocks)[:, 0], soundfile.read(path)[0], atol=1e-5)


def test_channels_are_columns(tmp_path: Path) -> None:
    stereo = np.stack([spell("ab"), -spell("ab")], axis=1)
    np.testing.assert_allclose(read(write(tmp_path / "clip.wav", stereo)), stereo, atol=1e-4)


def test_a_real_recording_is_read(clip: Path) -> None:
    assert len(read(clip)) / RATE_HZ == pytest.approx(4.536, abs=0.05)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.wav", b"", "empty file"),
        ("text.wav", b"This is no sound.\n" * 99, "expected audio"),
        ("head.flac", b"fLaC", "expected audio"),
    ],
)
def test_what_is_no_recording_is_refused(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(AudioFormatError, match=message):
        AudioFile.open(tmp_path / name)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AudioFormatError, match="nothing is"):
        AudioFile.open(tmp_path / "absent.wav")
    with pytest.raises(AudioFormatError, match="directory"):
        AudioFile.open(tmp_path)


def test_a_recording_without_samples_has_no_blocks(tmp_path: Path) -> None:
    with AudioFile.open(write(tmp_path / "none.wav", silence(0))) as clip:
        assert list(clip.blocks()) == []


@pytest.mark.parametrize("suffix", ["flac", "mp3"])
def test_a_truncated_recording_gives_what_it_holds_and_then_an_error(tmp_path: Path, suffix: str) -> None:
    path = write(
        tmp_path / f"clip.{suffix}", np.random.default_rng(0).normal(0, 0.1, 4 * RATE_HZ).astype(np.float32)
    )
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with AudioFile.open(path) as clip:
        blocks = clip.blocks()
        while clip.read_s < 1.5:
            next(blocks)
        with pytest.raises(AudioFormatError, match=r"damaged, only .* of 4.00 s"):
            list(blocks)
        assert 1.5 < clip.read_s < 2.5


def test_a_truncated_wav_is_just_shorter(tmp_path: Path) -> None:
    """libsndfile trusts the file's size more than its header: there is nothing to notice."""
    path = write(tmp_path / "clip.wav", spell("hello"))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert 0 < len(read(path)) < len(spell("hello"))


def test_real_time_is_kept(tmp_path: Path) -> None:
    path = write(tmp_path / "clip.wav", silence(0.5))
    with AudioFile.open(path) as clip:
        started = time.monotonic()
        for _ in clip.blocks(realtime=True):
            assert time.monotonic() - started >= clip.read_s - 0.001
        assert 0.5 <= time.monotonic() - started < 1.5


def test_a_long_recording_takes_no_more_memory(tmp_path: Path) -> None:
    path = write(tmp_path / "long.flac", silence(120.0))  # 7.7 MB as float32
    with AudioFile.open(path) as clip:
        tracemalloc.start()
        for _ in clip.blocks():
            pass
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 200_000
