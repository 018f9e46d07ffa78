"""Readings: taps and language together, and what is corrected without being asked."""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from linnet_runtime.key_layout import KeyLayout
from linnet_runtime.lexicon import Lexicon, LexiconWord
from linnet_runtime.touch import TouchModel
from linnet_runtime.typing_decision import decide
from linnet_runtime.typing_evidence import Evidence, ModelScores
from linnet_runtime.typing_ranking import rank, rank_finished
from linnet_runtime.typing_readings import NO_LEXICON, Reading
from linnet_runtime.typing_search import TypingSearch
from linnet_runtime.typing_weights import TypingWeights
from linnet_runtime.units import LETTERS

TOUCH = TouchModel(KeyLayout.load("qwerty"), LETTERS)
WEIGHTS = TypingWeights()
WORDS = """
    the of is to a in this that it for on with hello help held hell can can't cant well we'll word words think
    things definitely London café form from cat cats
"""
LEXICON = Lexicon.build(
    [LexiconWord(word, -3.0 - math.log(i + 1), (1,)) for i, word in enumerate(WORDS.split())]
)
SEARCH = TypingSearch(LEXICON)


class FakeModel:
    """A context is the tuple of words read; pairs of words are as likely as they are told to be."""

    def __init__(self, **likely: float) -> None:
        self.likely = {tuple(pair.split("_")): score for pair, score in likely.items()}
        self.read: list[tuple[str, ...]] = []

    def word_scores(self, context: tuple[str, ...], lexicon: Lexicon) -> NDArray[np.float32]:
        scores = lexicon.scores.copy()
        for (before, word), score in self.likely.items():
            found = lexicon.find(word)
            if context[-1:] == (before,) and found is not None:
                scores[found] = score
        scores.flags.writeable = False
        return scores

    def read_each(self, context: tuple[str, ...], tokens: Sequence[str]) -> list[tuple[str, ...]]:
        self.read += [(*context, token) for token in tokens]
        return [(*context, token) for token in tokens]


def evidence(
    typed: str, *searches: TypingSearch, model: FakeModel | None = None, context: str = ""
) -> list[Evidence]:
    found = []
    for search in searches or (SEARCH,):
        beam = search.start()
        for character in typed:
            beam = search.advance(beam, TOUCH.character(character))
        scores = ModelScores(model or FakeModel(), tuple(context.split()), search.lexicon)
        found.append(Evidence(search, beam, scores))
    return found


def shown(reading: Reading, *searches: TypingSearch) -> str:
    if reading.lexicon == NO_LEXICON:
        return "?"
    lexicon = (searches or (SEARCH,))[reading.lexicon].lexicon
    return " ".join(lexicon.display(word) for word in reading.words)


def unfinished(typed: str, model: FakeModel | None = None, context: str = "") -> list[str]:
    return [shown(reading) for reading in rank(typed, evidence(typed, model=model, context=context))]


def finished(typed: str, model: FakeModel | None = None, context: str = "") -> list[str]:
    return [shown(reading) for reading in rank_finished(typed, evidence(typed, model=model, context=context))]


def test_corrections_and_completions_come_in_one_list() -> None:
    readings = rank("hwl", evidence("hwl"))
    assert {shown(reading) for reading in readings} >= {"hello", "help", "held", "hell"}
    assert all(reading.completes for reading in readings if shown(reading) in ("hello", "help"))
    assert finished("hwllo")[0] == "hello"


def test_each_total_is_channel_and_language() -> None:
    weights = dataclasses.replace(WEIGHTS, language=0.7)
    search = TypingSearch(LEXICON, weights)
    for reading in rank("thnk", evidence("thnk", search)):
        assert reading.total == pytest.approx(reading.channel + 0.7 * reading.language)


def test_readings_are_the_best_of_all_words() -> None:
    every = rank("h", evidence("h"), count=1000)
    assert [shown(r) for r in rank("h", evidence("h"), count=3)][:3] == [shown(r) for r in every][:3]
    totals = [reading.total for reading in every]
    assert totals == sorted(totals, reverse=True)
    assert len({shown(reading) for reading in every}) == len(every)


@pytest.mark.parametrize("typed", ["t", "th", "thisis", "hllo", "cant", "zzzz", "word", "x7"])
def test_probabilities_are_shares_of_one(typed: str) -> None:
    for readings in (rank(typed, evidence(typed), 1000), rank_finished(typed, evidence(typed), count=1000)):
        assert sum(reading.probability for reading in readings) == pytest.approx(1.0)
        assert all(0 <= reading.probability <= 1 for reading in readings)
        assert sum(reading.literal for reading in readings) == 1


def test_a_cut_list_keeps_the_literal_and_its_probability() -> None:
    every, some = rank("hel", evidence("hel"), 1000), rank("hel", evidence("hel"), 2)
    assert len(some) == 3
    assert [shown(reading) for reading in some[:2]] == [shown(reading) for reading in every[:2]]
    assert some[2].literal
    assert some[2].total == next(reading.total for reading in every if reading.literal)


def test_the_context_decides() -> None:
    near = FakeModel(the_word=-1.0, the_words=-6.0)
    assert finished("wors", near, "the")[0] == "word"
    assert finished("wors", FakeModel(the_words=-1.0, the_word=-6.0), "the")[0] == "words"
    assert unfinished("t", FakeModel(i_think=-0.5), "i")[0] == "think"


def test_two_words_are_read_in_context() -> None:
    model = FakeModel(this_is=-0.5)
    assert finished("thisis", model)[0] == "this is"
    assert ("this",) in model.read
    reading = rank_finished("thisis", evidence("thisis", model=model))[0]
    this, its = LEXICON.find("this"), LEXICON.find("is")
    assert reading.words == (this, its)
    assert reading.language == pytest.approx(float(LEXICON.scores[this or 0]) - 0.5, abs=1e-5)


def test_the_model_is_asked_for_second_words_only_where_two_words_are_near() -> None:
    model = FakeModel()
    finished("hello", model)
    assert model.read == []
    finished("thisis", model)
    assert 0 < len(model.read) <= WEIGHTS.split_words


def test_a_word_that_no_lexicon_has_is_a_reading() -> None:
    literal = next(reading for reading in rank_finished("zzzz", evidence("zzzz")) if reading.literal)
    assert (literal.lexicon, literal.words) == (NO_LEXICON, ())
    assert literal.language == pytest.approx(WEIGHTS.unknown_word + 4 * WEIGHTS.unknown_letter)
    assert finished("zzzz")[0] == "?"


def test_the_spelling_model_tells_names_from_slips() -> None:
    name = rank_finished("worf", evidence("worf"), spelled=-4.0)
    slip = rank_finished("worf", evidence("worf"), spelled=-30.0)
    assert name[0].literal
    assert shown(slip[0]) == "word"
    known = rank_finished("word", evidence("word"), spelled=-30.0)
    assert known == rank_finished("word", evidence("word"))  # a known word has its own score


def test_the_literal_is_the_word_as_written() -> None:
    literal = next(r for r in rank_finished("cafe", evidence("cafe")) if r.literal)
    assert literal.lexicon == NO_LEXICON
    assert finished("cafe")[0] == "café"
    literal = next(r for r in rank_finished("Café", evidence("Café")) if r.literal)
    assert shown(literal) == "café"
    assert next(r for r in rank("LONDON", evidence("LONDON")) if r.literal).lexicon == 0


@pytest.mark.parametrize("typed", ["mp3", "😀", "שלום", "a" * 300, "x@y"])
def test_what_is_no_word_has_only_its_literal_reading(typed: str) -> None:
    for readings in (rank(typed, evidence(typed)), rank_finished(typed, evidence(typed))):
        assert [reading.literal for reading in readings] == [True]
        assert readings[0].probability == 1.0
        assert decide(readings, WEIGHTS) is None


def test_several_lexicons_are_merged() -> None:
    own = TypingSearch(Lexicon.build([LexiconWord("Wordle", -4.0, (1,)), LexiconWord("hello", -4.0, (1,))]))
    readings = rank("wrd", evidence("wrd", SEARCH, own))
    assert {shown(reading, SEARCH, own) for reading in readings} >= {"word", "words", "Wordle"}
    readings = rank_finished("wordle", evidence("wordle", SEARCH, own))
    assert (readings[0].lexicon, readings[0].literal) == (1, True)
    readings = rank_finished("hello", evidence("hello", SEARCH, own))
    assert [shown(reading, SEARCH, own) for reading in readings].count("hello") == 1


def test_an_empty_lexicon_has_no_say() -> None:
    empty = TypingSearch(Lexicon.build([]))
    with_empty = rank("hllo", evidence("hllo", SEARCH, empty))
    assert with_empty == rank("hllo", evidence("hllo"))
    assert [reading.literal for reading in rank("hllo", evidence("hllo", empty))] == [True]


def test_ranking_is_repeatable_and_changes_nothing() -> None:
    model = FakeModel(this_is=-0.5)
    parts = evidence("thisis", model=model)
    first = rank("thisis", parts)
    assert rank("thisis", parts) == first
    assert parts[0].beam == evidence("thisis")[0].beam


def corrected(
    typed: str, weights: TypingWeights = WEIGHTS, model: FakeModel | None = None, context: str = ""
) -> str:
    search = TypingSearch(LEXICON, weights)
    reading = decide(rank_finished(typed, evidence(typed, search, model=model, context=context)), weights)
    return shown(reading) if reading else typed


def test_a_clear_slip_is_corrected_and_a_word_is_not() -> None:
    assert corrected("hwllo") == "hello"
    assert corrected("definately") == "definitely"
    assert corrected("hello") == "hello"
    assert corrected("form") == "form"
    assert corrected("xqzvk") == "xqzvk"


def test_a_correction_must_exceed_its_ratio() -> None:
    readings = rank_finished("hwllo", evidence("hwllo"))
    lead = readings[0].total - next(reading for reading in readings if reading.literal).total
    assert corrected("hwllo", dataclasses.replace(WEIGHTS, autocorrect=lead - 0.01)) == "hello"
    assert corrected("hwllo", dataclasses.replace(WEIGHTS, autocorrect=lead + 0.01)) == "hwllo"


def test_a_valid_word_is_corrected_only_in_a_strong_context() -> None:
    assert corrected("form", model=FakeModel(letter_from=-1.0, letter_form=-5.0), context="letter") == "form"
    strong = FakeModel(letter_from=-0.1, letter_form=-12.0)
    assert corrected("form", model=strong, context="letter") == "from"
    strict = dataclasses.replace(WEIGHTS, autocorrect_valid=9.0)
    assert corrected("form", strict, strong, "letter") == "form"


def test_a_far_guess_is_no_correction() -> None:
    readings = rank_finished("hwllo", evidence("hwllo"))
    literal = next(reading for reading in readings if reading.literal)
    far = readings[0]._replace(channel=literal.channel - 25.0, total=literal.total + 50.0)
    near = far._replace(channel=literal.channel - 23.0)
    assert decide([far, literal], WEIGHTS) is None
    assert decide([near, literal], WEIGHTS) == near


def test_ranking_is_quick() -> None:
    """A guard against a lost vectorisation, far above the half millisecond that a large lexicon takes."""
    rng = np.random.default_rng(0)
    words = sorted({"".join(rng.choice(list("etaoinshrdlu"), rng.integers(2, 9))) for _ in range(10_000)})
    search = TypingSearch(
        Lexicon.build([LexiconWord(word, -8.0 - i / 9000, (1,)) for i, word in enumerate(words)])
    )
    spent = []
    for typed in ("t", "to", "ton", "tona", "tonas"):
        parts = evidence(typed, search)
        started = time.perf_counter()
        rank(typed, parts)
        spent.append(time.perf_counter() - started)
    assert np.median(spent) < 0.03


def test_errors_cost_more_while_a_word_is_unfinished() -> None:
    mild, severe = (
        TypingSearch(LEXICON, dataclasses.replace(WEIGHTS, unfinished_errors=factor)) for factor in (1.0, 3.0)
    )
    for search in (mild, severe):
        assert shown(rank_finished("wprd", evidence("wprd", search))[0]) == "word"
    one, other = (
        next(reading for reading in rank("wpr", evidence("wpr", search), 1000) if shown(reading) == "words")
        for search in (mild, severe)
    )
    sharpest = evidence("wpr")[0].beam.sharpest
    assert other.channel - sharpest == pytest.approx(3.0 * (one.channel - sharpest), abs=1e-4)


@given(st.text(st.sampled_from("thelo'wrdsaé ÀZ7😀ש\u200d"), max_size=14))
@settings(max_examples=100, deadline=None)
def test_any_text_has_readings(typed: str) -> None:
    parts = evidence(typed)
    for readings in (rank(typed, parts), rank_finished(typed, parts)):
        assert sum(reading.literal for reading in readings) == 1
        assert all(math.isfinite(reading.total) for reading in readings)
        assert 0 < sum(reading.probability for reading in readings) < 1 + 1e-6
    assert decide(readings, WEIGHTS) in [None, *readings]
