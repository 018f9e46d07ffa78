from __future__ import annotations

from pathlib import Path

import pytest

from linnet_runtime.errors import InputError
from linnet_runtime.grammar import LARGEST_FILE_BYTES, Grammar
from linnet_runtime.grammar_reading import Reading, read_sentence

HOME = Grammar(
    {
        "light": ["(turn | switch) {state} the {room} light [please]", "{room} light {state}"],
        "timer": ["set a timer for {hours:number} hours [and {minutes:number} minutes]"],
        "stop": ["stop"],
    },
    lists={"room": ["kitchen", "[the] living room"], "state": ["on", "off"]},
)


def read(grammar: Grammar, sentence: str) -> Reading | None:
    return read_sentence(grammar.expressions, sentence.split())


@pytest.mark.parametrize(
    ("sentence", "intent", "slots"),
    [
        ("turn on the kitchen light", "light", {"state": "on", "room": "kitchen"}),
        ("switch off the living room light please", "light", {"state": "off", "room": "living room"}),
        ("the living room light on", "light", {"state": "on", "room": "the living room"}),
        ("set a timer for one hundred hours", "timer", {"hours": 100}),
        ("set a timer for two hours and five minutes", "timer", {"hours": 2, "minutes": 5}),
        ("stop", "stop", {}),
    ],
)
def test_sentences_are_read(sentence: str, intent: str, slots: dict[str, object]) -> None:
    reading = read(HOME, sentence)
    assert reading is not None
    assert (reading.intent, dict(reading.slots)) == (intent, slots)


@pytest.mark.parametrize(
    "sentence", ["", "turn the light", "stop please", "set a timer for hours", "kitchen light", "stop stop"]
)
def test_other_sentences_are_not(sentence: str) -> None:
    assert read(HOME, sentence) is None


def test_phrases_alone_are_named_by_themselves() -> None:
    grammar = Grammar.of(["volume {number}", "stop"])
    assert read(grammar, "volume eleven") == Reading("volume {number}", (("number", 11),))
    assert Grammar.of(grammar) is grammar


def test_marks_hyphens_and_quotes_of_the_typesetter_are_understood() -> None:
    grammar = Grammar.of(["Well-known, isn\u2019t it?"])
    assert read(grammar, "Well known isn't it") is not None


def test_the_first_intent_wins() -> None:
    grammar = Grammar({"first": ["(a | b)"], "second": ["(b | c)"]})
    assert [getattr(read(grammar, word), "intent", None) for word in "abcd"] == [
        "first",
        "first",
        "second",
        None,
    ]


def test_a_list_may_replace_a_built_in_slot_and_hold_others() -> None:
    grammar = Grammar(
        {"dial": ["dial {number}"]}, lists={"number": ["home", "extension {line:digits}"], "x": ["y"]}
    )
    assert read(grammar, "dial extension one two") == Reading(
        "dial", (("number", "extension one two"), ("line", "12"))
    )


@pytest.mark.parametrize(
    ("phrase", "problem"),
    [
        ("", "empty"),
        ("a | ", "empty"),
        ("turn [the (light", "to close"),
        ("turn on]", "closes nothing"),
        ("go to {nowhere}", "unknown slot {nowhere}"),
        ("{number} or {number}", "two slots"),
        ("{a b}", "expected a slot"),
        ("turn {", "expected"),
        ("volume 11", "in words"),
        ("a & b", "words of letters"),
        ("(" * 60 + "a" + ")" * 60, "deep"),
    ],
)
def test_bad_phrases_are_refused(phrase: str, problem: str) -> None:
    with pytest.raises(InputError) as refused:
        Grammar.of([phrase])
    assert problem in str(refused.value)


def test_lists_that_hold_themselves_are_refused() -> None:
    with pytest.raises(InputError, match="a > b > a"):
        Grammar({"x": ["{a}"]}, lists={"a": ["one {b}"], "b": ["two {a}", "three"]})


@pytest.mark.parametrize("bad", [{}, {"x": []}, {"x": "turn on"}, {"x": [1]}])
def test_bad_intents_are_refused(bad: dict[str, list[str]]) -> None:
    with pytest.raises(InputError):
        Grammar(bad)


def test_one_text_is_no_list_of_phrases() -> None:
    with pytest.raises(InputError, match="list"):
        Grammar.of("turn on")


def test_json_keeps_a_grammar() -> None:
    again = Grammar.from_json(HOME.to_json())
    assert again == HOME
    assert hash(again) == hash(HOME)
    assert "kitchen" in repr(again)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"intents": []}',
        '{"intents": {"a": ["b"]}, "more": 1}',
        '{"intents": {"a": "b"}}',
        '{"intents": {"a": ["b"]}, "lists": [1]}',
        '{"intents": {"a": [["b"]]}}',
    ],
)
def test_other_json_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        Grammar.from_json(text)


def test_files_are_read_by_their_names(tmp_path: Path) -> None:
    (tmp_path / "home.json").write_text(HOME.to_json(), encoding="utf-8")
    assert Grammar.open(tmp_path / "home.json") == HOME
    (tmp_path / "home.jsgf").write_text("#JSGF V1.0;\ngrammar g;\npublic <stop> = stop;", encoding="utf-8")
    assert Grammar.open(tmp_path / "home.jsgf") == Grammar({"stop": ["stop"]})


@pytest.mark.parametrize("content", [b"\xff", b"{}", b" " * (LARGEST_FILE_BYTES + 1)])
def test_bad_files_are_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.json").write_bytes(content)
    with pytest.raises(InputError, match=r"bad\.json"):
        Grammar.open(tmp_path / "bad.json")
    with pytest.raises(InputError, match="nowhere"):
        Grammar.open(tmp_path / "nowhere.json")
