"""Dictation in a language whose sounds are known exactly: the guarantees of streams, and words beyond it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearing import Samples, check_guarantees, cut, finals, hear, noise
from linnet import EndpointRules, InputError, Partial, PersonalDictionary, Recognizer, StateError
from spelling import AUDIO, HOP, RATE_HZ, silence
from talking import Speller, say

SAID = "hello there how are you"


def conversation(rate_hz: int = RATE_HZ) -> Samples:
    parts = [silence(0.5, rate_hz), say(SAID, rate_hz), silence(1.2, rate_hz), say("I'm in London", rate_hz)]
    return np.concatenate(parts)


def texts(recognizer: Recognizer, *said: str, personal: PersonalDictionary | None = None) -> list[str]:
    stream = recognizer.stream(personal=personal)
    return [final.text for final in finals(hear(stream, [say(text) for text in said]))]


def test_words_are_shown_as_the_lexicon_has_them(talker: Recognizer) -> None:
    events = hear(talker.stream(), [conversation()])
    assert [final.text for final in finals(events)] == [SAID, "I'm in London"]
    check_guarantees(events)


def test_silence_gives_no_event_and_noise_no_endless_stretch(talker: Recognizer) -> None:
    assert hear(talker.stream(), [silence(20.0)]) == []
    check_guarantees(hear(talker.stream(), [noise(3.0)]))


def test_words_have_times_and_confidence(talker: Recognizer) -> None:
    sound = np.concatenate([silence(0.51), say("hello there")])  # 0.51 s is a whole number of frames
    (final,) = finals(hear(talker.stream(), [sound]))
    hello, there = final.words
    assert (hello.start_s, hello.end_s) == pytest.approx((0.51, 0.51 + 4 * 0.18 + 0.12), abs=0.031)
    assert (there.start_s, there.end_s) == pytest.approx(
        (0.51 + 6 * 0.18, 0.51 + 10 * 0.18 + 0.12), abs=0.031
    )
    assert min(hello.confidence, there.confidence) > 0.9


def test_alternatives_begin_with_the_text(talker: Recognizer) -> None:
    (final,) = finals(hear(talker.stream(), [say(SAID)]))
    assert final.alternatives[0].text == final.text
    assert len({other.text for other in final.alternatives}) == len(final.alternatives)
    confidences = [other.confidence for other in final.alternatives]
    assert confidences == sorted(confidences, reverse=True)
    assert sum(confidences) <= 1.0 + 1e-6


def test_the_stable_part_of_partials_grows(talker: Recognizer) -> None:
    partials = [
        event for event in hear(talker.stream(), [say(f"{SAID} the meeting")]) if isinstance(event, Partial)
    ]
    lengths = [partial.stable_length for partial in partials]
    assert lengths == sorted(lengths)
    assert lengths[-1] >= len(SAID)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.one_of(st.sampled_from([0, 1, 480, 1_279, 1_920]), st.integers(0, 9_000)), max_size=40))
def test_any_chunks_give_the_same_events(talker: Recognizer, lengths: list[int]) -> None:
    sound = conversation()
    assert hear(talker.stream(), cut(sound, lengths)) == hear(talker.stream(), [sound])


def test_what_comes_later_changes_no_earlier_event(talker: Recognizer) -> None:
    sound = conversation()
    together = talker.stream().accept(sound)
    for length in range(0, len(sound), 7_777):
        before = talker.stream().accept(sound[:length])
        assert together[: len(before)] == before


def test_resume_equals_continue(talker: Recognizer) -> None:
    chunks = cut(conversation(), [3_001] * 20)
    stream, events = talker.stream(), []
    for chunk in chunks:
        events += stream.accept(chunk)
        stream = talker.resume(stream.snapshot())
    assert events + stream.finish() == hear(talker.stream(), chunks)


def test_reset_equals_new(talker: Recognizer) -> None:
    stream = talker.stream()
    stream.accept(say("good mus"))
    stream.reset()
    assert stream.snapshot() == talker.stream().snapshot()
    assert hear(stream, [conversation()]) == hear(talker.stream(), [conversation()])


def test_streams_share_nothing_that_changes(talker: Recognizer) -> None:
    sounds = [say(SAID), say("the meeting is at school")]
    alone = [hear(talker.stream(), [sound]) for sound in sounds]
    streams = [talker.stream(), talker.stream()]
    pieces = [cut(sound, [1_777] * 9) for sound in sounds]
    events = [
        [event for chunk in chunks for event in stream.accept(chunk)]
        for stream, chunks in zip(streams, pieces, strict=True)
    ]
    assert [heard + stream.finish() for heard, stream in zip(events, streams, strict=True)] == alone


def test_threads_share_a_recognizer(talker: Recognizer) -> None:
    sounds = [say(text) for text in (SAID, "good music at home", "I'm in London", "see you tomorrow morning")]
    alone = [talker.transcribe(sound, RATE_HZ) for sound in sounds]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda sound: talker.transcribe(sound, RATE_HZ), sounds * 3))
    assert together == alone * 3


def test_memory_does_not_grow_with_silence_nor_with_talk(talker: Recognizer) -> None:
    stream = talker.stream(endpoint=EndpointRules(pause_s=0.5, longest_s=2.0, limit_s=2.0))
    sizes = []
    for _ in range(6):
        stream.accept(silence(10.0))
        sizes.append(len(stream.snapshot()))
    assert max(sizes) <= 1.1 * max(sizes[:2]) + 4 * AUDIO.chunk_samples
    sizes = []
    for _ in range(10):
        stream.accept(say(SAID))
        sizes.append(len(stream.snapshot()))
    assert max(sizes) <= 1.5 * max(sizes[:3])


def test_rules_change_while_a_stream_runs(talker: Recognizer) -> None:
    stream = talker.stream(endpoint=EndpointRules(pause_s=3.0))
    assert not finals(stream.accept(np.concatenate([say("see you"), silence(1.0)])))
    stream.endpoint = EndpointRules(pause_s=0.3)
    assert [final.text for final in finals(stream.accept(silence(0.2)))] == ["see you"]
    assert talker.resume(stream.snapshot()).endpoint == stream.endpoint


def test_a_word_typed_twice_is_recognised_in_the_next_stream(talker: Recognizer) -> None:
    sentence = "thanks quendra"
    with PersonalDictionary(None) as personal:
        personal.learn("Quendra")
        assert "Quendra" not in texts(talker, sentence, personal=personal)[0]
        personal.learn("Quendra")
        assert texts(talker, sentence, personal=personal) == ["thanks Quendra"]
    assert "Quendra" not in texts(talker, sentence)[0]


def test_personal_words_are_in_the_snapshot(talker: Recognizer) -> None:
    with PersonalDictionary(None) as personal:
        personal.add("Quendra")
        stream = talker.stream(personal=personal)
        stream.accept(say("thanks quen"))
        personal.forget_all()
        resumed = talker.resume(stream.snapshot())
        assert finals(hear(resumed, [say("dra")]))[0].text == "thanks Quendra"


def test_a_snapshot_of_letters_is_refused(talker: Recognizer, speller: Recognizer) -> None:
    with pytest.raises(StateError, match="bundle it was taken with"):
        talker.resume(speller.stream().snapshot())


def test_words_of_phrases_are_recognised(talker: Recognizer) -> None:
    stream = talker.stream(phrases=["call Quendra", "Ångström"])
    assert [final.text for final in finals(hear(stream, [say("please call quendra")]))] == [
        "please call Quendra"
    ]


def test_phrases_must_be_a_list(talker: Recognizer) -> None:
    with pytest.raises(InputError, match="list"):
        talker.stream(phrases="call Quendra")


def test_a_word_is_pronounced_once(talker: Recognizer, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    pronounce = Speller().pronounce

    def watched(speller: Speller, word: str, best: int = 3) -> object:  # noqa: ARG001
        asked.append(word)
        return pronounce(word, best)

    monkeypatch.setattr("talking.Speller.pronounce", watched)
    with PersonalDictionary(None) as personal:
        personal.add("Vexley")
        talker.stream(personal=personal)
        personal.add("Vorbane")
        talker.stream(personal=personal)
    assert asked == ["Vexley", "Vorbane"]


def test_the_last_word_is_not_later_than_the_recording(talker: Recognizer) -> None:
    sound = say("see you")
    (final,) = finals(hear(talker.stream(), [sound]))
    assert final.end_s <= len(sound) / RATE_HZ + HOP / RATE_HZ
