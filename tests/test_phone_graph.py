"""Token passing against every CTC path of tiny graphs, written out."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from linnet_runtime.errors import InputError
from linnet_runtime.phone_graph import BLANK_UNIT, BOUNDARY_UNIT, MOST_PHONES, PhoneGraph, WordArc
from linnet_runtime.units import PHONES

A, B, C = 1, 2, 3
SENTENCES = [
    [bytes([A])],
    [bytes([A, A])],
    [bytes([A, B]), bytes([B])],
    [bytes([B, B, C])],
    [bytes([C]), bytes([A, C])],
]


def frames(count: int, seed: int) -> NDArray[np.float32]:
    """Random log-posteriors in which only the units of the tests matter."""
    rng = np.random.default_rng(seed)
    scores = np.full((count, len(PHONES)), -20.0)
    scores[:, [BLANK_UNIT, A, B, C, BOUNDARY_UNIT]] = rng.normal(0, 3, (count, 5))
    found: NDArray[np.float32] = (scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)).astype(
        np.float32
    )
    return found


def best_path(words: list[bytes], heard: NDArray[np.float32]) -> float:
    """The best of all ways to lay words over frames: a gap, then word and gap in turns; gaps may be longer.

    Only the first gap may be empty. A word is any CTC path that begins with its first phone.
    """
    ratio = heard - heard.max(axis=1, keepdims=True)
    gap = np.maximum(ratio[:, BLANK_UNIT], ratio[:, BOUNDARY_UNIT])
    best = -np.inf
    count = len(heard)
    for edges in itertools.combinations_with_replacement(range(count + 1), 2 * len(words)):
        starts, ends = edges[::2], edges[1::2]
        gaps = [(0, starts[0]), *zip(ends, [*starts[1:], count], strict=True)]
        if any(start >= end for start, end in gaps[1:]):
            continue
        score = sum(gap[start:end].sum() for start, end in gaps)
        score += sum(
            word_score(word, ratio[start:end]) for word, start, end in zip(words, starts, ends, strict=True)
        )
        best = max(best, float(score))
    return best


def word_score(word: bytes, ratio: NDArray[np.float32]) -> float:
    """The best CTC path of a word over all frames, the first of which is not blank."""
    best = -np.inf
    for path in itertools.product([BLANK_UNIT, *dict.fromkeys(word)], repeat=len(ratio)):
        merged = [unit for unit, _ in itertools.groupby(path) if unit != BLANK_UNIT]
        if path and path[0] != BLANK_UNIT and bytes(merged) == word:
            best = max(best, float(sum(ratio[frame, unit] for frame, unit in enumerate(path))))
    return best


def chain(words: list[bytes]) -> PhoneGraph:
    arcs = [WordArc(number, number + 1, word, 0.0, number) for number, word in enumerate(words)]
    return PhoneGraph.build(arcs, len(words) + 1)


@pytest.mark.parametrize("words", SENTENCES)
@pytest.mark.parametrize("seed", range(3))
def test_the_best_path_is_that_of_all_paths(words: list[bytes], seed: int) -> None:
    heard = frames(6, seed)
    graph = chain(words)
    scores = graph.start(0)
    for frame in heard:
        scores = graph.advance(scores, frame).scores
    assert scores[2 * len(graph.phone) + len(words)] == pytest.approx(best_path(words, heard), abs=1e-4)


def test_the_better_of_several_words_arrives() -> None:
    heard = frames(7, 5)
    words = [bytes([A]), bytes([A, B]), bytes([B, A]), bytes([C, C])]
    costs = [0.0, -0.5, 0.0, -1.0]
    graph = PhoneGraph.build(
        [WordArc(0, 1, word, cost, n) for n, (word, cost) in enumerate(zip(words, costs, strict=True))], 2
    )
    assert len(graph.phone) == 6  # both words that begin with A share it
    scores = graph.start(0)
    for frame in heard:
        scores = graph.advance(scores, frame).scores
    expected = max(best_path([word], heard) + cost for word, cost in zip(words, costs, strict=True))
    assert scores[-1] == pytest.approx(expected, abs=1e-4)


def test_where_paths_come_from_explains_their_scores() -> None:
    graph = chain([bytes([A, B]), bytes([B, B])])
    scores = graph.start(0)
    for frame in frames(12, 1):
        after = graph.advance(scores, frame)
        ratio = frame - frame.max()
        gap = max(ratio[BLANK_UNIT], ratio[BOUNDARY_UNIT])
        places = [*ratio[graph.phone], *[ratio[BLANK_UNIT]] * len(graph.phone), *[gap] * graph.junctions]
        assert after.scores == pytest.approx(scores[after.came_from] + np.array(places), abs=1e-5)
        scores = after.scores


def test_of_words_that_sound_alike_the_likelier_is_kept() -> None:
    graph = PhoneGraph.build([WordArc(0, 1, bytes([A]), -1.0, 7), WordArc(0, 1, bytes([A]), -0.5, 8)], 2)
    assert graph.word.tolist() == [8]


@pytest.mark.parametrize("phones", [0, MOST_PHONES + 1])
def test_graphs_out_of_bounds_are_refused(phones: int) -> None:
    arcs = [WordArc(number, number + 1, bytes([A]), 0.0, 0) for number in range(phones)]
    with pytest.raises(InputError, match="phones"):
        PhoneGraph.build(arcs, phones + 1)
