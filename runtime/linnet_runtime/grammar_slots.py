"""Slots that every grammar has: spoken numbers, digits, ordinals and times of day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .grammar_expression import Expression, Filling, in_order, maybe, one_of

_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEEN_STEMS = ("thir", "four", "fif", "six", "seven", "eigh", "nine")
_TEENS = ("ten", "eleven", "twelve", *(f"{stem}teen" for stem in _TEEN_STEMS))
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINAL_ONES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_ORDINAL_TEENS = ("tenth", "eleventh", "twelfth", *(f"{teen}th" for teen in _TEENS[3:]))
_ORDINAL_TENS = tuple(f"{ten.removesuffix('y')}ieth" for ten in _TENS)
_LONGEST_DIGITS = 12

_VALUES: dict[str, int] = {
    "zero": 0,
    "oh": 0,
    "a": 1,
    **{word: number for number, word in enumerate([*_ONES, *_TEENS], 1)},
    **{word: number for number, word in enumerate([*_ORDINAL_ONES, *_ORDINAL_TEENS], 1)},
    **{word: 10 * number for number, word in enumerate(_TENS, 2)},
    **{word: 10 * number for number, word in enumerate(_ORDINAL_TENS, 2)},
}


def number_of(said: Sequence[str]) -> int:
    """Return the value of a spoken number or ordinal below a million.

    >>> number_of("two hundred and five thousand forty".split()), number_of("twenty first".split())
    (205040, 21)
    """
    thousands, below = 0, 0
    for word in said:
        if word == "thousand":
            thousands, below = 1000 * below, 0
        elif word == "hundred":
            below *= 100
        else:
            below += _VALUES.get(word, 0)  # "and" adds nothing
    return thousands + below


def digits_of(said: Sequence[str]) -> str:
    """Return spoken digits as text: "oh five nine nine" is "0599", "double two" is "22"."""
    found, times = "", 1
    for word in said:
        if word == "double":
            times = 2
        else:
            found, times = found + times * str(_VALUES[word]), 1
    return found


def time_of(said: Sequence[str]) -> str:
    """Return a spoken time as hours and minutes, "7:30"; "p m" and the like add twelve hours up to noon."""
    if "noon" in said or "midnight" in said:
        return "12:00" if "noon" in said else "0:00"
    clock, half_day = _without_half_day(said)
    hours, minutes = _clock(clock)
    if half_day == "p m" and hours < 12:
        hours += 12
    if half_day == "a m" and hours == 12:
        hours = 0
    return f"{hours % 24}:{minutes:02d}"


def _without_half_day(said: Sequence[str]) -> tuple[list[str], str]:
    """Split a time into what the clock shows and "a m", "p m" or nothing."""
    text = " ".join(said)
    for ending, half_day in _HALF_DAYS.items():
        if text.endswith(" " + ending):
            return text.removesuffix(" " + ending).split(), half_day
    return list(said), ""


def _clock(said: list[str]) -> tuple[int, int]:
    """Return hours and minutes of "seven thirty", "half past seven", "ten to seven", "seven o'clock"."""
    for link, sign in (("past", 1), ("after", 1), ("to", -1)):
        if link in said:
            at = said.index(link)
            minutes, hours = sign * _minutes(said[:at]), number_of(said[at + 1 :])
            return (hours, minutes) if sign > 0 else ((hours - 1) or 12, 60 + minutes)
    minutes_said = [word for word in said[1:] if word != "o'clock"]
    return number_of(said[:1]), number_of(minutes_said)


def _minutes(said: list[str]) -> int:
    """Return the minutes before "past" and "to"."""
    named = {"half": 30, "quarter": 15}
    return next((named[word] for word in said if word in named), number_of(said))


def _number() -> Expression:
    """Return 0 to 999,999 in words: "a hundred and five", "two thousand twenty"."""
    ones = one_of(*_ONES)
    below_hundred = one_of(ones, *_TEENS, in_order(one_of(*_TENS), maybe(ones)))
    rest = maybe(in_order(maybe("and"), below_hundred))
    hundreds = in_order(one_of(*_ONES, "a"), "hundred", rest)
    below_thousand = one_of(below_hundred, hundreds)
    after = maybe(one_of(in_order(maybe("and"), below_hundred), hundreds))
    return one_of("zero", below_thousand, in_order(one_of(below_thousand, "a"), "thousand", after))


def _digits() -> Expression:
    """Return one to twelve digits, one by one or doubled."""
    digit = one_of("zero", "oh", *_ONES)
    one = one_of(digit, in_order("double", digit))
    found: Expression = one
    for _ in range(_LONGEST_DIGITS - 1):
        found = in_order(one, maybe(found))
    return found


def _ordinal() -> Expression:
    """Return first to ninety ninth."""
    combined = in_order(one_of(*_TENS), one_of(*_ORDINAL_ONES))
    return one_of(*_ORDINAL_ONES, *_ORDINAL_TEENS, *_ORDINAL_TENS, combined)


def _time() -> Expression:
    """Return times of the twelve-hour clock."""
    hour = one_of(*_ONES, *_TEENS[:3])
    ones = one_of(*_ONES)
    tens = in_order(one_of(*_TENS[:4]), maybe(ones))
    minute = one_of(in_order("oh", ones), *_TEENS, tens)
    below_thirty = one_of(*_ONES, *_TEENS, in_order("twenty", maybe(ones)))
    spoken = one_of("half", in_order(maybe("a"), "quarter"), below_thirty)
    past = in_order(spoken, one_of("past", "after", "to"), hour)
    clock = one_of(in_order(hour, maybe(one_of(minute, "o'clock"))), past)
    return one_of(in_order(clock, maybe(one_of(*_HALF_DAYS))), "noon", "midnight")


_HALF_DAYS: Mapping[str, str] = {
    "a m": "a m",
    "p m": "p m",
    "in the morning": "a m",
    "in the afternoon": "p m",
    "in the evening": "p m",
    "at night": "p m",
}


def built_in() -> dict[str, Filling]:
    """Return the built-in slots by name."""
    return {
        "number": Filling(_number(), number_of),
        "digits": Filling(_digits(), digits_of),
        "ordinal": Filling(_ordinal(), number_of),
        "time": Filling(_time(), time_of),
    }
