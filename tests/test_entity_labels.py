"""Numbers and times by rules, names by lists, and entities that people marked."""

from __future__ import annotations

from pathlib import Path

import pytest

from linnet_export.entity_corpora import read_conll, split_sentences
from linnet_export.formatting_labelling import quantities
from linnet_export.gazetteer import Gazetteer
from linnet_export.marked_text import UNKNOWN, marked_words
from linnet_export.spoken_quantities import quantity_tags
from linnet_runtime.formatting_labels import KINDS, TAGS, spans


def found(text: str) -> list[tuple[str, str]]:
    words = text.split()
    return [(KINDS[kind], " ".join(words[a:b])) for kind, a, b in spans(quantity_tags(words))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "i paid twenty five dollars for three apples at five thirty pm",
            [("number", "twenty five"), ("number", "three"), ("time", "five thirty pm")],
        ),
        ("on monday the first of may", [("time", "monday"), ("time", "the first of may")]),
        (
            "two hundred and five men in nineteen ninety nine",
            [("number", "two hundred and five"), ("time", "nineteen ninety nine")],
        ),
        (
            "see you tomorrow morning at half past seven",
            [("time", "tomorrow morning"), ("time", "half past seven")],
        ),
        ("three point five percent in two hours", [("number", "three point five"), ("time", "two hours")]),
        ("this is the one thing i am for you may march first", [("time", "march first")]),
        ("good morning to you", []),
        ("", []),
    ],
)
def test_rules_find_numbers_and_times(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_lists_label_names_with_capitals_and_leave_others_open() -> None:
    lists = Gazetteer(
        frozenset(["anna", "paris"]), frozenset(["smith"]), frozenset([("new", "york"), ("paris",)])
    )
    words = marked_words(
        "The man said that Anna Smith went to Paris and then to New York with Bobby and that nice Mr. Xu."
    )
    tags = lists.tags(words, frozenset(["the"]))
    named = {
        one.written: "?" if tag == UNKNOWN else TAGS[tag] for one, tag in zip(words, tags, strict=True) if tag
    }
    assert named == {
        "Anna": "begin-person",
        "Smith": "inside-person",
        "Paris": "begin-place",
        "New": "begin-place",
        "York": "inside-place",
        "Bobby": "?",
        "Xu": "begin-person",
    }


def test_the_lists_of_the_packages_hold_names() -> None:
    lists = Gazetteer.load()
    assert {"anna", "peter"} <= lists.first_names
    assert "smith" in lists.surnames
    assert {("berlin",), ("new", "york"), ("france",), ("africa",)} <= lists.places


def test_conll_becomes_spoken_words(tmp_path: Path) -> None:
    rows = "@you\tO\nAnna\tB-person\nSmith\tI-person\ndoes\tO\nn't\tO\nlike\tO\nthe\tO\n49ers\tB-group\n"
    rows += "of\tO\nNew-York\tI-LOC\n!\tO\n"
    (tmp_path / "a.conll").write_text(rows + "\n" + "no\tO\na*b\tO\n\n" + "Hi\tO\n" * 2, encoding="utf-8")
    first, second = read_conll(tmp_path / "a.conll")
    assert [one.word for one in first.words][:4] == ["anna", "smith", "doesn't", "like"]
    assert [(KINDS[kind], b - a) for kind, a, b in spans(list(first.tags))] == [
        ("person", 2),
        ("number", 2),
        ("place", 2),
    ]
    assert [one.word for one in second.words] == ["hi", "hi"]
    assert all(one.mark == UNKNOWN == one.case for one in first.words)


def test_each_fifth_sentence_is_kept_for_judging() -> None:
    train, judged = split_sentences(list(range(12)))  # type: ignore[arg-type]
    assert judged == [0, 5, 10]
    assert sorted([*train, *judged]) == list(range(12))


def test_a_time_in_digits_is_one_whatever_the_rules_say() -> None:
    words = marked_words("The train with 25 cars leaves at 7:30.")
    found = [(KINDS[kind], b - a) for kind, a, b in spans(quantities(words))]
    assert found == [("number", 2), ("time", 2)]
