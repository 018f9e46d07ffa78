"""Phrases and personal words of a stream, in a language whose sounds are known exactly."""

from __future__ import annotations

import math

import pytest

from hearing import cut, finals, hear
from linnet import InputError, Recognizer
from linnet.personal_words import personal_bonus, personal_probabilities
from linnet.stream_bias import ADDED, UNKNOWN_SCORE, phrase_words, shared_boost, stream_bias
from linnet.stream_options import DEFAULT_BOOST, StreamOptions
from linnet_runtime.lexicon import Lexicon, LexiconWord
from linnet_runtime.phrase_bias import Place, phrase_bonus
from talking import say

LANGUAGE = Lexicon.build([LexiconWord("call", -6.0, (1,)), LexiconWord("Vex", -14.0, (2,))])
NEW = Lexicon.build([LexiconWord("Quendra", -9.0, (3,))], beside=LANGUAGE)
PLACES: dict[str, Place] = {"call": (0, 0), "vex": (0, 1), "quendra": (ADDED, 0)}
WEIGHT = 0.5


def test_a_phrase_of_words_in_any_lexicon() -> None:
    bias = stream_bias(StreamOptions(("Call Quendra!",), boost=6.0), [LANGUAGE, NEW], PLACES.get, WEIGHT)
    assert bias is not None
    rare = WEIGHT * (UNKNOWN_SCORE + 9.0)
    common = phrase_bonus(-6.0, WEIGHT * 6.0)
    assert dict(bias.most) == pytest.approx({(0, 0): common, (ADDED, 0): WEIGHT * 6.0 + rare})
    state, first = bias.step(bias.start(), (0, 0))
    assert (first, bias.end(state)) == pytest.approx((common, -common))
    state, second = bias.step(state, (ADDED, 0))
    assert (second, bias.end(state)) == pytest.approx((WEIGHT * 6.0 + rare, 0.0))
    assert bias.step(bias.start(), (ADDED, 0))[1] == pytest.approx(rare)  # alone it is no phrase


def test_personal_words_gain_wherever_they_stand() -> None:
    personal = (("Vex", 3.0), ("Quendra", 5.0), ("Unheard", 2.0))
    share = personal_probabilities(personal)
    bias = stream_bias(StreamOptions(personal=personal), [LANGUAGE, NEW], PLACES.get, WEIGHT)
    assert bias is not None
    known, new = personal_bonus(share["Vex"], -14.0), math.log(share["Quendra"]) + 9.0
    assert dict(bias.most) == pytest.approx({(0, 1): WEIGHT * known, (ADDED, 0): WEIGHT * new})
    state, gained = bias.step(bias.start(), (0, 1))
    assert (state, gained) == pytest.approx((0, WEIGHT * known))
    assert bias.step(bias.start(), (0, 0)) == (0, 0.0)


def test_a_personal_word_is_less_rare_in_phrases() -> None:
    options = StreamOptions(("Vex",), personal=(("Vex", 1.0), ("Quendra", 20_000.0)))
    bias = stream_bias(options, [LANGUAGE, NEW], PLACES.get, WEIGHT)
    assert bias is not None
    assert 0 < bias.phrases.most[0, 1] < phrase_bonus(-14.0, WEIGHT * DEFAULT_BOOST)


def test_a_common_word_alone_gains_nothing() -> None:
    bias = stream_bias(StreamOptions(("call", "call vex")), [LANGUAGE], PLACES.get, WEIGHT)
    assert bias is not None
    state, in_advance = bias.step(bias.start(), (0, 0))
    assert in_advance + bias.end(state) == 0.0
    alone = stream_bias(StreamOptions(("call",)), [LANGUAGE], PLACES.get, WEIGHT)
    assert alone is not None
    assert not any(alone.most.values())


def test_long_lists_share_their_boost() -> None:
    boosts = [shared_boost(8.0, phrases) for phrases in (1, 100, 200, 1_000, 10_000)]
    assert boosts[0] == boosts[1] == 8.0
    assert boosts == sorted(boosts, reverse=True)
    assert shared_boost(1.0, 10_000) == 0.0


def test_nothing_expected_is_no_bias() -> None:
    assert stream_bias(StreamOptions(), [LANGUAGE], PLACES.get, WEIGHT) is None


@pytest.mark.parametrize("phrase", ["!?", "route 66", "日本語"])
def test_phrases_that_nobody_can_say_are_refused(talker: Recognizer, phrase: str) -> None:
    with pytest.raises(InputError, match="expected"):
        talker.stream(phrases=["fine", phrase])


def test_marks_in_a_phrase_do_not_matter() -> None:
    assert phrase_words(" St. John's-Wood, please ") == ("St", "John's", "Wood", "please")


def test_a_listed_phrase_is_preferred_to_what_is_more_common(talker: Recognizer) -> None:
    sound = say("see you vecsle")
    plain = finals(hear(talker.stream(), [sound]))[0].text
    listed = finals(hear(talker.stream(phrases=["you Vecsle"]), [sound]))[0].text
    assert plain != listed == "see you Vecsle"


def test_an_unfinished_phrase_is_not_preferred(talker: Recognizer) -> None:
    sounds = [say("see you"), say("hello there")]
    for sound in sounds:
        plain = finals(hear(talker.stream(), [sound]))
        listed = finals(hear(talker.stream(phrases=["see Quendra", "hello Quendra there"]), [sound]))
        assert [final.text for final in plain] == [final.text for final in listed]


def test_phrases_hold_for_any_chunks_and_after_a_snapshot(talker: Recognizer) -> None:
    sound = say("please call quendra now")
    phrases = ["call Quendra now", "Quendra"]
    whole = hear(talker.stream(phrases=phrases), [sound])
    stream, events = talker.stream(phrases=phrases), []
    for chunk in cut(sound, [2_999, 1, 0, 5_000] * 9):
        events += stream.accept(chunk)
        stream = talker.resume(stream.snapshot())
    assert events + stream.finish() == whole
    assert finals(whole)[0].text == "please call Quendra now"
