from __future__ import annotations

import pytest

from linnet_runtime.errors import InputError
from linnet_runtime.grammar import Grammar
from linnet_runtime.grammar_jsgf import parse_jsgf
from linnet_runtime.grammar_reading import read_sentence

HOME = """#JSGF V1.0 UTF-8 en;
/* Lights,
   and a clock. */
grammar home;

public <light> = [please] (turn | switch) <state> the <room> light;  // "please" may be left out
<state> = on | off;
<room> = kitchen | "living room";
public <timer> = set a timer for <number> minutes | <light>;
"""


def test_rules_become_intents_and_lists() -> None:
    intents, lists = parse_jsgf(HOME)
    assert intents == {
        "light": ["[please] (turn | switch) {state} the {room} light"],
        "timer": ["set a timer for {number} minutes", "{light}"],
    }
    assert lists == {
        "state": ["on", "off"],
        "room": ["kitchen", "living room"],
        "light": ["[please] (turn | switch) {state} the {room} light"],
    }


def test_such_a_grammar_is_understood() -> None:
    grammar = Grammar(*parse_jsgf(HOME))
    said = {
        "please switch off the living room light": ("light", {"state": "off", "room": "living room"}),
        "set a timer for five minutes": ("timer", {"number": 5}),
    }
    for sentence, meant in said.items():
        reading = read_sentence(grammar.expressions, sentence.split())
        assert reading is not None
        assert (reading.intent, dict(reading.slots)) == meant


@pytest.mark.parametrize(
    ("rules", "line", "problem"),
    [
        ("public <a> = b*;", 3, "'*'"),
        ("public <a> = b+;", 3, "'+'"),
        ("\npublic <a> = b {tag};", 4, "tags"),
        ("public <a> = /2/ b | /1/ c;", 3, "weights"),
        ("import <com.home.rooms>;", 3, "imports"),
        ("public <a> = <com.room>;", 3, "names with dots"),
        ("public <a> = <NULL>;", 3, "<NULL>"),
        ("public <a> = <VOID>;", 3, "<VOID>"),
        ("public <a> = b\n  | ;", 4, "empty"),
        ("public <a> = (b;", 3, "unexpected ';'"),
        ("public <a> = b);", 3, "unexpected ')'"),
        ("public <a> = b\n", 3, "';'"),
        ("public a = b;", 3, "rule's name"),
        ("public <a> = b;\n<a> = c;", 4, "twice"),
    ],
)
def test_what_is_outside_the_subset_is_named_with_its_line(rules: str, line: int, problem: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_jsgf(f"#JSGF V1.0;\ngrammar g;\n{rules}")
    assert f"line {line}:" in str(refused.value)
    assert problem in str(refused.value)


@pytest.mark.parametrize("text", ["", "grammar g;", "#JSGF V1.0;\n<a> = b;", "#JSGF V1.0;\ngrammar g;"])
def test_what_is_no_grammar_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_jsgf(text)


def test_recursion_is_refused() -> None:
    with pytest.raises(InputError, match="holds itself"):
        Grammar(*parse_jsgf("#JSGF V1.0;\ngrammar g;\npublic <a> = b <c>;\n<c> = d | e <c>;"))
