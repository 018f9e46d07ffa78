"""How people mistype: a simulation whose rates are those of the public keyboard benchmark kebbie.

kebbie (Fleksy, https://github.com/FleksySDK/kebbie, "How testing is done") takes its rates from Palin et al.
2019, "How do people type on mobile devices?", and from typo corpora. Two stages: slips of mind and fingers
change which keys are meant, then every tap lands beside the centre of its key with a Gaussian error in x and
in y, and types the key that it hits. Differences from kebbie:

- capitals are tapped on the same keys as small letters, kebbie types them without error;
- the Gaussian's sigma is a share of the key box: a quarter times 0.6 (careful) or 1.0 (thumb), kebbie's is a
  sixth;
- common misspellings come from the given file of pairs, kebbie's from a corpus of tweets;
- a word is a typo when the typed text differs, not when a slip happened that changed nothing ("ll" swapped);
- punctuation and numbers are typed without error and stand in the context, kebbie removes them; so a lost or
  mistyped space is possible only where nothing but a space is between two words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

import numpy as np

from linnet_export.typing_engine import Tap
from linnet_export.typing_text import Sentence
from linnet_export.typo_pairs import read_typo_pairs
from linnet_runtime.key_layout import SPACE, KeyLayout
from linnet_runtime.written import WORD, straight

SIGMA_SHARE = 0.25
"""A quarter of the key: 2 sigma from centre to edge, so 4.6 % miss in x, as many in y, about 9 % in all."""
Misspellings = Mapping[str, tuple[str, ...]]
"""By the right spelling, how people misspell a word."""


class Setting(StrEnum):
    """How steady the hand is."""

    CAREFUL = "careful"
    THUMB = "thumb"

    @property
    def sigma_share(self) -> float:
        """Standard deviation of taps as a share of the key; a careful hand errs once in 600 taps."""
        return SIGMA_SHARE * {Setting.CAREFUL: 0.6, Setting.THUMB: 1.0}[self]


@dataclass(frozen=True)
class SlipRates:
    """Chances of each slip."""

    swapped: float = 0.01
    """A letter changes places with the next one; per letter but the last, between letters of one case."""
    doubled: float = 0.005
    """Per letter."""
    missed: float = 0.005
    """Per letter but the last: a word without its last letter is a completion, not a typo."""
    missed_first_factor: float = 0.36
    """The first letter is missed less often by this factor."""
    lost_space: float = 0.01
    lost_symbol: float = 0.10
    """Per apostrophe within a word."""
    lost_capital: float = 0.08
    """Per capital, except in words of one letter or all capitals."""
    misspelled: float = 0.05
    """Per word that has a common misspelling; such a word has no other slip."""


@dataclass(frozen=True)
class TypedUnit:
    """What was typed up to a space that was really typed: nearly always one word."""

    first: int
    """Index of the first word that was meant."""
    last: int
    """Index after the last word that was meant."""
    text: str
    taps: tuple[Tap | None, ...]
    """One for each character of `text`; None where the layout has no key for it."""


@dataclass(frozen=True)
class TypingNoise:
    """A person with a keyboard layout, an unsteady hand and habits of misspelling."""

    layout: KeyLayout
    sigma_share: float
    """Standard deviation of taps, as a share of the key's width and of its height."""
    misspellings: Misspellings
    rates: SlipRates

    def type_sentence(self, sentence: Sentence, seed: int) -> tuple[TypedUnit, ...]:
        """Type a sentence; the same seed and text always give the same slips, whatever ``sigma_share`` is."""
        digest = int.from_bytes(sha256(sentence.text.encode()).digest()[:8], "big")
        rng = np.random.default_rng([seed, digest])
        units, first, characters, taps = [], 0, "", list[Tap | None]()
        for index in range(len(sentence.words)):
            meant = self._slip(sentence.word(index), rng)
            ended = True
            if sentence.space_follows(index):
                lost = rng.random() < self.rates.lost_space
                space, tap = self._tap(SPACE, rng)
                ended = not lost and space == SPACE
            typed = [self._tap(character, rng) for character in meant]
            characters += "".join(character for character, _ in typed)
            taps += [tap for _, tap in typed]
            if ended:
                units.append(TypedUnit(first, index + 1, characters, tuple(taps)))
                first, characters, taps = index + 1, "", []
            elif not lost:
                characters, taps = characters + space, [*taps, tap]
        return tuple(units)

    def _slip(self, word: str, rng: np.random.Generator) -> str:
        """Return the characters that the fingers are sent to type for a word."""
        common = self._common_misspellings(word)
        if common and rng.random() < self.rates.misspelled:
            return common[rng.integers(len(common))]
        letters, sent = list(word), ""
        keeps_case = len(word) == 1 or word.isupper()
        for index in range(len(letters)):
            letter = letters[index]
            if letter.isupper() and not keeps_case and rng.random() < self.rates.lost_capital:
                letter = letter.lower()
            following = letters[index + 1] if index + 1 < len(letters) else None
            slip = self._slip_of(letter, index == 0, following, rng.random())
            if slip == "swapped" and following is not None:
                sent, letters[index + 1] = sent + following, letter
            else:
                sent += {"missed": "", "doubled": letter * 2}.get(slip, letter)
        return sent

    def _slip_of(self, letter: str, is_first: bool, following: str | None, chance: float) -> str:
        """Return what happens to one letter: "swapped", "missed", "doubled" or nothing; chance is in 0..1."""
        rates = self.rates
        if letter.lower() not in self.layout.keys:  # an apostrophe, or a letter held down for its accents
            return "missed" if letter == "'" and chance < rates.lost_symbol else ""
        swappable = (
            following is not None
            and following.lower() in self.layout.keys
            and following.isupper() == letter.isupper()
        )
        missed = rates.missed * (rates.missed_first_factor if is_first else 1.0)
        limits = {
            "swapped": rates.swapped if swappable else 0.0,
            "missed": missed if following is not None else 0.0,
            "doubled": rates.doubled,
        }
        for slip, share in limits.items():
            if chance < share:
                return slip
            chance -= share
        return ""

    def _common_misspellings(self, word: str) -> tuple[str, ...]:
        """Return the common misspellings of a word, with the capitals that the word has."""
        if found := self.misspellings.get(word):
            return found
        found = self.misspellings.get(word.lower(), ())
        if word.isupper() and len(word) > 1:
            return tuple(typo.upper() for typo in found)
        return tuple(typo[0].upper() + typo[1:] for typo in found) if word[0].isupper() else found

    def _tap(self, meant: str, rng: np.random.Generator) -> tuple[str, Tap | None]:
        """Aim at a key and return what was hit and where; a capital's shift is never missed."""
        key = self.layout.keys.get(meant.lower())
        if key is None:
            return meant, None
        across, down = rng.standard_normal(2) * self.sigma_share
        x = min(max(key.x + across * key.width, 0.0), 1.0)  # a touch screen ends somewhere
        y = min(max(key.y + down * key.height, 0.0), 1.0)
        hit = self.layout.nearest(x, y)
        return (hit.upper() if meant.isupper() else hit), (x, y)


def read_misspellings(file: Path) -> Misspellings:
    """Read the pairs of single words from a table, see `typo_pairs`. Raises `CorpusError`."""
    found: dict[str, dict[str, None]] = {}
    for pair in read_typo_pairs(file):
        typo, correct = straight(pair.typo), straight(pair.correct)
        if typo != correct and WORD.fullmatch(typo) and WORD.fullmatch(correct):
            found.setdefault(correct, {})[typo] = None
    return {correct: tuple(typos) for correct, typos in found.items()}
