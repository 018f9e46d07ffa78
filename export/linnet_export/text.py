"""Text as a corpus gives it, spelled as it is spoken: only a-z, the apostrophe and single spaces."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import inflect

_FOLDED = str.maketrans(
    {
        **dict.fromkeys("‘’‛ʼ`´′", "'"),
        **dict.fromkeys("\u00ad\u200b\ufeff", ""),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **{"æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"},
        **{"½": " half ", "đ": "d", "Đ": "D", "ð": "d", "þ": "th", "ß": "ss", "ı": "i"},
    }
)
_SAID = {
    **{"&": "and", "%": "percent", "+": "plus", "=": "equals", "@": "at", "°": "degrees"},
    **{"$": "dollars", "£": "pounds", "€": "euros"},
}
_COINS = {"$": ("dollar", "cent"), "£": ("pound", "penny"), "€": ("euro", "cent")}
_RESPELLED = {"mr": "mister", "mrs": "missus", "etc": "et cetera", "im": "i'm", "ive": "i've"}
_KEPT_APOSTROPHE = {"'em", "'tis", "'twas", "'cause", "'til", "'bout", "'round", "'n'", "o'", "ol'"}

_INITIALS = re.compile(r"\b(?:[A-Za-z]\.){2,}(?:[A-Za-z]\b)?")
_MONEY = re.compile(r"([$£€])(\d[\d,]*)(?:\.(\d+))?( (?:thousand|million|billion))?")
_ORDINAL = re.compile(r"\b(\d[\d,]*)(?:st|nd|rd|th)\b", re.IGNORECASE)
_DECADE = re.compile(r"\b((?:1[1-9]|20)?\d0)'?s\b")
_CLOCK = re.compile(r"\b([01]?\d|2[0-3]):([0-5]\d)\b")
_MINUS = re.compile(r"(?<![\w.])-(?=\d)")
_NUMBER = re.compile(r"(\d+(?:,\d{3})+|\d+)(\.\d+)?")
_NO_APOSTROPHE = re.compile(r"(do|did|does|is|was|are|were|could|would|should|have|has|had)nt")
_WORD = re.compile(r"[a-z']+")


def normalise(text: str) -> str:
    """Return `text` in the letters of the model: lower case, numbers in words, punctuation gone.

    Accents are dropped, initials and spelled letters stand alone, hyphens part words. Returns "" for a text
    that cannot be spelled so: one with letters or digits of another script, or with no word at all.

    >>> normalise("Mr. Müller’s 21st well-known U.S. flight cost $5.")
    "mister muller's twenty first well known u s flight cost five dollars"
    """
    folded = _fold(text)
    if any(ord(char) > 127 and char.isalnum() for char in folded):
        return ""
    spoken = _speak_numbers(_INITIALS.sub(_spell_initials, folded))
    for symbol, word in _SAID.items():
        spoken = spoken.replace(symbol, f" {word} ")
    words = (_trim_apostrophes(word) for word in _WORD.findall(spoken.lower()))
    return " ".join(_respell(word) for word in words if word)


def _fold(text: str) -> str:
    """Drop accents, make quotes and dashes ASCII; other scripts pass unchanged."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text.translate(_FOLDED))
    return "".join(char for char in parts if not unicodedata.combining(char)).translate(_FOLDED)


def _spell_initials(match: re.Match[str]) -> str:
    return f" {match[0].replace('.', ' ')} "


def _trim_apostrophes(word: str) -> str:
    """Drop quotation marks; keep the apostrophe of "don't", "'em" and "goin'"."""
    if word in _KEPT_APOSTROPHE:
        return word
    trimmed = word.strip("'")
    dropped_g = trimmed.endswith("in") and len(trimmed) > 3 and word == f"{trimmed}'"
    return word if dropped_g else trimmed


def _respell(word: str) -> str:
    """Write abbreviations out and put back an apostrophe that was left out: "didnt"."""
    missing = _NO_APOSTROPHE.fullmatch(word)
    return f"{missing[1]}n't" if missing else _RESPELLED.get(word, word)


def _speak_numbers(text: str) -> str:
    """Put words in place of digits."""
    if not any(char.isdigit() for char in text):
        return text
    text = _MONEY.sub(_speak_money, text)
    text = _CLOCK.sub(lambda match: f" {_speak_clock(int(match[1]), int(match[2]))} ", text)
    text = _ORDINAL.sub(lambda match: f" {_cardinal(match[1].replace(',', '') + 'th')} ", text)
    text = _DECADE.sub(lambda match: f" {_plural(_whole(match[1]))} ", text)
    text = _MINUS.sub(" minus ", text)
    return _NUMBER.sub(_speak_number, text)


def _speak_number(match: re.Match[str]) -> str:
    whole, decimals = match[1], match[2]
    if decimals is None:
        return f" {_whole(whole) if ',' not in whole else _cardinal(whole.replace(',', ''))} "
    return f" {_cardinal(whole.replace(',', ''))} point {_digits(decimals[1:])} "


def _whole(digits: str) -> str:
    """Say a whole number written without commas: years in pairs, long or zero-led ones digit by digit."""
    value = int(digits)
    if len(digits) > 9 or (len(digits) > 1 and digits[0] == "0"):
        return _digits(digits)
    if len(digits) == 4 and (1100 <= value <= 1999 or 2010 <= value <= 2099):
        return f"{_cardinal(digits[:2])} {_minutes(value % 100) or 'hundred'}"
    return _cardinal(digits)


def _speak_clock(hours: int, minutes: int) -> str:
    return f"{_cardinal(str(hours))} {_minutes(minutes)}"


def _minutes(value: int) -> str:
    """Say 0 to 99 as after an hour or a century: "", "oh five", "thirty"."""
    if value == 0:
        return ""
    return f"oh {_cardinal(str(value))}" if value < 10 else _cardinal(str(value))


def _speak_money(match: re.Match[str]) -> str:
    """Say "$5.50" as "five dollars and fifty cents", "£2 million" as "two million pounds"."""
    unit, coin = _COINS[match[1]]
    amount = match[2].replace(",", "")
    if match[4] or len(match[3] or "00") != 2:
        fraction = f" point {_digits(match[3])}" if match[3] else ""
        return f" {_cardinal(amount)}{fraction}{match[4] or ''} {unit}s "
    said = f" {_cardinal(amount)} {unit if int(amount) == 1 else unit + 's'} "
    if not match[3] or int(match[3]) == 0:
        return said
    coins = coin if int(match[3]) == 1 else ("pence" if coin == "penny" else f"{coin}s")
    return f"{said}and {_cardinal(match[3])} {coins} "


def _plural(number: str) -> str:
    """Say "nineteen ninety" as "nineteen nineties"."""
    return f"{number[:-1]}ies" if number.endswith("y") else f"{number}s"


def _digits(digits: str) -> str:
    return " ".join(_cardinal(digit) for digit in digits)


@cache
def _engine() -> inflect.engine:
    return inflect.engine()


@cache
def _cardinal(digits: str) -> str:
    """Say a whole number, or with "th" after it its ordinal, without "and"."""
    ordinal = digits.endswith("th")
    plain = str(int(digits.removesuffix("th")))
    said = _engine().number_to_words(f"{plain}th" if ordinal else plain, andword="")
    return " ".join(re.findall(r"[a-z]+", str(said)))
