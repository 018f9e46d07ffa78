"""Words that no list has come out as their letters, and only they."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import groupby, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linnet_runtime.ctc_labels import sequence_score
from linnet_runtime.speech_hypothesis import NO_LEXICON, SpokenHypothesis
from linnet_runtime.speech_search import SpeechSearch
from linnet_runtime.speech_weights import SpeechWeights
from linnet_runtime.units import LETTERS, PHONES
from tiny_speech import BOUNDARY, A, B, C, search

OTHER = 30
"""A phone that no word of the tiny language has."""
WEIGHTS = SpeechWeights(beam_width=100.0, unit_floor=-100.0, spelled_margin=10.0, silence_margin=-1_000.0)


def peaks(units: list[int], count: int, low: float = -7.0) -> np.ndarray:
    """Frames (T, count) that are sure of these units."""
    frames = np.full((len(units), count), low, np.float32)
    frames[np.arange(len(units)), units] = -0.05
    return frames


def finish(by: SpeechSearch, phones: list[int], text: str) -> SpokenHypothesis:
    """What is made of phones and letters, one a frame; "_" is a blank."""
    letters = [0 if letter == "_" else LETTERS.index(letter) for letter in text]
    beam = by.start(first_frame=50)
    pairs = zip(peaks(phones, len(PHONES)), peaks(letters, len(LETTERS)), strict=True)
    for one, other in pairs:
        beam = by.advance(beam, one, other)
    return by.finish(beam)[0]


def words(of: SpokenHypothesis) -> list[tuple[str, int]]:
    return [(word.text, word.lexicon) for word in of.words]


def test_a_word_that_both_heads_contradict_is_spelled() -> None:
    found = finish(search(WEIGHTS), [C, OTHER, OTHER, A, 0], "cujo_")
    assert words(found) == [("cujo", NO_LEXICON)]
    (word,) = found.words
    assert (word.word, word.start_frame, word.end_frame) == (NO_LEXICON, 50, 54)
    listed = finish(search(replace(WEIGHTS, spelled_margin=math.inf)), [C, OTHER, OTHER, A, 0], "cujo_")
    assert words(listed) == [("ca", 0)]
    assert word.confidence <= listed.words[0].confidence


@pytest.mark.parametrize(
    ("phones", "text"),
    [([C, A, 0], "ca_"), ([C, A, 0], "xy_"), ([C, OTHER, OTHER, A, 0], "c__a_"), ([C, A, A, 0], "ca _")],
)
def test_a_word_that_one_head_confirms_stays(phones: list[int], text: str) -> None:
    assert words(finish(search(WEIGHTS), phones, text)) == [("ca", 0)]


def test_other_words_stay_and_neighbours_are_parted_at_spaces() -> None:
    strange = [C, OTHER, OTHER, OTHER, A]
    phones = [*strange, BOUNDARY, *strange, 0, BOUNDARY, B, 0]
    found = finish(search(WEIGHTS), phones, "tulky cujos_ b_")
    assert [text for text, _ in words(found)] == ["tulky", "cujos", found.words[-1].text]
    assert found.words[-1].lexicon == 0
    times = [frame for word in found.words for frame in (word.start_frame, word.end_frame)]
    assert times == sorted(times)


def test_words_that_were_stable_stay() -> None:
    by = search(replace(WEIGHTS, hypotheses=2, beam_width=3.0))
    strange = [C, OTHER, OTHER, A, 0, BOUNDARY]
    beam, stable = by.start(), ()
    text = "cujo_ " * 8
    letters = peaks([LETTERS.index(x) if x != "_" else 0 for x in text], len(LETTERS))
    for one, other in zip(peaks(strange * 8, len(PHONES)), letters, strict=True):
        beam = by.advance(beam, one, other)
        partial = by.partial(beam)
        stable = partial.words[: partial.stable]
    final = by.finish(beam)[0].words
    assert len(stable) > 0
    assert [word.text for word in final[: len(stable)]] == [word.text for word in stable]


def test_without_letters_nothing_is_spelled() -> None:
    by = search(WEIGHTS)
    beam = by.start()
    for frame in peaks([C, OTHER, OTHER, A, 0], len(PHONES)):
        beam = by.advance(beam, frame)
    assert words(by.finish(beam)[0]) == [("ca", 0)]


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 4), st.lists(st.integers(1, 2), max_size=3), st.integers(0, 10**6))
def test_a_sequence_has_the_score_of_all_its_paths(frames: int, labels: list[int], seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(frames, 3))
    paths = [
        sum(scores[t, unit] for t, unit in enumerate(path))
        for path in product(range(3), repeat=frames)
        if [unit for unit, _ in groupby(path) if unit] == labels
    ]
    expected = np.logaddexp.reduce(paths) if paths else -np.inf
    assert sequence_score(scores, bytes(labels)) == pytest.approx(expected)
