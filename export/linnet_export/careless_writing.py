"""How people write who do not look: slips, common misspellings, words that sound alike, lost marks.

For training; `typing_noise` simulates a keyboard more closely, tap by tap, and is what is judged by.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from linnet_export.misspellings import read_typos
from linnet_export.proofreading_recipe import WritingSettings
from linnet_export.utterance import CorpusError
from linnet_runtime.key_layout import SPACE, KeyLayout
from linnet_runtime.written import WORD

_NEAR_KEYS = 1.2
"""Neighbours on the keyboard: centres at most this far apart, in keys and rows."""
_VOWELS = "aeiou"
_SLIPS = ("near", "near", "swapped", "swapped", "missed", "missed", "doubled", "single", "vowel", "extra")
"""Kinds of slips, each as often as it is named."""
Alternatives = Mapping[str, tuple[str, ...]]
"""By lower-case word, what may be written for it."""


@dataclass(frozen=True)
class CarelessWriter:
    """A person who errs."""

    settings: WritingSettings
    misspellings: Alternatives
    confused: Alternatives
    neighbours: Alternatives
    """By letter, the keys beside it."""

    def write(self, text: str, random: random.Random) -> str:
        """Return what is written when a clean text is meant."""
        settings = self.settings
        if random.random() < settings.clean:
            return text
        rate = random.choice(settings.error_rates)
        text = self._without_marks(text, random)
        parts, after = [], 0
        for match in WORD.finditer(text):
            parts += [self._between(text[after : match.start()], random), self._word(match[0], rate, random)]
            after = match.end()
        return self._cased("".join(parts) + text[after:], random)

    def _without_marks(self, text: str, random: random.Random) -> str:
        settings = self.settings
        if random.random() < settings.no_end:
            text = text.rstrip(".?!") or text
        if random.random() < settings.no_commas:
            text = text.replace(",", "")
        return text.replace("'", "") if random.random() < settings.no_apostrophes else text

    def _cased(self, text: str, random: random.Random) -> str:
        chance = random.random()
        if chance < self.settings.lower_all:
            return text.lower()
        return (
            text[:1].lower() + text[1:]
            if chance < self.settings.lower_all + self.settings.lower_start
            else text
        )

    def _between(self, gap: str, random: random.Random) -> str:
        return "" if gap == SPACE and random.random() < self.settings.lost_space else gap

    def _word(self, word: str, rate: float, random: random.Random) -> str:
        """Return what is written for a word."""
        alike = self.confused.get(word.lower())
        if alike and random.random() < self.settings.confused:
            return like(word, random.choice(alike))
        if random.random() < self.settings.extra_space and len(word) > 3:
            cut = random.randrange(1, len(word))
            return f"{word[:cut]} {word[cut:]}"
        if random.random() >= rate:
            return word
        common = self.misspellings.get(word.lower())
        if common and random.random() < self.settings.common:
            return like(word, random.choice(common))
        slipped = self._slip(word, random)
        return self._slip(slipped, random) if len(word) > 6 and random.random() < 0.15 else slipped

    def _slip(self, word: str, random: random.Random) -> str:
        """Return a word with one slip in it."""
        at, kind = random.randrange(len(word)), random.choice(_SLIPS)
        before, letter, after = word[:at], word[at], word[at + 1 :]
        near = self.neighbours.get(letter.lower())
        if kind == "swapped" and after and at > 0:
            return before + after[0] + letter + after[1:]
        if kind == "missed" and len(word) > 2 and (at or random.random() < 0.3):
            return before + after
        if kind == "doubled" or (kind == "swapped" and not at):
            return before + letter * 2 + after
        if kind == "single":
            doubles = [i for i in range(len(word) - 1) if word[i] == word[i + 1]]
            at = random.choice(doubles) if doubles else at
            return word[:at] + word[at + 1 :] if len(word) > 2 else word
        if kind == "vowel" and letter in _VOWELS:
            return before + random.choice(_VOWELS) + after
        if near is None:
            return word
        hit = like(letter, random.choice(near))
        return before + (hit + letter if kind == "extra" else hit) + after


def read_misspellings(file: Path, sources: Collection[str] | None) -> Alternatives:
    """Read by correct word how it is misspelled, of some sources of a table. Raises `CorpusError`."""
    found: dict[str, dict[str, None]] = {}
    for typo, meant in read_typos(file, sources).items():
        for correct in meant:
            found.setdefault(correct, {})[typo] = None
    return {correct: tuple(typos) for correct, typos in found.items()}


def read_confusions(file: Path) -> Alternatives:
    """Read words that sound alike, a group a line, with commas between. Raises `CorpusError`."""
    try:
        groups = [line.split(", ") for line in file.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{file}: expected groups of words, one a line: {error}") from error
    found: dict[str, tuple[str, ...]] = {}
    for group in groups:
        for word in group:
            found[word] = (*found.get(word, ()), *(other for other in group if other != word))
    return found


def neighbours(layout: KeyLayout) -> Alternatives:
    """Return by letter the letters whose keys touch its own."""
    letters = {key: box for key, box in layout.keys.items() if key.isalpha()}
    return {
        key: tuple(
            other
            for other, its in letters.items()
            if other != key
            and abs(its.x - box.x) / layout.key_width + abs(its.y - box.y) / layout.row_height * 0.7
            <= _NEAR_KEYS
        )
        for key, box in letters.items()
    }


def like(word: str, other: str) -> str:
    """Return another word with the capitals of the first."""
    if word.isupper() and len(word) > 1:
        return other.upper()
    return other[:1].upper() + other[1:] if word[:1].isupper() else other
