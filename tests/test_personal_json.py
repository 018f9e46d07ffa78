from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linnet.personal_decay import HALF_LIFE_S
from linnet.personal_dictionary import PersonalDictionary
from linnet.personal_word import Evidence
from linnet_runtime.errors import PersonalStoreError

NOON_S = 1_800_000_000.0
USES = st.tuples(
    st.sampled_from(["linnet", "Linnet", "finch", "o'hara"]),
    st.sampled_from(["hello", "the", None]),
    st.sampled_from(Evidence),
    st.floats(0.0, 3 * HALF_LIFE_S),
)


def dictionary(uses: list[tuple[str, str | None, Evidence, float]]) -> PersonalDictionary:
    """A dictionary of words that were used at given times after noon."""
    times = [NOON_S]
    personal = PersonalDictionary(None, lambda: times[0])
    for word, previous, evidence, after_s in sorted(uses, key=lambda use: use[-1]):
        times[0] = NOON_S + after_s
        personal.learn(word, previous, evidence)
    times[0] = NOON_S + 4 * HALF_LIFE_S
    return personal


def small() -> PersonalDictionary:
    """A dictionary with an entry of each kind."""
    personal = dictionary([("Linnet", "hello", Evidence.TAPPED, 0.0)])
    personal.block("wren")
    personal.keep("teh", "the")
    return personal


def test_the_export_is_readable_json() -> None:
    assert json.loads(small().export_json()) == {
        "format": 1,
        "words": [{"display": "Linnet", "weight": 2.0, "seen_s": NOON_S, "seen": 2, "added": False}],
        "pairs": [{"previous": "hello", "word": "linnet", "weight": 2.0, "seen_s": NOON_S}],
        "blocked": ["wren"],
        "kept": [{"typed": "teh", "corrected": "the"}],
    }


@settings(max_examples=40, deadline=None)
@given(st.lists(USES, max_size=12))
def test_an_import_into_nothing_is_the_same_dictionary(
    uses: list[tuple[str, str | None, Evidence, float]],
) -> None:
    one, other = dictionary(uses), dictionary([])
    for _ in range(2):  # the second time it changes nothing
        other.import_json(one.export_json())
        assert other.export_json() == one.export_json()
    assert other.unigram() == one.unigram()
    assert other.after("hello") == one.after("hello")


@settings(max_examples=40, deadline=None)
@given(st.lists(USES, max_size=12), st.lists(USES, max_size=12))
def test_two_devices_that_exchange_know_the_same(
    uses: list[tuple[str, str | None, Evidence, float]],
    other_uses: list[tuple[str, str | None, Evidence, float]],
) -> None:
    one, other = dictionary(uses), dictionary(other_uses)
    exported = one.export_json()
    one.import_json(other.export_json())
    other.import_json(exported)
    assert one.unigram() == other.unigram()
    assert one.after("hello") == other.after("hello")


def test_the_weightier_account_and_the_later_form_win() -> None:
    one = dictionary([("linnet", None, Evidence.TAPPED, 0.0), ("linnet", None, Evidence.TAPPED, 0.0)])
    other = dictionary([("Linnet", None, Evidence.TYPED, HALF_LIFE_S)])
    other.import_json(one.export_json())
    (word,) = json.loads(other.export_json())["words"]
    assert word == {
        "display": "Linnet",
        "weight": 2.0,
        "seen_s": NOON_S + HALF_LIFE_S,
        "seen": 4,
        "added": False,
    }


def edited(change: Callable[[dict[str, Any]], object]) -> str:
    """An export in which something was changed."""
    value = json.loads(small().export_json())
    change(value)
    return json.dumps(value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected JSON"),
        ("personal.json", "expected JSON"),
        ("[" * 100_000, "expected JSON"),
        ("[]", "expected dict"),
        ("{}", "expected format 1, got None"),
        (edited(lambda value: value.update(format=2)), "expected format 1, got 2"),
        (edited(lambda value: value.pop("kept")), "missing key 'kept'"),
        (edited(lambda value: value.update(extra=1)), "unknown key 'extra'"),
        (edited(lambda value: value["words"][0].update(weight="2")), "expected float"),
        (edited(lambda value: value["words"][0].update(weight=-1.0)), "cannot be"),
        (edited(lambda value: value["words"][0].update(weight=1e300)), "cannot be"),
        (edited(lambda value: value["words"][0].update(seen=2**70)), "cannot be"),
        (edited(lambda value: value["words"][0].update(seen_s=-1.0)), "cannot be"),
        (edited(lambda value: value["words"][0].update(display="two words")), "letters"),
        (edited(lambda value: value["words"].append(value["words"][0])), "cannot be"),
        (edited(lambda value: value["pairs"][0].update(previous="HELLO")), "cannot be"),
        (edited(lambda value: value["pairs"].append(value["pairs"][0])), "cannot be"),
        (edited(lambda value: value["blocked"].append("x" * 81)), "printable"),
        (edited(lambda value: value["blocked"].append("\ud800")), "printable"),
        (edited(lambda value: value["kept"][0].update(typed="  ")), "printable"),
        (edited(lambda value: value.update(kept=value["kept"] * 10_001)), "at most 10000 entries"),
        (small().export_json().replace("2.0", "NaN"), "not a number"),
    ],
)
def test_a_bad_import_is_refused_whole(text: str, message: str) -> None:
    personal = dictionary([("finch", "the", Evidence.TAPPED, 0.0)])
    before = personal.export_json()
    with pytest.raises(PersonalStoreError, match=message) as error:
        personal.import_json(text)
    assert str(error.value).startswith("personal dictionary: ")
    assert personal.export_json() == before
