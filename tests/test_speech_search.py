"""The speech search against all there is to find, and its five proofs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linnet_runtime.errors import StateError
from linnet_runtime.speech_beam import SpeechBeam
from linnet_runtime.speech_history import SpeechHistory
from linnet_runtime.speech_ranking import SpeechRanking
from linnet_runtime.speech_search import SpeechSearch
from linnet_runtime.speech_weights import SpeechWeights
from tiny_speech import PHONES, SAID, WIDE, RandomLanguage, all_readings, search, sounds, spoken

NARROW = SpeechWeights(
    beam_width=4.0,
    hypotheses=12,
    ended_words=3,
    unit_floor=-3.0,
    remembered_words=1,
    silence_margin=-1_000.0,
)


def heard(by: SpeechSearch, sound: np.ndarray, beam: SpeechBeam | None = None) -> SpeechBeam:
    beam = by.start() if beam is None else beam
    for frame in sound:
        beam = by.advance(beam, frame)
    return beam


@settings(max_examples=8, deadline=None)
@given(st.integers(1, 5), st.integers(0, 10**6))
def test_finds_every_word_sequence_with_the_sum_of_all_paths(frames: int, seed: int) -> None:
    whole, sound = search(), sounds(frames, seed)
    expected = {words: sum(scores) for words, scores in all_readings(whole, sound).items()}
    found = {
        tuple(whole.words.written(number) for number in history.words): score
        for history, score in whole.whole(heard(whole, sound))
    }
    assert found.keys() == expected.keys()
    assert [found[words] for words in expected] == pytest.approx(list(expected.values()), abs=1e-4)


@settings(max_examples=6, deadline=None)
@given(st.integers(2, 5), st.integers(0, 10**6))
def test_ranks_the_readings_by_the_sum_of_all_paths(frames: int, seed: int) -> None:
    whole, sound = search(), sounds(frames, seed)
    expected = all_readings(whole, sound)
    best = max(expected, key=lambda words: sum(expected[words]))
    found = whole.finish(heard(whole, sound))
    if not best:
        assert found == []
        return
    assert tuple(word.text for word in found[0].words) == best
    assert len(found) == len(expected)
    totals = sorted((sum(scores) for scores in expected.values()), reverse=True)
    assert [one.total for one in found] == pytest.approx(totals, abs=1e-4)
    for one in found:
        acoustic, language = expected[tuple(word.text for word in one.words)]
        assert (one.acoustic, one.language) == pytest.approx((acoustic, language), abs=1e-4)
    assert sum(one.posterior for one in found) == pytest.approx(1.0)


def test_how_likely_a_sentence_ends_there_counts_at_the_end() -> None:
    whole, ending, sound = search(), search(replace(WIDE, sentence_end=0.7)), sounds(4, 3)
    language = RandomLanguage()
    plain, found = (
        {tuple(word.text for word in one.words): one for one in by.finish(heard(by, sound))}
        for by in (whole, ending)
    )
    assert found.keys() == plain.keys()
    for words, one in found.items():
        context = language.start()
        for word in words:
            (context,) = language.read_all([context], [word])
        assert one.language == pytest.approx(plain[words].language + 0.7 * language.end_score(context))
        assert one.acoustic == plain[words].acoustic
    assert [one.total for one in found.values()] == sorted((o.total for o in found.values()), reverse=True)


@settings(max_examples=4, deadline=None)
@given(st.integers(1, 5), st.integers(0, 10**6))
def test_words_in_several_lexicons_are_found_as_in_one(frames: int, seed: int) -> None:
    parts = [["ab", "bee"], ["abb", "b", "ca"]]
    whole, sound = search(parts=parts), sounds(frames, seed)
    expected = {words: sum(scores) for words, scores in all_readings(whole, sound).items()}
    found = {
        tuple(whole.words.written(number) for number in history.words): score
        for history, score in whole.whole(heard(whole, sound))
    }
    assert found == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(("weights", "frames"), [(WIDE, 5), (NARROW, 12)])
def test_a_beam_is_a_value_and_resumes_in_mid_word_exactly(weights: SpeechWeights, frames: int) -> None:
    whole, sound = search(weights), sounds(frames, 4)
    beams = [whole.start(5)]
    for frame in sound:
        beams.append(whole.advance(beams[-1], frame))
    for at, beam in enumerate(beams):
        other = search(weights)  # with no context cached
        again = other.from_bytes(whole.to_bytes(beam))
        assert again == beam
        again = heard(other, sound[at:], again)
        assert again == beams[-1]
        assert other.finish(again) == whole.finish(beams[-1])
    assert heard(whole, sound, whole.start(5)) == beams[-1]  # start() again: as new


def test_a_narrow_beam_keeps_what_matters() -> None:
    for seed in range(20):
        sound = sounds(4, seed, sharpness=4.0)
        wide, narrow = search(), search(replace(NARROW, word=WIDE.word, false_boundary=WIDE.false_boundary))
        best = wide.finish(heard(wide, sound))
        found = narrow.finish(heard(narrow, sound))
        assert len(heard(narrow, sound)) <= NARROW.hypotheses
        if best and found:
            assert found[0].total <= best[0].total + 1e-9


def test_stable_words_never_change() -> None:
    whole = search(replace(NARROW, word=1.0))
    for seed in range(15):
        beam, stable = whole.start(), ()
        for frame in sounds(25, seed, sharpness=5.0):
            beam = whole.advance(beam, frame)
            partial = whole.partial(beam)
            words = tuple(word.text for word in partial.words)
            assert words[: len(stable)] == stable
            assert partial.stable >= len(stable)
            stable = words[: partial.stable]
        for one in whole.finish(beam):
            assert tuple(word.text for word in one.words)[: len(stable)] == stable


def peaks(*units: int) -> np.ndarray:
    """Frames in which one unit is nearly certain."""
    sound = np.full((len(units), len(PHONES)), -12.0, np.float32)
    sound[np.arange(len(units)), units] = -0.01
    return sound


def test_silence_gives_no_words() -> None:
    whole = search(SpeechWeights())
    beam = heard(whole, peaks(*[0] * 40))
    assert whole.finish(beam) == []
    assert whole.finish(whole.start()) == []
    assert whole.partial(beam).words == ()
    assert (whole.silent_frames(beam), whole.spoken_frames(beam), whole.between_words(beam)) == (0, 0, True)


def test_tells_frames_of_words_pauses_and_speech() -> None:
    bar = len(PHONES) - 1
    whole = search(SpeechWeights())
    sound = peaks(0, 0, 9, 0, 1, 1, 0, bar, 0, 5, 0, 0, 0)  # silence, "c a a", boundary, "b", silence
    beam = heard(whole, sound[:4], whole.start(100))
    assert (whole.silent_frames(beam), whole.spoken_frames(beam)) == (1, 2)
    assert not whole.between_words(beam)
    beam = heard(whole, sound[4:], beam)
    assert (whole.silent_frames(beam), whole.spoken_frames(beam)) == (3, 11)
    assert whole.between_words(beam)
    best = whole.finish(beam)[0].words
    assert (best[0].text, best[0].start_frame, best[0].end_frame) == ("ca", 102, 106)
    assert (best[1].text in ("b", "bee"), best[1].start_frame, best[1].end_frame) == (True, 109, 110)
    assert best[0].confidence > best[1].confidence  # "b" and "bee" sound alike
    assert whole.partial(beam).words[0].text == "ca"


def test_a_boundary_before_the_first_and_after_the_last_word_is_nothing() -> None:
    bar = len(PHONES) - 1
    whole = search(SpeechWeights())
    for units in ([9, 1], [bar, 9, 1], [0, bar, 0, 9, 1, 0, bar, 0, bar]):
        assert [word.text for word in whole.finish(heard(whole, peaks(*units)))[0].words] == ["ca"]


def test_ranks_only_what_fits_into_the_frames() -> None:
    whole = search(SpeechWeights())
    ranking = SpeechRanking(whole.words, whole.scoring, 1.0)
    number = {whole.words.written(number): number for number in range(whole.words.first_word[-1])}
    histories = [
        SpeechHistory(tuple(number[word] for word in words), 0.0, 0)
        for words in (["abb", "b"], ["b"], ["ca"], ["b", "b"])
    ]
    found = ranking.ranked(histories, peaks(5, 0).astype(np.float64), 0)
    assert [[word.text for word in one.words] for one in found] == [["b"], ["ca"]]
    assert ranking.ranked(histories[:1], peaks(5).astype(np.float64), 0) == []


class Expecting:
    """A bias for one word of lexicon 0, and against the end after it."""

    def __init__(self, word: int) -> None:
        self._word = (0, word)
        self.most = {self._word: 4.0}

    def start(self) -> int:
        return 7

    def step(self, state: int, word: tuple[int, int]) -> tuple[int, float]:
        assert state in (7, 8)
        return (8, 4.0) if word == self._word else (7, 0.0)

    def end(self, state: int) -> float:
        return -1.0 if state == 8 else 0.0


def test_a_bias_prefers_its_words() -> None:
    lexicon = spoken()
    sound = peaks(5)
    totals = []
    for word in range(len(SAID)):
        biased = SpeechSearch([lexicon], RandomLanguage(), WIDE, Expecting(word))
        found = biased.finish(heard(biased, sound))
        totals.append({one.words[0].word: one.language for one in found if one.words})
    plain = SpeechSearch([lexicon], RandomLanguage(), WIDE)
    expected = {one.words[0].word: one.language for one in plain.finish(heard(plain, sound)) if one.words}
    for word, found in enumerate(totals):
        for other, language in found.items():
            assert language == pytest.approx(expected[other] + (3.0 if other == word else 0.0))


def test_refuses_beams_of_another_search() -> None:
    whole, sound = search(), sounds(4, 1)
    data = whole.to_bytes(heard(whole, sound))
    with pytest.raises(StateError, match="lexicons"):
        search(parts=[["ab", "b"]]).from_bytes(data)
    with pytest.raises(StateError):
        whole.from_bytes(data[:-1])
    beam = whole.from_bytes(data)
    for bad in (
        replace(beam, node=beam.node + 1000),
        replace(beam, history=beam.history + 100),
        replace(beam, first_frame=-3),
        replace(beam, blank=beam.blank * np.nan),
    ):
        with pytest.raises(StateError):
            whole.from_bytes(whole.to_bytes(bad))
