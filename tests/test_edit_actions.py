from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet_export.proofreading_data import actions_between
from linnet_runtime import edit_actions
from linnet_runtime.edit_actions import ACTIONS, ALPHABET, DELETE, KEEP, RECASE, WRITTEN

TEXT = st.text(alphabet=[*WRITTEN], max_size=20)


def done(text: str, actions: list[int]) -> str:
    """What actions make of a text; the last one ends it."""
    pointer, written = 0, ""
    for action in actions:
        written += edit_actions.written(action, text[pointer : pointer + 1])
        pointer += not edit_actions.is_insert(action)
    assert pointer == len(text) + 1
    return written


@given(TEXT, TEXT)
def test_actions_turn_any_text_into_any_other(spoilt: str, clean: str) -> None:
    actions = actions_between(spoilt, clean)
    assert actions is not None
    assert done(spoilt, actions) == clean


def test_each_action_is_one_of_those_named() -> None:
    named = {name: action for action, name in enumerate(ACTIONS)}
    assert len(named) == len(ACTIONS) == 3 + 2 * len(WRITTEN)
    assert edit_actions.insert("?") == named["<insert>?"]
    assert edit_actions.replace("w") == named["<replace>w"]
    assert [edit_actions.is_insert(named[f"<{kind}>e"]) for kind in ("insert", "replace")] == [True, False]
    assert (named["<keep>"], named["<delete>"], named["<recase>"]) == (KEEP, DELETE, RECASE)


def test_case_is_one_action_and_a_swap_is_two() -> None:
    assert actions_between("im", "Im") == [RECASE, KEEP, KEEP]
    assert actions_between("teh", "the") == [KEEP, edit_actions.insert("h"), KEEP, DELETE, KEEP]


@pytest.mark.parametrize("character", ["7", "é", "\n", "@"])
def test_what_may_not_be_written_has_no_action(character: str) -> None:
    assert edit_actions.insert(character) is edit_actions.replace(character) is None
    assert actions_between("a", f"a{character}") is None


def test_other_characters_are_read_as_one_and_typographic_ones_as_typed() -> None:
    assert {edit_actions.label(one) for one in "é日\n€"} == {edit_actions.OTHER}
    assert edit_actions.straightened("it’s “so” – a b") == 'it\'s "so" - a b'
    assert ALPHABET[edit_actions.label("~")] == "~"
