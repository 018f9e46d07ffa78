"""Python still gives the answers that other runtimes are checked against."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.make import MAKERS, path_of

TOLERANCE = 1e-4
MOST_BYTES = 1_500_000


@pytest.mark.parametrize("name", MAKERS)
def test_python_gives_the_vectors(name: str) -> None:
    expected = json.loads(path_of(name).read_text(encoding="utf-8"))
    made = json.loads(json.dumps(MAKERS[name]()))
    found = differences(expected, made, name)
    assert not found, f"{found[:5]}; if a bundle changed: python -m tests.conformance.make"


def test_vectors_are_small() -> None:
    assert sum(path_of(name).stat().st_size for name in MAKERS) < MOST_BYTES


def test_differences_are_seen() -> None:
    expected = {"scores": [1.0, 2.0], "text": "a"}
    assert differences(expected, {"scores": [1.0, 2.00005], "text": "a"}, "x") == []
    for other in ({"scores": [1.0, 2.001], "text": "a"}, {"scores": [1.0], "text": "a"}, {"text": "b"}):
        assert differences(expected, other, "x")


def differences(expected: Any, got: Any, where: str) -> list[str]:
    """Return the places where two values of JSON differ, numbers by more than the tolerance."""
    if isinstance(expected, dict) and isinstance(got, dict) and expected.keys() == got.keys():
        return [one for key in expected for one in differences(expected[key], got[key], f"{where}.{key}")]
    if isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        pairs = enumerate(zip(expected, got, strict=True))
        return [one for i, pair in pairs for one in differences(*pair, f"{where}[{i}]")]
    number = type(expected) in (int, float) and type(got) in (int, float)
    same = abs(expected - got) <= TOLERANCE if number else expected == got
    return [] if same else [f"{where}: expected {expected!r:.80}, got {got!r:.80}"]
