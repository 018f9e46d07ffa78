"""Numbers and times in spoken words, found by rules: labels for training, and the baseline to beat.

Each word becomes one letter, its class, and regular expressions over these letters find the entities.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from linnet_runtime.formatting_labels import KINDS, OUTSIDE, begin

_ONES = "two three four five six seven eight nine"
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_UNITS = "second minute hour day week month year decade"
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday"
_MONTHS = "january february april june july august september october november december"
_CLASSES = {
    "o": "one",
    "d": f"zero {_ONES}",
    "D": "ten eleven twelve",
    "b": "thirteen fourteen fifteen sixteen seventeen",
    "c": "eighteen nineteen",
    "T": "twenty",
    "v": _TENS.removeprefix("twenty "),
    "h": "hundred million billion",
    "H": "thousand",
    "O": "oh",
    "p": "point",
    "+": "and",
    "a": "a an",
    "f": "first second",
    "r": "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth fortieth fiftieth hundredth",
    "u": " ".join(f"{unit} {unit}s" for unit in _UNITS.split() if unit != "second") + " seconds",
    "w": " ".join(f"{day} {day}s {day}'s" for day in _WEEKDAYS.split()),
    "m": _MONTHS,
    "M": "may march",
    "t": "today tomorrow yesterday tonight today's tomorrow's tonight's yesterday's",
    "x": "next last this every past",
    "k": "o'clock",
    "A": "am",
    "j": "pm",
    "q": "half quarter",
    "i": "to",
    "y": "after",
    "e": "morning mornings afternoon afternoons evening evenings night nights weekend weekends",
    "n": "noon midnight",
    "z": "the",
    "s": "of",
}
_CLASS = {word: sign for sign, words in _CLASSES.items() for word in words.split()}
_DIGIT = "odDbcTv"
_NUM = rf"(?:a[hH]|[{_DIGIT}hH])(?:[{_DIGIT}hH]|(?<=[hH])\+(?=[{_DIGIT}]))*(?:p[{_DIGIT}O]+)?"
_HOUR = "[odD]"
_CLOCK = rf"{_HOUR}(?:O[od]|[DbcTv][od]?)?"
_ORDINAL = r"(?:[Tv]?[fr])"
_YEAR = r"(?:c[DbcTv][od]?|cO[od]|T[Dbc]|dH\+?(?:[odDbc]|T[od]?)(?=$|[^hH]))"
_MONTH = "[mM]"
_DAY = r"(?:(?:x|z)?(?:w|t)e?|xe|ze(?!s))"
_TIME = "|".join(
    [
        rf"{_MONTH}(?:z?{_ORDINAL}|{_NUM})(?:{_YEAR})?",
        rf"z?{_ORDINAL}s?{_MONTH}(?:{_YEAR})?",
        rf"a?q(?:x|y|i){_HOUR}k?[Aj]?",
        rf"[dDbcT]d?x{_HOUR}k?[Aj]?",
        rf"{_CLOCK}k?[Aj]e?",
        rf"{_CLOCK}k",
        rf"(?:{_NUM}|a|aq|x|x{_NUM})u",
        rf"(?:x)?m(?:{_YEAR})?",
        rf"x{_MONTH}",
        _YEAR,
        _DAY,
        "n",
    ]
)
_TIMES = re.compile(_TIME)
_NUMBERS = re.compile(rf"{_NUM}(?:{_ORDINAL})?|[Tv][fr]|r")


_ALONE = ("o", "h", "H")
"""Not enough for a number."""


def quantity_tags(words: Sequence[str]) -> list[int]:
    """Return the tag of each lower-case word: numbers and times, as `TAGS` has them.

    "one" alone and "first" and "second" alone are no numbers: mostly they mean something else.

    >>> [TAGS[tag] for tag in quantity_tags("at half past five two men left".split())]
    ['', 'begin-time', 'inside-time', 'inside-time', 'begin-number', '', '']
    """
    signs = "".join(_CLASS.get(word, ".") for word in words)
    tags = [OUTSIDE] * len(words)
    if signs.strip("."):
        _tag(tags, _TIMES.finditer(signs), KINDS.index("time"))
        rest = "".join("." if tag else sign for tag, sign in zip(tags, signs, strict=True))
        found = (match for match in _NUMBERS.finditer(rest) if match[0] not in _ALONE)
        _tag(tags, found, KINDS.index("number"))
    return tags


def _tag(tags: list[int], matches: object, kind: int) -> None:
    """Write the tags of an entity over each match."""
    for match in matches:  # type: ignore[attr-defined]
        tags[match.start() : match.end()] = [begin(kind)] + [begin(kind) + 1] * (len(match[0]) - 1)
