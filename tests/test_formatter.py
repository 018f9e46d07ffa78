"""What a formatter does with words: the small one of tests/small_formatting.py, float and int8."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from linnet import BundleError, Formatted, FormattedWord, Formatter, InputError, StateError
from linnet.language import DEFAULT_LANGUAGE
from linnet_runtime.bundle import Bundle
from linnet_runtime.formatting_labels import CAPITAL, CASES, LOWER, MIXED, UPPER, spans
from linnet_runtime.formatting_model import INPUT, FormattingModel, read_writing
from linnet_runtime.formatting_words import END_ROW, word_pieces
from linnet_runtime.written_form import bare, with_capitals
from small_formatting import SmallFormatting, sentences

TEXT = "hello anna how are you well my iphone likes the house in berlin did you see peter at half past five"


@pytest.fixture(scope="module", params=["float32", "weight_only", "int8"])
def formatter(request: pytest.FixtureRequest, small_formatting: SmallFormatting) -> Formatter:
    return Formatter.load(small_formatting.bundle, request.param)


def test_capitals_marks_and_entities_are_put_back(formatter: Formatter) -> None:
    written = [line for line in sentences(60, 9) if line[0].isupper()]
    spoken = [" ".join(word.strip(",.?").lower() for word in line.split()) for line in written]
    found = [formatter.format(said).text for said in spoken]
    assert sum(one == line for one, line in zip(found, written, strict=True)) >= 0.6 * len(written)
    inside = [
        one[:-1] == line[:-1] for one, line in zip(found, written, strict=True)
    ]  # but for the last mark
    assert sum(inside) >= 0.9 * len(written)


def test_entities_are_found(formatter: Formatter) -> None:
    formatted = formatter.format(TEXT)
    entities = {(one.kind, one.text) for one in formatted.entities}
    assert {("person", "Anna"), ("place", "Berlin"), ("time", "half past five")} <= entities
    assert all(formatted.text[one.start : one.end] == one.text for one in formatted.entities)
    assert len(formatted.words) == len(TEXT.split())
    assert " ".join(map(str, formatted.words)) == formatted.text


@pytest.mark.parametrize("text", ["", "hello", "well anna", TEXT])
@pytest.mark.parametrize("lookahead", range(5))
def test_word_by_word_is_the_same_as_the_whole_text(
    small_formatting: SmallFormatting, text: str, lookahead: int
) -> None:
    formatter = Formatter.load(small_formatting.bundle, lookahead_words=lookahead)
    session, found = formatter.session(), []
    for place, word in enumerate(text.split()):
        found += session.accept(word)
        assert len(found) == max(0, place + 1 - lookahead)
    assert formatter.format(text) == Formatted.of(found + session.finish())


def test_no_word_depends_on_what_comes_later_than_the_look_ahead(formatter: Formatter) -> None:
    words = TEXT.split()
    for cut in range(1, len(words)):
        one, other = formatter.session(), formatter.session()
        heard = [formatted for word in words[:cut] for formatted in one.accept(word)]
        others = [formatted for word in words[:cut] for formatted in other.accept(word)]
        for word in ("berlin", "five", "you"):
            others += other.accept(word)
        assert others[: len(heard)] == heard
        assert len(heard) == max(0, cut - formatter.lookahead_words)


def test_a_session_after_reset_is_a_new_one(formatter: Formatter) -> None:
    session = formatter.session()
    session.accept("hello")
    session.finish()
    session.reset()
    found = [one for word in TEXT.split() for one in session.accept(word)] + session.finish()
    assert Formatted.of(found) == formatter.format(TEXT)


def test_a_snapshot_continues_as_if_nothing_had_happened(formatter: Formatter) -> None:
    words = TEXT.split()
    for cut in (0, 2, 9):
        session = formatter.session()
        found = [one for word in words[:cut] for one in session.accept(word)]
        session = formatter.resume(session.snapshot())
        found += [one for word in words[cut:] for one in session.accept(word)]
        assert Formatted.of(found + session.finish()) == formatter.format(TEXT)


def test_texts_side_by_side_get_what_each_gets_alone(small_formatting: SmallFormatting) -> None:
    model = FormattingModel.load(Bundle.open(small_formatting.bundle), "float32")
    texts = [line.lower().split()[:6] for line in sentences(40, 7) if len(line.split()) >= 6][:4]
    rows = np.array([[word_pieces(model.pieces, word) for word in text] for text in texts], np.int64)
    together, state = model.model.step({INPUT: rows}, model.model.initial(len(texts)))
    for place, alone in enumerate(model.model.spec.split(state)):
        outputs, one = model.model.step({INPUT: rows[place : place + 1]}, model.initial())
        for name, values in outputs.items():
            np.testing.assert_allclose(together[name][place], values[0], atol=1e-5)
        for name in one:
            np.testing.assert_allclose(one[name], alone[name], atol=1e-5)


def test_many_words_in_one_call_are_the_same_as_one_by_one(small_formatting: SmallFormatting) -> None:
    model = FormattingModel.load(Bundle.open(small_formatting.bundle), "float32")
    rows = [*(word_pieces(model.pieces, word) for word in TEXT.split()), END_ROW]
    whole, _ = model.model.step({INPUT: np.array([rows], np.int64)}, model.initial())
    state = model.initial()
    for place, word in enumerate([*TEXT.split(), None]):
        scores, state = model.step(word, state)
        for name, values in scores.items():
            np.testing.assert_allclose(values, whole[name][0, place], atol=1e-5)


def test_int8_says_nearly_what_float_says(small_formatting: SmallFormatting) -> None:
    bundle = Bundle.open(small_formatting.bundle)
    exact, small = (FormattingModel.load(bundle, precision) for precision in ("float32", "int8"))
    states, same, words = [exact.initial(), small.initial()], 0, TEXT.split() * 5
    for word in words:
        scores, states[0] = exact.step(word, states[0])
        others, states[1] = small.step(word, states[1])
        same += int(all((scores[name].argmax(-1) == others[name].argmax(-1))[-1] for name in scores))
    assert same >= 0.95 * len(words)


def test_marks_are_decided_anew_and_capitals_are_kept(formatter: Formatter) -> None:
    given = "HELLO, (Anna). How are you"
    formatted = formatter.format(given)
    assert [one.text for one in formatted.words] == ["HELLO", "Anna", "How", "are", "you"]
    assert formatter.format("  ...  ") == formatter.format("") == Formatted("", (), ())


def test_words_that_are_only_marks_keep_their_place(formatter: Formatter) -> None:
    words = ["hello", "--", "New York"]
    assert [one.text for one in formatter.format_words(words).words] == ["Hello", "--", "New York"]


@pytest.mark.parametrize("word", ["", " ", None, 5])
def test_what_is_no_word_is_refused_and_changes_nothing(formatter: Formatter, word: str) -> None:
    session = formatter.session()
    before = session.snapshot()
    with pytest.raises(InputError, match="expected a word"):
        session.accept(word)
    assert session.snapshot() == before


def test_what_is_no_text_is_refused(formatter: Formatter) -> None:
    with pytest.raises(InputError, match="expected a text, got list"):
        formatter.format(["hello"])  # type: ignore[arg-type]


def test_a_finished_session_is_over(formatter: Formatter) -> None:
    session = formatter.session()
    assert session.finish() == []
    for call in (lambda: session.accept("hello"), session.finish, session.snapshot):
        with pytest.raises(StateError, match="finished"):
            call()


def test_snapshots_belong_to_one_graph_and_look_ahead(small_formatting: SmallFormatting) -> None:
    data = Formatter.load(small_formatting.bundle).session().snapshot()
    for other in (
        Formatter.load(small_formatting.bundle, "float32"),
        Formatter.load(small_formatting.bundle, lookahead_words=1),
    ):
        with pytest.raises(StateError, match="expected a snapshot of the formatter"):
            other.resume(data)
    with pytest.raises(StateError, match="damaged"):
        Formatter.load(small_formatting.bundle).resume(data[:-1] + bytes([data[-1] ^ 1]))


def test_a_look_ahead_that_the_graph_lacks_is_refused(small_formatting: SmallFormatting) -> None:
    with pytest.raises(InputError, match="look-ahead of 0 to 4 words, got 5"):
        Formatter.load(small_formatting.bundle, lookahead_words=5)


def test_other_bundles_are_refused() -> None:
    with pytest.raises(BundleError, match="expected kind 'formatting'"):
        Formatter.load(DEFAULT_LANGUAGE)


def test_a_damaged_writing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "writing.json"
    path.write_text(json.dumps({"lookahead_words": -1, "forms": []}))
    with pytest.raises(BundleError, match="look-ahead of 0 words or more"):
        read_writing(path)
    path.write_bytes(b"\xff")
    with pytest.raises(BundleError, match="UTF-8"):
        read_writing(path)


def test_capitals_are_put_on_words() -> None:
    forms = {"iphone": "iPhone"}
    assert with_capitals("iphone", MIXED, forms, begins=True) == "iPhone"
    assert with_capitals("mcdonald", MIXED, forms, begins=False) == "Mcdonald"
    assert with_capitals("iphone", CAPITAL, forms, begins=False) == "iPhone"
    assert with_capitals("nasa's", UPPER, forms, begins=False) == "NASA's"
    assert with_capitals("i'm", LOWER, forms, begins=False) == "I'm"
    assert with_capitals("hello", LOWER, forms, begins=True) == "Hello"
    assert with_capitals("anna", CAPITAL, forms, begins=False) == "Anna"
    assert with_capitals("eBay", CASES.index("lower"), forms, begins=True) == "eBay"
    assert bare("“well-known”,") == "well-known"


def test_tags_become_spans_also_without_a_beginning() -> None:
    assert spans([0, 2, 2, 1, 2, 0, 6]) == [(0, 1, 3), (0, 3, 5), (2, 6, 7)]
    words = (FormattedWord("Anna", ",", "person", True), FormattedWord("Smith", ".", "person", False))
    assert [(one.text, one.start, one.end) for one in Formatted.of(words).entities] == [
        ("Anna, Smith", 0, 11)
    ]
    both = (words[0], replace(words[1], begins=True))
    assert [one.text for one in Formatted.of(both).entities] == ["Anna", "Smith"]


def test_numbers_side_by_side_are_one(formatter: Formatter) -> None:
    for text in (TEXT, "peter bought twenty five letters at half past five"):
        words = formatter.format(text).words
        for one, after in pairwise(words):
            joined = one.entity in ("number", "time") and one.entity == after.entity and not one.mark
            assert not (joined and after.begins)
