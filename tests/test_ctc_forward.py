"""The forward algorithm and best paths over graphs, against every path."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linnet_runtime.ctc_forward import SoundGraph
from linnet_runtime.speech_graph import SpeechGraphBuilder
from tiny_speech import A, B, all_readings, search, sounds


def random_graph(seed: int, states: int) -> SoundGraph:
    rng = np.random.default_rng(seed)
    arcs = [(t, s) for t in range(states) for s in range(states) if s == t or rng.random() < 0.4]
    target = [arc[0] for arc in arcs]
    return SoundGraph(
        label=rng.choice([0, A, B], states),
        start=rng.random(states) * (rng.random(states) < 0.7),
        source=np.array([arc[1] for arc in arcs]),
        weight=rng.random(len(arcs)),
        first=np.searchsorted(target, np.arange(states)),
    )


def all_paths(graph: SoundGraph, sound: np.ndarray) -> dict[tuple[int, ...], float]:
    bounds = [*graph.first.tolist(), len(graph.source)]
    weight = {
        (s, t): w
        for t in range(len(graph.label))
        for s, w in zip(
            graph.source[bounds[t] : bounds[t + 1]], graph.weight[bounds[t] : bounds[t + 1]], strict=True
        )
    }
    paths = {}
    for path in product(range(len(graph.label)), repeat=len(sound)):
        steps = [graph.start[path[0]], *(weight.get(pair, 0.0) for pair in pairwise(path))]
        paths[path] = float(np.prod(steps)) * float(
            np.exp(sound[range(len(sound)), graph.label[list(path)]].sum())
        )
    return paths


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 5), st.integers(1, 4), st.integers(0, 10**6))
def test_forward_adds_up_all_paths_and_the_trace_is_the_best_of_them(
    frames: int, states: int, seed: int
) -> None:
    graph, sound = random_graph(seed, states), sounds(frames, seed).astype(np.float64)
    paths = all_paths(graph, sound)
    forward, best = graph.forward(sound), graph.best_paths(sound)
    traces = graph.traces(best, np.arange(states))
    for state in range(states):
        ending = {path: p for path, p in paths.items() if path[-1] == state}
        assert np.exp(forward[state]) == pytest.approx(sum(ending.values()), rel=1e-6)
        largest = max(ending.values())
        if largest > 0:
            assert ending[tuple(traces[state].tolist())] == pytest.approx(largest)


def test_long_utterances_do_not_underflow() -> None:
    graph = SoundGraph(np.array([0]), np.ones(1), np.zeros(1, np.intp), np.ones(1), np.zeros(1, np.intp))
    sound = np.full((2000, 1), -5.0)
    assert graph.forward(sound) == pytest.approx([-10_000.0])
    assert graph.traces(graph.best_paths(sound), np.array([0, 0])).tolist() == [[0] * 2000] * 2


@settings(max_examples=6, deadline=None)
@given(st.integers(1, 5), st.integers(0, 10**6))
def test_a_graph_of_words_has_every_way_to_say_them(frames: int, seed: int) -> None:
    of, sound = search(), sounds(frames, seed)
    builder = SpeechGraphBuilder(of.words, of.weights.language)
    numbers = {of.words.written(number): number for number in range(of.words.first_word[-1])}
    expected = all_readings(of, sound)
    ends = {words: builder.add(tuple(numbers[word] for word in words)) for words in expected}
    forward = builder.graph().forward(sound.astype(np.float64))
    for words, (acoustic, _) in expected.items():
        found = np.logaddexp.reduce(forward[list(ends[words].states)] + ends[words].weights)
        assert found == pytest.approx(acoustic, abs=1e-4)


def test_sequences_that_begin_alike_share_states() -> None:
    of = search()
    alone, both = (SpeechGraphBuilder(of.words, 1.0) for _ in range(2))
    alone.add((0, 1, 2))
    for words in ((0, 1, 2), (0, 1), (0, 1, 2)):
        both.add(words)
    assert len(alone.positions()) == len(both.positions())
