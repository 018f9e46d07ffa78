"""The spotter's guarantees, on sound whose words are known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearing import Samples, cut
from linnet import AudioFormatError, Detection, InputError, Spotter, SpotterModels, StateError
from linnet.acoustics import Acoustics
from linnet_runtime.lexicon import Lexicon
from linnet_runtime.speech_weights import SpeechWeights
from linnet_runtime.spoken_lexicon import SpokenLexicon
from linnet_runtime.word_sounds import WordSounds
from spelling import RATE_HZ, silence
from talking import Speller, say

KEYWORDS = ["Hey Linnet", "stop"]


@pytest.fixture(scope="module")
def models(spelling_bundle: Path) -> SpotterModels:
    """Models that hear exactly what ``talking.say`` says."""
    sounds = WordSounds(SpokenLexicon.build(Lexicon.build([]), []), Speller())
    return SpotterModels(Acoustics.load(spelling_bundle, "int8"), sounds, SpeechWeights())


def sound(rate_hz: int = RATE_HZ) -> Samples:
    """Seven seconds of talk with three keywords in it."""
    texts = ["we stop", "hey linnet", "hey line", "stop"]
    parts = [part for text in texts for part in (silence(0.6, rate_hz), say(text, rate_hz))]
    return np.concatenate(parts)


def hear(spotter: Spotter, chunks: list[Samples]) -> list[Detection]:
    return [one for chunk in chunks for one in spotter.accept(chunk)] + spotter.finish()


def test_keywords_are_told_where_they_are(models: SpotterModels) -> None:
    found = hear(Spotter(KEYWORDS, models=models), [sound()])
    assert [one.keyword for one in found] == ["stop", "Hey Linnet", "stop"]
    assert found[0].start_s == pytest.approx(0.6 + 3 * 0.18, abs=0.12)  # within its first letter
    assert found[0].end_s == pytest.approx(0.6 + 6 * 0.18 + 0.12, abs=0.07)
    assert all(one.start_s < one.end_s <= len(sound()) / RATE_HZ for one in found)
    assert all(one.score > 0.5 for one in found)


@settings(max_examples=6, deadline=None)
@given(st.lists(st.one_of(st.sampled_from([0, 1, 480, 1_920]), st.integers(0, 40_000)), max_size=20))
def test_any_chunks_give_the_same_detections(models: SpotterModels, lengths: list[int]) -> None:
    spotter = Spotter(KEYWORDS, models=models)
    assert hear(spotter, cut(sound(), lengths)) == hear(Spotter(KEYWORDS, models=models), [sound()])


def test_reset_equals_new(models: SpotterModels) -> None:
    spotter = Spotter(KEYWORDS, models=models)
    hear(spotter, [sound()[:50_000]])
    with pytest.raises(StateError, match="finished"):
        spotter.accept(sound())
    spotter.reset()
    assert spotter.snapshot() == Spotter(KEYWORDS, models=models).snapshot()
    assert hear(spotter, [sound()]) == hear(Spotter(KEYWORDS, models=models), [sound()])


@pytest.mark.parametrize("rate_hz", [16_000, 44_100])
@pytest.mark.parametrize("at_s", [0.0, 1.31])
def test_a_snapshot_goes_on_in_mid_word(models: SpotterModels, rate_hz: int, at_s: float) -> None:
    heard, at = sound(rate_hz), round(at_s * rate_hz)
    first = Spotter(KEYWORDS, sample_rate_hz=rate_hz, models=models)
    before = first.accept(heard[:at])
    second = Spotter(KEYWORDS, sample_rate_hz=rate_hz, models=models)
    second.resume(first.snapshot())
    rest = hear(second, [heard[at:]])
    assert [one.keyword for one in before + rest] == ["stop", "Hey Linnet", "stop"]
    for one, other in zip(rest, hear(first, [heard[at:]]), strict=True):
        assert (one.keyword, one.start_s, one.end_s) == (other.keyword, other.start_s, other.end_s)
        assert one.score == pytest.approx(other.score, abs=1e-5)  # a resampler is restored to 2e-5


def test_snapshots_of_others_are_refused(models: SpotterModels) -> None:
    spotter = Spotter(KEYWORDS, models=models)
    spotter.accept(sound()[:20_000])
    before = spotter.snapshot()
    others = [
        Spotter(["stop"], models=models),
        Spotter(KEYWORDS, 0.6, models=models),
        Spotter(KEYWORDS, sample_rate_hz=8_000, models=models),
    ]
    for other in others:
        with pytest.raises(StateError):
            spotter.resume(other.snapshot())
    with pytest.raises(StateError):
        spotter.resume(before[:-1])
    assert spotter.snapshot() == before


@pytest.mark.parametrize("bad", [[], [""], ["!"], ["7 up"], ["stop", "stop"]])
def test_bad_keywords_are_refused(models: SpotterModels, bad: list[str]) -> None:
    with pytest.raises(InputError, match="keyword"):
        Spotter(bad, models=models)


def test_what_cannot_be_spoken_is_named(models: SpotterModels) -> None:
    with pytest.raises(InputError, match="\u8a71"):
        Spotter(["stop \u8a71"], models=models)


@pytest.mark.parametrize("bad", [0.0, 1.0, -1.0, float("nan"), {"stop": 2.0}, {"go": 0.5}])
def test_bad_sensitivities_are_refused(models: SpotterModels, bad: float | dict[str, float]) -> None:
    with pytest.raises(InputError, match="sensitivit"):
        Spotter(KEYWORDS, bad, models=models)


def test_sensitivity_is_kept_by_keyword(models: SpotterModels) -> None:
    spotter = Spotter(KEYWORDS, {"stop": 1e-4}, models=models)
    assert spotter.keywords == tuple(KEYWORDS)
    assert {one.keyword for one in hear(spotter, [sound()])} >= {"Hey Linnet"}


def test_other_rates_are_refused(models: SpotterModels) -> None:
    with pytest.raises(AudioFormatError, match="100"):
        Spotter(KEYWORDS, sample_rate_hz=100, models=models)
