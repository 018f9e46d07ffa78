"""The corpus readers: what they return, and the one-line error for a folder that is not as expected."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from linnet_export.corpora import read_common_voice, read_jsonl, read_librispeech, write_jsonl
from linnet_export.recording import duration_s, read_mono
from linnet_export.utterance import CorpusError, Utterance
from linnet_runtime.errors import AudioFormatError, LinnetError


def write_tone(path: Path, seconds: float = 0.5, rate_hz: int = 16000) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    times_s = np.arange(int(seconds * rate_hz)) / rate_hz
    soundfile.write(path, 0.3 * np.sin(2 * np.pi * 440 * times_s), rate_hz)
    return path


def test_jsonl_is_read_with_audio_relative_to_the_manifest(tmp_path: Path) -> None:
    manifest = tmp_path / "train.jsonl"
    record = {"id": "a1", "audio": "x/a1.flac", "duration_s": 1.5, "text": "HI", "speaker": None, "age": 6}
    manifest.write_text(json.dumps(record) + "\n\n")
    assert read_jsonl(manifest) == [Utterance("a1", tmp_path / "x/a1.flac", 1.5, "HI", None, "")]


def test_jsonl_written_and_read_back_is_the_same(tmp_path: Path) -> None:
    inside = Utterance("b", tmp_path / "b.flac", 2.0, "caf\u00e9 \u2028 line", "s1", "demo")
    outside = Utterance("c", tmp_path.parent / "c.flac", 3.0)
    write_jsonl(tmp_path / "m.jsonl", [inside, outside])
    assert read_jsonl(tmp_path / "m.jsonl") == [inside, outside]
    assert '"audio": "b.flac"' in (tmp_path / "m.jsonl").read_text()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "expected one JSON object a line"),
        ("[1]", "expected a JSON object, got list"),
        ('{"id": "a", "duration_s": 1}', "missing audio"),
        ('{"id": "a", "audio": "a.wav", "duration_s": "1"}', "expected a number of seconds"),
        ('{"id": "a", "audio": "a.wav", "duration_s": true}', "expected a number of seconds"),
    ],
)
def test_a_bad_jsonl_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    manifest = tmp_path / "bad.jsonl"
    manifest.write_text('{"id": "ok", "audio": "ok.wav", "duration_s": 1}\n' + line)
    with pytest.raises(CorpusError, match=rf"bad\.jsonl:2: {message}"):
        read_jsonl(manifest)


def test_a_missing_or_binary_manifest_is_a_linnet_error(tmp_path: Path) -> None:
    (tmp_path / "binary.jsonl").write_bytes(b"\xff\xfe\x00")
    for name in ("none.jsonl", "binary.jsonl"):
        with pytest.raises(LinnetError, match=name):
            read_jsonl(tmp_path / name)


def test_librispeech_layout(tmp_path: Path) -> None:
    chapter = tmp_path / "train-clean-5" / "19" / "198"
    write_tone(chapter / "19-198-0000.flac", 0.5)
    write_tone(chapter / "19-198-0001.flac", 1.0)
    (chapter / "19-198.trans.txt").write_text("19-198-0000 NORTHANGER ABBEY\n19-198-0001 THIS LITTLE WORK\n")
    first, second = read_librispeech(tmp_path)
    assert first == Utterance(
        "19-198-0000", chapter / "19-198-0000.flac", 0.5, "NORTHANGER ABBEY", "19", "librispeech"
    )
    assert (second.text, second.duration_s) == ("THIS LITTLE WORK", 1.0)


def test_librispeech_errors(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="found none"):
        read_librispeech(tmp_path)
    (tmp_path / "1-2.trans.txt").write_text("1-2-0000 NO AUDIO HERE\n")
    with pytest.raises(CorpusError, match=r"1-2\.trans\.txt:1: .*1-2-0000\.flac"):
        read_librispeech(tmp_path)


def test_common_voice_layout(tmp_path: Path) -> None:
    write_tone(tmp_path / "clips" / "one.mp3", 0.5)
    write_tone(tmp_path / "clips" / "two.mp3", 0.5)
    rows = ["client_id\tpath\tsentence\tup_votes", 'spk\tone.mp3\tHe said "no.\t2', "\ttwo\tYes?\t2"]
    (tmp_path / "train.tsv").write_text("\n".join(rows) + "\n")
    one, two = read_common_voice(tmp_path / "train.tsv")
    assert (one.id, one.text, one.speaker, one.dataset) == ("one", 'He said "no.', "spk", "common_voice")
    assert one.duration_s == pytest.approx(0.5, abs=0.1)
    assert (two.audio.name, two.speaker) == ("two.mp3", None)


def test_common_voice_takes_lengths_from_its_own_table(tmp_path: Path) -> None:
    write_tone(tmp_path / "clips" / "one.mp3", 0.5)
    (tmp_path / "dev.tsv").write_text("path\tsentence\none.mp3\tYes\n")
    (tmp_path / "clip_durations.tsv").write_text("clip\tduration[ms]\none.mp3\t4250\n")
    assert read_common_voice(tmp_path / "dev.tsv")[0].duration_s == 4.25


def test_common_voice_errors(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("path\ttext\n")
    with pytest.raises(CorpusError, match="sentence"):
        read_common_voice(tmp_path / "a.tsv")
    (tmp_path / "b.tsv").write_text("path\tsentence\ngone.mp3\tYes\n")
    with pytest.raises(CorpusError, match=r"b\.tsv:2: .*gone\.mp3"):
        read_common_voice(tmp_path / "b.tsv")
    with pytest.raises(CorpusError, match=r"c\.tsv"):
        read_common_voice(tmp_path / "c.tsv")


def test_recordings_decode_to_mono_at_the_rate_asked_for(tmp_path: Path) -> None:
    stereo = np.stack([np.full(44100, 0.5), np.zeros(44100)], axis=1)
    soundfile.write(tmp_path / "s.wav", stereo, 44100)
    samples = read_mono(tmp_path / "s.wav", 16000)
    assert samples.shape == (16000,)
    assert samples.dtype == np.float32
    assert samples[8000] == pytest.approx(0.25, abs=1e-3)


def test_a_file_that_is_no_audio_is_an_audio_format_error(tmp_path: Path) -> None:
    (tmp_path / "t.wav").write_text("not audio")
    for read in (duration_s, lambda path: read_mono(path, 16000)):
        for name in ("t.wav", "gone.wav"):
            with pytest.raises(AudioFormatError, match=name):
                read(tmp_path / name)
