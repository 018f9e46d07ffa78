"""How initials are said: "FBI" letter by letter, "NATO" as a word, and how likely each is."""

from __future__ import annotations

import re

from .units import PHONES

_NAMES = {
    **{"a": "EY", "b": "B IY", "c": "S IY", "d": "D IY", "e": "IY", "f": "EH F", "g": "JH IY", "h": "EY CH"},
    **{"i": "AY", "j": "JH EY", "k": "K EY", "l": "EH L", "m": "EH M", "n": "EH N", "o": "OW", "p": "P IY"},
    **{"q": "K Y UW", "r": "AA R", "s": "EH S", "t": "T IY", "u": "Y UW", "v": "V IY"},
    **{"w": "D AH B AH L Y UW", "x": "EH K S", "y": "W AY", "z": "Z IY"},
}
_SOUND = {letter: bytes(PHONES.index(phone) for phone in name.split()) for letter, name in _NAMES.items()}
_PLURAL = {ending: bytes([PHONES.index("Z")]) for ending in ("s", "'s")}
_HISSING = {_SOUND[letter][-1] for letter in "sx"}
_AFTER_HISSING = bytes(PHONES.index(phone) for phone in ("IH", "Z"))

_INITIALS = re.compile(r"([A-Z]{2,})('?s)?")
_NO_VOWEL = re.compile(r"([b-df-hj-np-tv-xz]{1,5})('s)?")
_CAPITALS_WITHOUT_VOWEL = 0.94
_SMALL_WITHOUT_VOWEL = 0.72
_CAPITALS_WITH_VOWEL = {2: 0.64, 3: 0.49, 4: 0.38, 5: 0.06}
"""By length. All counted in CMUdict: over 65 words without and 14, 107, 37 and 31 with a vowel that the
shipped lexicon shows in capitals, and over the 143 words of two to five consonants ("hr" against "mr")."""
_LONG_CAPITALS = 0.02


def spelled_out(word: str) -> tuple[bytes, float] | None:
    """Return the phones of a word said letter by letter, and how probable that is from its spelling alone.

    None for what is no initials: neither in capitals, with a plural or possessive s at most, nor up to five
    consonants.

    >>> phones, probability = spelled_out("DVDs")
    >>> [PHONES[phone] for phone in phones], probability
    (['D', 'IY', 'V', 'IY', 'D', 'IY', 'Z'], 0.94)
    """
    word = word.replace("\u2019", "'")
    found = _INITIALS.fullmatch(word) or _NO_VOWEL.fullmatch(word.lower())
    if found is None:
        return None
    letters, ending = found[1].lower(), found[2]
    phones = b"".join(map(_SOUND.__getitem__, letters))
    if ending:
        phones += _AFTER_HISSING if phones[-1] in _HISSING else _PLURAL[ending]
    return phones, _probability(found[1])


def _probability(letters: str) -> float:
    """Return how often such letters are said one by one."""
    if len(letters) == 1:
        return 1.0
    if not set(letters.lower()) & set("aeiouy"):
        return _CAPITALS_WITHOUT_VOWEL if letters.isupper() else _SMALL_WITHOUT_VOWEL
    return _CAPITALS_WITH_VOWEL.get(len(letters), _LONG_CAPITALS)
