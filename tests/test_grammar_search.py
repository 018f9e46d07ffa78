"""The search of grammar mode on random posteriors, against every sentence of small grammars."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from linnet_runtime.errors import InputError, StateError
from linnet_runtime.grammar import Grammar
from linnet_runtime.grammar_beam import GrammarBeam
from linnet_runtime.grammar_expression import Chain, Choice, Expression, Said
from linnet_runtime.grammar_reading import read_sentence
from linnet_runtime.grammar_search import GrammarSearch
from linnet_runtime.grammar_words import WordGraph
from linnet_runtime.phone_graph import PhoneGraph, WordArc
from linnet_runtime.speech_weights import SpeechWeights
from linnet_runtime.units import PHONES
from test_phone_graph import frames

GRAMMAR = Grammar(
    {"one": ["a [b] c", "(b | c a) b"], "two": ["{letter} {letter2:letter} [a]"]},
    lists={"letter": ["a", "b c"]},
)
SOUNDS = {"a": ((b"\x01", 0.0),), "b": ((b"\x02", 0.0), (b"\x02\x01", -0.7)), "c": ((b"\x03", 0.0),)}
SEARCH = GrammarSearch(GRAMMAR, SOUNDS.__getitem__)


def sentences(expression: Expression) -> set[tuple[str, ...]]:
    """All that may be said."""
    if isinstance(expression, Said):
        return {(expression.word,)}
    if isinstance(expression, Choice):
        return {sentence for option in expression.options for sentence in sentences(option)}
    if isinstance(expression, Chain):
        parts = itertools.product(*(sentences(part) for part in expression.parts))
        return {tuple(itertools.chain(*part)) for part in parts}
    return sentences(expression.filling.expression)


def score(sentence: tuple[str, ...], heard: NDArray[np.float32]) -> float:
    """The best score of a sentence alone, over all pronunciations."""
    arcs = [
        WordArc(number, number + 1, phones, cost, 0)
        for number, word in enumerate(sentence)
        for phones, cost in SOUNDS[word]
    ]
    graph = PhoneGraph.build(arcs, len(sentence) + 1)
    scores = graph.start(0)
    for frame in heard:
        scores = graph.advance(scores, frame).scores
    return float(scores[-1])


def hear(heard: NDArray[np.float32], search: GrammarSearch = SEARCH) -> GrammarBeam:
    beam = search.start()
    for frame in heard:
        beam = search.advance(beam, frame)
    return beam


def same(one: GrammarBeam, other: GrammarBeam) -> bool:
    return one.to_bytes() == other.to_bytes()


ALL = set().union(*map(sentences, GRAMMAR.expressions.values()))


def test_the_graph_of_words_has_all_sentences_and_no_other() -> None:
    graph = WordGraph.of(GRAMMAR.expressions.values())
    following: dict[int, list[tuple[str, int]]] = {}
    for state, after, word in graph.arcs:
        following.setdefault(state, []).append((word, after))
    found, pending = set(), [((), 0)]
    while pending:
        said, state = pending.pop()
        if state in graph.ends:
            found.add(said)
        pending += [((*said, word), after) for word, after in following.get(state, [])]
    assert found == ALL
    assert all(read_sentence(GRAMMAR.expressions, sentence) for sentence in ALL)


def test_equal_ends_are_shared() -> None:
    numbers = [f"{word} {{number}} minutes" for word in ("wait", "sleep", "stop for", "stop in")]
    alone = WordGraph.of(Grammar.of(numbers[:1]).expressions.values())
    assert WordGraph.of(Grammar.of(numbers).expressions.values()).states == alone.states + 1


@pytest.mark.parametrize("seed", range(8))
def test_the_best_sentence_is_found(seed: int) -> None:
    heard = frames(9, seed)
    best = SEARCH.best(hear(heard[:-1]))
    silence = np.full(len(PHONES), -100.0, np.float32)
    silence[0] = 0.0
    scores = {sentence: score(sentence, np.stack([*heard[:-1], silence])) for sentence in ALL}
    assert best is not None
    assert best.score == pytest.approx(max(scores.values()), abs=1e-4)
    assert scores[tuple(best.text.split())] == pytest.approx(best.score, abs=1e-4)


def test_words_lie_in_order_where_they_were_heard() -> None:
    best = SEARCH.best(hear(frames(20, 3)))
    assert best is not None
    edges = [edge for word in best.words for edge in (word.start_frame, word.end_frame)]
    assert edges == sorted(edges)
    assert all(word.start_frame < word.end_frame for word in best.words)
    assert (edges[0] >= 0, edges[-1] <= 20) == (True, True)


def test_a_beam_is_left_as_it_was() -> None:
    beam = hear(frames(8, 0))
    before = beam.to_bytes()
    SEARCH.advance(beam, frames(1, 9)[0])
    SEARCH.best(beam)
    assert beam.to_bytes() == before


@pytest.mark.parametrize("cut", range(0, 13, 3))
def test_a_kept_beam_goes_on_as_if_nothing_had_happened(cut: int) -> None:
    heard = frames(12, 4)
    beam = GrammarBeam.from_bytes(hear(heard[:cut]).to_bytes(), SEARCH.graph)
    for frame in heard[cut:]:
        beam = SEARCH.advance(beam, frame)
    assert same(beam, hear(heard))


def test_a_new_stretch_knows_nothing_of_the_last_but_the_time() -> None:
    beam = SEARCH.cut(hear(frames(8, 1)))
    new = hear(np.zeros((0, len(PHONES)), np.float32))
    assert beam.frame == 8
    assert np.array_equal(beam.scores, new.scores)
    assert SEARCH.so_far(beam) == ()


def test_a_long_stretch_keeps_only_the_words_of_living_paths() -> None:
    grammar = Grammar.of([" ".join(["[a | b]"] * 12 + ["c"])])
    search = GrammarSearch(grammar, SOUNDS.__getitem__)
    heard = np.tile(frames(40, 2), (25, 1))
    beam = hear(heard, search)
    assert len(beam.said) < 5000
    assert search.best(beam) is not None


def test_foreign_states_are_refused() -> None:
    data = hear(frames(5, 0)).to_bytes()
    damaged = data[:-1] + bytes([data[-1] ^ 1])
    with pytest.raises(StateError):
        GrammarBeam.from_bytes(damaged, SEARCH.graph)
    with pytest.raises(StateError):
        GrammarBeam.from_bytes(data, GrammarSearch(Grammar.of(["a c"]), SOUNDS.__getitem__).graph)


def test_phrases_without_words_are_refused() -> None:
    with pytest.raises(InputError, match="optional"):
        GrammarSearch(Grammar.of(["[a]"]), SOUNDS.__getitem__)


def test_too_large_grammars_are_refused() -> None:
    lists = {f"l{depth}": [f"{{l{depth + 1}}} {{x:l{depth + 1}}}"] * 2 for depth in range(12)}
    with pytest.raises(InputError, match="at most"):
        GrammarSearch(Grammar({"x": ["{l0}"]}, lists={**lists, "l12": ["a", "b"]}), SOUNDS.__getitem__)


def test_confidence_rises_with_the_fit() -> None:
    best = SEARCH.best(hear(frames(9, 1)))
    assert best is not None
    weights = SpeechWeights(sentence_slope=1.0, sentence_offset=-best.fit)
    assert best.confidence(weights) == pytest.approx(0.5)
    assert best.confidence(SpeechWeights(sentence_offset=50.0)) > 0.99
