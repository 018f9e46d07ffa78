from __future__ import annotations

import math
from typing import Any

import pytest

from linnet import InputError, PersonalDictionary, StateError
from linnet.stream_options import (
    LONGEST_PHRASE,
    MOST_PHRASES,
    StreamOptions,
    checked_phrases,
    suggested_words,
)


def test_options_come_back_from_json() -> None:
    options = StreamOptions(("Zoë Ång", "x"), 2.5, (("Wrzesniak", 1.5), ("o'Neill", 1e-9)))
    assert StreamOptions.from_json(options.to_json()) == options
    assert StreamOptions.from_json(StreamOptions(grammar="{}").to_json()) == StreamOptions(grammar="{}")


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"phrases": [1]}', '{"phrases": [], "personal": [[1]]}'])
def test_damaged_options_are_refused(text: str) -> None:
    with pytest.raises(StateError, match="snapshot"):
        StreamOptions.from_json(text)


@pytest.mark.parametrize(
    "wrong",
    [
        {"phrases": ("",)},
        {"phrases": (" \n",)},
        {"phrases": ("x" * (LONGEST_PHRASE + 1),)},
        {"phrases": ("x",) * (MOST_PHRASES + 1)},
        {"phrases": (3,)},
        {"boost": -1.0},
        {"boost": math.nan},
        {"boost": 1e9},
        {"boost": "much"},
        {"phrases": ("x",), "grammar": "{}"},
        {"personal": (("x", 1.0),), "grammar": "{}"},
    ],
)
def test_what_cannot_be_expected_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="expected"):
        StreamOptions(**wrong)


def test_a_single_phrase_is_no_list() -> None:
    with pytest.raises(InputError, match="list"):
        checked_phrases("call mum")
    assert checked_phrases(["call mum"]) == ("call mum",)


def test_only_established_words_are_recognised() -> None:
    with PersonalDictionary(None) as personal:
        for word in ("Quendra", "Quendra", "once", "hidden", "hidden"):
            personal.learn(word)
        personal.block("hidden")
        assert [word for word, _ in suggested_words(personal)] == ["Quendra"]
