"""Synthetic speech: real clips from the speech programs, cached; a clear error where they are absent."""

from __future__ import annotations

import lzma
import random
import shutil
from pathlib import Path

import numpy as np
import pytest

from linnet_export import synthetic
from linnet_export.corpora import read_jsonl
from linnet_export.recording import read_mono
from linnet_export.synthetic import (
    ESPEAK,
    FLITE,
    SpeechRequest,
    SynthesisError,
    draw_request,
    installed_programs,
    make_clip,
    sample_sentences,
    synthesize,
)
from linnet_runtime.errors import MissingExtraError

RATE_HZ = 16000
needs_espeak = pytest.mark.skipif(shutil.which(ESPEAK) is None, reason="espeak-ng is not installed")
needs_flite = pytest.mark.skipif(shutil.which(FLITE) is None, reason="flite is not installed")


def speech(program: str, voice: str, speed: float = 1.0) -> SpeechRequest:
    return SpeechRequest(program, voice, speed, 50 if program == ESPEAK else 120, "good morning everyone")


@needs_espeak
def test_sentences_become_a_manifest_that_reads_back(tmp_path: Path) -> None:
    manifest = synthesize(["hello there", "i am here"], tmp_path, RATE_HZ, seed=1)
    utterances = read_jsonl(manifest)
    assert [utterance.text for utterance in utterances] == ["hello there", "i am here"]
    for utterance in utterances:
        samples = read_mono(utterance.audio, RATE_HZ)
        assert utterance.dataset == "synthetic"
        assert len(samples) / RATE_HZ == pytest.approx(utterance.duration_s, abs=0.01)
        assert 0.4 < utterance.duration_s < 4.0
        assert np.sqrt(np.mean(samples**2)) > 0.01


@needs_espeak
def test_the_same_seed_reuses_every_clip(tmp_path: Path) -> None:
    first = synthesize(["hello there"], tmp_path, RATE_HZ, seed=1).read_text()
    clips = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.flac")}
    assert synthesize(["hello there"], tmp_path, RATE_HZ, seed=1, workers=2).read_text() == first
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.flac")} == clips
    assert not [path for path in tmp_path.rglob("tmp*") if path.is_dir()]


@pytest.mark.parametrize(
    ("program", "voice"),
    [
        pytest.param(ESPEAK, "en-gb+f3", marks=needs_espeak),
        *(pytest.param(FLITE, voice, marks=needs_flite) for voice in ("awb", "rms", "slt", "kal16")),
    ],
)
def test_a_faster_voice_is_shorter(tmp_path: Path, program: str, voice: str) -> None:
    slow, fast = (make_clip(speech(program, voice, speed), tmp_path, RATE_HZ) for speed in (0.8, 1.3))
    assert fast.duration_s < 0.8 * slow.duration_s


@pytest.mark.parametrize(
    ("script", "message"),
    [("echo no such voice >&2; exit 3", "flite failed with status 3: no such voice"), ("exit 0", "wrote no")],
)
def test_a_program_that_fails_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, message: str
) -> None:
    (tmp_path / FLITE).write_text(f"#!/bin/sh\n{script}\n")
    (tmp_path / FLITE).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(SynthesisError, match=message):
        make_clip(speech(FLITE, "slt"), tmp_path / "clips", RATE_HZ)
    assert not list(tmp_path.rglob("*.flac"))


def test_without_any_program_the_error_names_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synthetic.shutil, "which", lambda _: None)
    with pytest.raises(MissingExtraError, match="apt-get install espeak-ng flite"):
        installed_programs()


def test_voices_are_drawn_from_the_programs_given() -> None:
    rng = random.Random(0)
    requests = [draw_request("hello", (FLITE,), rng) for _ in range(40)]
    assert {request.voice for request in requests} == {"awb", "rms", "slt", "kal16"}
    assert len({request.key() for request in requests}) == len(set(requests)) > 30


def test_sentences_are_sampled_from_plain_and_packed_text(tmp_path: Path) -> None:
    plain, packed = tmp_path / "a.txt", tmp_path / "b.txt.xz"
    plain.write_text("Too short\nOne, two three!\nПривет как дела сегодня\n")
    packed.write_bytes(lzma.compress(b"It's 5 o'clock now.\n"))
    texts = sample_sentences([plain, packed], 10, random.Random(0))
    assert texts == ["one two three", "it's five o'clock now"]


def test_sampling_is_even_and_repeatable(tmp_path: Path) -> None:
    words = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet"]
    (tmp_path / "a.txt").write_text("".join(f"this is {word}\n" for word in words))
    draws = [sample_sentences([tmp_path / "a.txt"], 2, random.Random(seed)) for seed in range(300)]
    counts = [sum(f"this is {word}" in draw for draw in draws) for word in words]
    assert sum(counts) == 600
    assert min(counts) > 30
    assert sample_sentences([tmp_path / "a.txt"], 2, random.Random(0)) == draws[0]
