from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from linnet import AudioFormatError, BundleError, Event, Final, Recognizer, SpeechStream
from linnet_runtime.bundle import Bundle
from spelling import RATE_HZ, silence, spell


def test_transcribe_takes_the_streaming_path(speller: Recognizer, monkeypatch: pytest.MonkeyPatch) -> None:
    accepted: list[int] = []
    accept = SpeechStream.accept

    def watched(stream: SpeechStream, samples: NDArray[np.float32]) -> list[Event]:
        accepted.append(len(samples))
        return accept(stream, samples)

    monkeypatch.setattr(SpeechStream, "accept", watched)
    assert speller.transcribe(spell("yes"), RATE_HZ).text == "yes"
    assert sum(accepted) == len(spell("yes"))


def test_transcribe_equals_a_stream(speller: Recognizer) -> None:
    sound = np.concatenate([spell("one two"), silence(1.0), spell("three")])
    stream = speller.stream()
    events = stream.accept(sound) + stream.finish()
    transcript = speller.transcribe(sound, RATE_HZ)
    assert transcript.finals == tuple(event for event in events if isinstance(event, Final))
    assert transcript.text == "one two three"
    assert [word.text for word in transcript.words] == ["one", "two", "three"]
    assert transcript.duration_s == pytest.approx(len(sound) / RATE_HZ)


def test_nothing_recorded_is_an_empty_transcript(speller: Recognizer) -> None:
    transcript = speller.transcribe(silence(0), RATE_HZ)
    assert (transcript.text, transcript.finals, transcript.words, transcript.duration_s) == ("", (), (), 0.0)


@pytest.mark.parametrize(
    "samples", [np.zeros((2, 3, 4), np.float32), np.zeros(4, np.complex64), np.array(["a"]), np.float32(0.0)]
)
def test_what_is_no_sound_is_refused(speller: Recognizer, samples: NDArray[Any]) -> None:
    with pytest.raises(AudioFormatError):
        speller.transcribe(samples, RATE_HZ)


def test_both_precisions_of_a_real_export_load(tiny_bundle: Path) -> None:
    sound = np.random.default_rng(0).normal(0, 0.3, RATE_HZ).astype(np.float32)
    for precision in ("int8", "float32"):
        recognizer = Recognizer.load_letters(tiny_bundle, precision)
        assert recognizer.transcribe(sound, RATE_HZ).duration_s == 1.0
        assert recognizer.sample_rate_hz == RATE_HZ


def test_an_unknown_precision_is_refused(spelling_bundle: Path) -> None:
    with pytest.raises(BundleError, match="float16"):
        Recognizer.load_letters(spelling_bundle, "float16")


def test_a_missing_bundle_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="expected a bundle"):
        Recognizer.load_letters(tmp_path)


def test_a_flipped_byte_is_refused(spelling_bundle: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(spelling_bundle, tmp_path / "bundle")
    graph = copy / "spelling.int8.onnx"
    data = bytearray(graph.read_bytes())
    data[100] ^= 1
    graph.write_bytes(data)
    with pytest.raises(BundleError, match="sha256"):
        Recognizer.load_letters(copy)


def test_a_bundle_that_hears_no_letters_is_refused(spelling_bundle: Path, tmp_path: Path) -> None:
    manifest = Bundle.open(spelling_bundle).manifest
    copy = shutil.copytree(spelling_bundle, tmp_path / "bundle")
    deaf = replace(manifest, tokens={"phones": manifest.tokens["phones"]})
    (copy / "manifest.json").write_text(deaf.to_json(), encoding="utf-8")
    with pytest.raises(BundleError, match="letters"):
        Recognizer.load_letters(copy)
