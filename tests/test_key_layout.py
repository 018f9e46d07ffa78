"""Where keys lie and which one a tap types."""

from __future__ import annotations

import json
import math

import pytest

from linnet_runtime.errors import BundleError, InputError, LinnetError
from linnet_runtime.key_layout import KeyLayout

LETTERS = set("abcdefghijklmnopqrstuvwxyz")
ONE_KEY = {"x": 0.5, "y": 0.5, "width": 0.1, "height": 0.25}


def layout_of(keys: dict[str, dict[str, float]], **changes: object) -> str:
    return json.dumps(
        {"name": "test", "source": "none", "key_width": 0.1, "row_height": 0.25, "keys": keys} | changes
    )


@pytest.mark.parametrize("name", ["qwerty", "qwertz", "azerty"])
def test_layout_has_every_letter_and_the_space_bar(name: str) -> None:
    layout = KeyLayout.load(name)
    assert layout.name == name
    assert set(layout.keys) - {"'"} == LETTERS | {" "}


@pytest.mark.parametrize("name", ["qwerty", "qwertz", "azerty"])
def test_the_centre_of_each_key_types_it(name: str) -> None:
    layout = KeyLayout.load(name)
    assert {layout.nearest(key.x, key.y) for key in layout.keys.values()} == set(layout.keys)
    assert all(layout.nearest(key.x, key.y) == character for character, key in layout.keys.items())


@pytest.mark.parametrize("name", ["qwerty", "qwertz", "azerty"])
def test_keys_do_not_overlap(name: str) -> None:
    keys = list(KeyLayout.load(name).keys.values())
    for i, one in enumerate(keys):
        for other in keys[:i]:
            apart_x = abs(one.x - other.x) >= (one.width + other.width) / 2 - 1e-9
            apart_y = abs(one.y - other.y) >= (one.height + other.height) / 2 - 1e-9
            assert apart_x or apart_y


def test_layouts_differ_where_they_should() -> None:
    assert [KeyLayout.load(name).nearest(0.05, 0.1) for name in ("qwerty", "qwertz", "azerty")] == list("qqa")
    assert [KeyLayout.load(name).nearest(0.55, 0.1) for name in ("qwerty", "qwertz", "azerty")] == list("yzy")


def test_a_tap_beside_the_keys_types_the_nearest() -> None:
    layout = KeyLayout.load("qwerty")
    assert layout.nearest(0.01, 0.375) == "a"  # the second row begins half a key in
    assert layout.nearest(0.0, 0.0) == "q"
    assert layout.nearest(1.0, 0.4) == "l"
    assert layout.nearest(0.5, 1.0) == " "
    assert layout.nearest(1.04, 0.125) == "p"  # less than half a key outside


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (math.nan, 0.5),
        (0.5, math.nan),
        (math.inf, 0.5),
        (0.5, -math.inf),
        (1.06, 0.5),
        (-0.06, 0.5),
        (0.5, 2),
    ],
)
def test_a_tap_that_is_no_number_or_outside_is_refused(x: float, y: float) -> None:
    with pytest.raises(InputError, match="expected a tap within the keyboard"):
        KeyLayout.load("qwerty").nearest(x, y)
    assert issubclass(InputError, LinnetError)


@pytest.mark.parametrize("name", ["dvorak", "", "../qwerty", "qwerty.json"])
def test_an_unknown_layout_names_the_known_ones(name: str) -> None:
    with pytest.raises(InputError, match=r"\['azerty', 'qwerty', 'qwertz'\]"):
        KeyLayout.load(name)


def test_a_layout_of_your_own() -> None:
    assert KeyLayout.from_json(layout_of({"é": ONE_KEY})).nearest(0.0, 0.0) == "é"


@pytest.mark.parametrize(
    "text",
    [
        layout_of({}),
        layout_of({"ab": ONE_KEY}),
        layout_of({"a": ONE_KEY | {"x": 1.5}}),
        layout_of({"a": ONE_KEY | {"width": 0.0}}),
        layout_of({"a": ONE_KEY}, key_width=0.0),
    ],
)
def test_impossible_geometry_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="expected"):
        KeyLayout.from_json(text, "mine.json")


@pytest.mark.parametrize(
    "text", ["{", "[]", layout_of({"a": ONE_KEY}, colour="red"), layout_of({"a": {"x": 0.5}})]
)
def test_a_file_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(BundleError, match=r"mine\.json"):
        KeyLayout.from_json(text, "mine.json")
