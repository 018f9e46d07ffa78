from __future__ import annotations

import pytest

from linnet_runtime.grammar import Grammar
from linnet_runtime.grammar_reading import read_sentence

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth"}
ORDINALS |= {"nine": "ninth", "twelve": "twelfth"}


def in_words(number: int, link: str) -> str:
    """How a number below a million is said."""
    if number < 20:
        return ONES.split()[number]
    for size, name in ((1000, "thousand"), (100, "hundred")):
        if number >= size:
            whole, rest = divmod(number, size)
            after = f" {link if rest < 100 else ''} {in_words(rest, link)}" if rest else ""
            return f"{in_words(whole, link)} {name}{after}"
    tens = TENS.split()[number // 10 - 2]
    return f"{tens} {in_words(number % 10, link)}" if number % 10 else tens


def ordinal(number: int) -> str:
    """How its ordinal is said."""
    *before, last = in_words(number, "").split()
    last = ORDINALS.get(last, f"{last.removesuffix('y')}ieth" if last.endswith("y") else f"{last}th")
    return " ".join([*before, last])


def value(kind: str, said: str) -> object:
    """What a built-in slot makes of words; None when it does not take them."""
    reading = read_sentence(Grammar.of([f"{{{kind}}}"]).expressions, said.split())
    return reading and dict(reading.slots)[kind]


@pytest.mark.parametrize(
    "number", [*range(130), 199, 200, 999, 1000, 1001, 1999, 20_000, 205_040, 700_013, 999_999]
)
@pytest.mark.parametrize("link", ["and", ""])
def test_numbers_are_those_that_people_say(number: int, link: str) -> None:
    assert value("number", in_words(number, link)) == number


@pytest.mark.parametrize(("said", "number"), [("a hundred", 100), ("a thousand and one", 1001)])
def test_a_is_one_of_many(said: str, number: int) -> None:
    assert value("number", said) == number


@pytest.mark.parametrize("said", ["", "a", "and one", "one two", "hundred", "twenty eleven", "zero one"])
def test_no_numbers(said: str) -> None:
    assert value("number", said) is None


@pytest.mark.parametrize("number", range(1, 100))
def test_ordinals(number: int) -> None:
    assert value("ordinal", ordinal(number)) == number


@pytest.mark.parametrize(
    ("said", "digits"),
    [("one five nine nine", "1599"), ("oh two zero", "020"), ("double two one", "221"), ("nine", "9")],
)
def test_digits(said: str, digits: str) -> None:
    assert value("digits", said) == digits


def test_digits_end_at_twelve() -> None:
    assert value("digits", " ".join(["one"] * 12)) == "1" * 12
    assert value("digits", " ".join(["one"] * 13)) is None


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("seven", "7:00"),
        ("seven o'clock", "7:00"),
        ("seven thirty", "7:30"),
        ("seven oh five p m", "19:05"),
        ("half past seven in the morning", "7:30"),
        ("a quarter to one", "12:45"),
        ("twenty five after twelve a m", "0:25"),
        ("ten to twelve at night", "23:50"),
        ("eleven fifty nine in the evening", "23:59"),
        ("twelve p m", "12:00"),
        ("noon", "12:00"),
        ("midnight", "0:00"),
    ],
)
def test_times(said: str, time: str) -> None:
    assert value("time", said) == time


@pytest.mark.parametrize("said", ["thirteen", "seven sixty", "half", "seven thirty o'clock", "past seven"])
def test_no_times(said: str) -> None:
    assert value("time", said) is None
