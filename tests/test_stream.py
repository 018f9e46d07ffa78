"""The written guarantees of SpeechStream, proved on sound whose text is known and on a random model."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearing import check_guarantees, cut, finals, hear, noise, two_stretches
from linnet import AudioFormatError, EndpointRules, Recognizer, StateError
from spelling import AUDIO, HOP, RATE_HZ, silence, spell

RATES_HZ = (8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000)


def test_each_stretch_gives_one_final(speller: Recognizer) -> None:
    events = hear(speller.stream(), [two_stretches()])
    assert [final.text for final in finals(events)] == ["hello world", "it's me"]
    check_guarantees(events)


def test_silence_gives_no_event(speller: Recognizer) -> None:
    assert hear(speller.stream(), [silence(5.0)]) == []
    assert hear(speller.stream(), []) == []
    assert hear(speller.stream(), [silence(0.0)]) == []


def test_partials_grow_letter_by_letter(speller: Recognizer) -> None:
    texts = [event.text for event in hear(speller.stream(), [spell("hello")])]
    assert texts == ["h", "he", "hel", "hell", "hello", "hello"]


def test_a_final_comes_while_the_stream_goes_on(speller: Recognizer) -> None:
    stream = speller.stream()
    events = stream.accept(np.concatenate([spell("yes"), silence(1.5)]))
    assert finals(events)
    assert hear(stream, [silence(2.0)]) == []


def test_words_know_when_they_were_said(speller: Recognizer) -> None:
    sound = np.concatenate([silence(0.51), spell("hello world")])  # 0.51 s is a whole number of frames
    (final,) = finals(hear(speller.stream(), [sound]))
    hello, world = final.words
    assert (hello.start_s, hello.end_s) == pytest.approx((0.51, 0.51 + 4 * 0.18 + 0.12))
    assert (world.start_s, world.end_s) == pytest.approx((0.51 + 6 * 0.18, 0.51 + 10 * 0.18 + 0.12))


def test_no_word_is_outside_the_recording(speller: Recognizer) -> None:
    sound = spell("ab")[: round(0.25 * RATE_HZ)]  # ends inside the b
    (final,) = finals(hear(speller.stream(), [sound]))
    assert final.text == "ab"
    assert final.start_s == 0.0
    assert final.end_s <= 0.25


@pytest.mark.parametrize("missing", range(0, 2 * AUDIO.chunk_samples, 331))
def test_finish_loses_no_last_word(speller: Recognizer, missing: int) -> None:
    sound = np.concatenate([silence(0.001 + missing / RATE_HZ), spell("the end")])
    without_gap = sound[: -round(0.06 * RATE_HZ)]
    assert [final.text for final in finals(hear(speller.stream(), [without_gap]))] == ["the end"]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.one_of(st.sampled_from([0, 1, 480, 1_279, 1_920]), st.integers(0, 9_000)), max_size=40))
def test_any_chunks_give_the_same_events(speller: Recognizer, lengths: list[int]) -> None:
    sound = two_stretches()
    assert hear(speller.stream(), cut(sound, lengths)) == hear(speller.stream(), [sound])


@pytest.mark.parametrize("length", [1, 480, 1_280, 1_931, 100_000])
def test_any_chunks_give_the_same_events_of_a_random_model(
    random_recognizer: Recognizer, length: int
) -> None:
    sound = noise(1.5)
    events = hear(random_recognizer.stream(), cut(sound, [length] * (len(sound) // length)))
    assert events == hear(random_recognizer.stream(), [sound])
    assert events
    check_guarantees(events)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_every_rate_is_heard_alike(speller: Recognizer, rate_hz: int) -> None:
    sound = two_stretches(rate_hz)
    whole = hear(speller.stream(rate_hz), [sound])
    assert [final.text for final in finals(whole)] == ["hello world", "it's me"]
    in_pieces = hear(speller.stream(rate_hz), cut(sound, [0, 1, 7, 4_999] * 20))
    assert [final.text for final in finals(in_pieces)] == [final.text for final in finals(whole)]
    assert finals(whole)[1].end_s == pytest.approx(4.86, abs=0.04)


@pytest.mark.parametrize("rate_hz", [7_999, 96_001, 0, -1])
def test_other_rates_are_refused(speller: Recognizer, rate_hz: int) -> None:
    with pytest.raises(AudioFormatError, match=str(rate_hz)):
        speller.stream(rate_hz)


@pytest.mark.parametrize(
    ("kind", "scale", "zero"), [("int16", 2**15, 0), ("int32", 2**31, 0), ("float64", 1, 0)]
)
def test_sample_types_and_stereo_are_heard_alike(
    speller: Recognizer, kind: str, scale: int, zero: int
) -> None:
    sound = (two_stretches().astype(np.float64) * scale + zero).astype(kind)
    stereo = np.stack([sound, sound], axis=1)
    for samples in (sound, stereo):
        assert [final.text for final in finals(hear(speller.stream(), [samples]))] == [
            "hello world",
            "it's me",
        ]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_bad_samples_are_refused_and_nothing_is_lost(speller: Recognizer, bad: float) -> None:
    stream = speller.stream()
    stream.accept(spell("hel"))
    before = stream.snapshot()
    with pytest.raises(AudioFormatError):
        stream.accept(np.array([0.0, bad], np.float32))
    assert stream.snapshot() == before
    assert finals(hear(stream, [spell("lo")]))[0].text == "hello"


def test_too_loud_samples_are_clipped(random_recognizer: Recognizer) -> None:
    loud = 10 * noise(1.0)
    clipped = np.clip(loud, -1.0, 1.0)
    assert hear(random_recognizer.stream(), [loud]) == hear(random_recognizer.stream(), [clipped])


def test_a_finished_stream_accepts_nothing(speller: Recognizer) -> None:
    stream = speller.stream()
    stream.finish()
    for call in (lambda: stream.accept(silence(0.1)), stream.finish, stream.snapshot):
        with pytest.raises(StateError, match=r"reset\(\)"):
            call()


@pytest.mark.parametrize("finished", [False, True])
@pytest.mark.parametrize("rate_hz", [16_000, 44_100])
def test_reset_equals_new(speller: Recognizer, rate_hz: int, finished: bool) -> None:
    stream = speller.stream(rate_hz)
    stream.accept(spell("other words", rate_hz))
    if finished:
        stream.finish()
    stream.reset()
    assert stream.snapshot() == speller.stream(rate_hz).snapshot()
    sound = two_stretches(rate_hz)
    assert hear(stream, [sound]) == hear(speller.stream(rate_hz), [sound])


def test_a_long_stretch_ends_between_words(speller: Recognizer) -> None:
    stream = speller.stream(endpoint=EndpointRules(0.5, longest_s=1.0, limit_s=9.0))
    events = hear(stream, [spell("one two three four")])
    assert [final.text for final in finals(events)] == ["one two", "three", "four"]
    check_guarantees(events)


def test_a_stretch_without_gaps_ends_at_the_limit(speller: Recognizer) -> None:
    stream = speller.stream(endpoint=EndpointRules(0.5, longest_s=1.0, limit_s=1.0))
    events = hear(stream, [spell("abcdefghijklmnop")])
    assert "".join(final.text for final in finals(events)) == "abcdefghijklmnop"
    assert all(final.end_s - final.start_s <= 1.0 + HOP / RATE_HZ for final in finals(events))
    check_guarantees(events)
