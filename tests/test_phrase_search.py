"""The speech search with phrases: against all there is to find, and that it may stop and go on anywhere."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linnet_runtime.phrase_bias import PhraseBias, Place
from linnet_runtime.speech_beam import SpeechBeam
from linnet_runtime.speech_search import SpeechSearch
from linnet_runtime.speech_weights import SpeechWeights
from tiny_speech import SAID, WIDE, A, B, C, RandomLanguage, all_readings, search, sounds, spoken

NARROW = SpeechWeights(beam_width=3.0, hypotheses=4, ended_words=3, unit_floor=-20.0, silence_margin=-1_000.0)
TEXTS = (("ab", "bee"), ("bee", "b"), ("ca",))
WORDS = {"ab": 0.5, "bee": 2.0, "b": 1.0, "ca": 3.0}


def phrase_bias(texts: tuple[tuple[str, ...], ...] = TEXTS) -> PhraseBias:
    """Phrases of the tiny language."""
    return PhraseBias(
        [[place(word) for word in text] for text in texts], {place(w): b for w, b in WORDS.items()}
    )


def place(word: str) -> Place:
    number = spoken().lexicon.find(word)
    assert number is not None
    return 0, number


def biased(weights: SpeechWeights, bias: PhraseBias | None) -> SpeechSearch:
    return SpeechSearch([spoken()], RandomLanguage(), weights, bias)


def heard(by: SpeechSearch, sound: np.ndarray) -> SpeechBeam:
    beam = by.start()
    for frame in sound:
        beam = by.advance(beam, frame)
    return beam


def bonus(words: tuple[str, ...]) -> float:
    """The bonuses of the words that stand in a phrase, each once."""
    covered = {
        at
        for text in TEXTS
        for start in range(len(words))
        if words[start : start + len(text)] == text
        for at in range(start, start + len(text))
    }
    return sum(WORDS[words[at]] for at in covered)


@settings(max_examples=6, deadline=None)
@given(st.integers(2, 5), st.integers(0, 10**6))
def test_whole_phrases_and_nothing_else_get_their_bonuses(frames: int, seed: int) -> None:
    sound = sounds(frames, seed)
    expected = {words: sum(scores) + bonus(words) for words, scores in all_readings(search(), sound).items()}
    whole = biased(WIDE, phrase_bias())
    found = {tuple(w.text for w in one.words): one.total for one in whole.finish(heard(whole, sound))}
    if not found:
        assert max(expected, key=expected.__getitem__) == ()
        return
    assert found == {words: pytest.approx(score, abs=1e-4) for words, score in expected.items()}


@pytest.mark.parametrize("weights", [WIDE, NARROW])
def test_a_beam_with_an_unfinished_phrase_resumes_exactly(weights: SpeechWeights) -> None:
    by, sound = biased(weights, phrase_bias()), sounds(12, 7)
    other = biased(weights, phrase_bias())
    beam = by.start()
    for frame in sound:
        beam = other.from_bytes(by.to_bytes(by.advance(beam, frame)))
    if weights is NARROW:
        assert by.finish(beam) == by.finish(heard(by, sound))
    assert beam == heard(by, sound)


def test_a_listed_word_is_not_dropped_before_its_end() -> None:
    """It sounds like words that are more probable until its end; a narrow beam keeps it only if it knows."""
    sound = np.full((6, sounds(1, 0).shape[1]), -30.0, np.float32)
    for frame, phones in enumerate(([C, A], [0], [A, B], [0], [B, 0], [0])):
        sound[frame, phones] = -0.1 if frame != 4 else -3.0
    narrow = SpeechWeights(
        beam_width=1.0, hypotheses=2, ended_words=3, unit_floor=-40.0, silence_margin=-1_000.0
    )
    plain, listed = biased(narrow, None), biased(narrow, phrase_bias((("ca",),)))
    assert [word.text for word in plain.finish(heard(plain, sound))[0].words] != ["ca"]
    assert [word.text for word in listed.finish(heard(listed, sound))[0].words] == ["ca"]


def test_the_look_ahead_is_the_best_below() -> None:
    words = search(parts=(("ab", "ca"), ("b", "bee", "abb"))).words
    value = np.random.default_rng(3).normal(size=len(words.word))
    best = words.look_ahead(value)
    for node in range(1, len(words.label)):
        below, stack = [], [node]
        while stack:
            one = stack.pop()
            first, count = int(words.end_first[one]), int(words.end_count[one])
            below += value[first : first + count].tolist()
            child = int(words.first_child[one])
            stack += range(child, child + int(words.child_count[one]))
        assert best[node] == max(below)
    assert best[0] == value.max()
    assert len(SAID) == words.first_word[-1]
