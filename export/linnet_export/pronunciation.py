"""How English words sound, in the phones the acoustic model emits: CMUdict and safe rules on top of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from linnet_export.utterance import CorpusError
from linnet_runtime.units import PHONES, WORD_BOUNDARY

Phones: TypeAlias = tuple[int, ...]
"""Indices into `linnet_runtime.units.PHONES`: one pronunciation."""

_ID = {phone: index for index, phone in enumerate(PHONES)}
_BOUNDARY = _ID[WORD_BOUNDARY]
_SPELLABLE = re.compile(r"[a-z']+")


def _ids(phones: str) -> Phones:
    return tuple(_ID[phone] for phone in phones.split())


_LETTER_A = _ids("EY")
_HISSING = frozenset(_ids("S Z SH ZH CH JH"))
_VOICELESS = frozenset(_ids("P T K F TH S SH CH HH"))
_ALVEOLAR_STOPS = frozenset(_ids("T D"))
_CONTRACTIONS = {"'d": _ids("D"), "'ll": _ids("AH L"), "'ve": _ids("AH V"), "'re": _ids("ER")}
_SUFFIXES = {
    **{"ing": _ids("IH NG"), "in'": _ids("IH N"), "er": _ids("ER"), "ers": _ids("ER Z")},
    **{
        "ally": _ids("L IY"),
        "eth": _ids("IH TH"),
        "ly": _ids("L IY"),
        "ness": _ids("N AH S"),
        "less": _ids("L AH S"),
        "ful": _ids("F AH L"),
    },
}
_PREFIXES = {"un": _ids("AH N"), "non": _ids("N AA N"), "re": _ids("R IY")}
_AMERICAN = {
    "our": "or",
    "is(?=e|ing|ation)": "iz",
    "([bt])re": r"\1er",
    "ence": "ense",
    "gg": "g",
    "l(?=ment|ful)": "ll",
}
_ONE_SOUND = re.compile(r"[cgpst]h|(.)\1")
_STEM_LETTERS = 3
_PART_LETTERS = 3
_SPELLED_LETTERS = 5


class Pronunciations:
    """Pronunciations of single words and of whole sentences. Words are spelled as `normalise` leaves them."""

    def __init__(self, entries: Mapping[str, tuple[Phones, ...]]) -> None:
        self.entries = entries
        """Words that the dictionary has, each with its variants."""
        self._cached = lru_cache(maxsize=None)(self._variants)

    @classmethod
    def load(cls, *dictionaries: Path) -> Pronunciations:
        """Read dictionaries in CMUdict's format (`word PH0 PH1`, `word(2) ...`, `# comment`) without stress.

        Of a word that several have, the first one's pronunciations count. Raises `CorpusError` naming the
        line for a phone that is not ARPAbet.
        """
        entries: dict[str, tuple[Phones, ...]] = {}
        for dictionary in reversed(dictionaries):
            entries |= _entries(dictionary)
        return cls(entries)

    def variants(self, word: str) -> tuple[Phones, ...]:
        """Every known pronunciation, most usual first; empty where the word is unknown and no rule fits.

        >>> pronunciations.variants("zoo's")      # by rule: "zoo" and a voiced Z
        ((38, 34, 38),)
        """
        return self._cached(word)

    def sentence(self, words: Sequence[str]) -> Phones | None:
        """Return the phones of `words` with a word boundary between two of them; None if one is unknown.

        The first pronunciation is taken, but "a" among spelled letters is the letter: P IY | EY | T IY.
        """
        phones: list[int] = []
        for index, word in enumerate(words):
            variants = self.variants(word)
            if not variants:
                return None
            if index > 0:
                phones.append(_BOUNDARY)
            spelled = word == "a" and _among_letters(words, index)
            phones.extend(_LETTER_A if spelled else variants[0])
        return tuple(phones)

    def _variants(self, word: str) -> tuple[Phones, ...]:
        """Look `word` up, else try the rules, the surest first."""
        if "'" in word:
            return self.entries.get(word) or self._contracted(word)
        return self._inflected(word) or self._american(word) or self._compound(word) or self._spelled(word)

    def _contracted(self, word: str) -> tuple[Phones, ...]:
        """Find "fox's", "that'd", "goin'", and words whose outer apostrophe the dictionary leaves out."""
        if word.endswith("'s"):
            return _each(self.variants(word[:-2]), _s_after)
        for ending, sound in _CONTRACTIONS.items():
            if word.endswith(ending):
                return tuple(phones + sound for phones in self.variants(word.removesuffix(ending)))
        return self._derived(word) or self.entries.get(word.strip("'"), ())

    def _inflected(self, word: str) -> tuple[Phones, ...]:
        return self.entries.get(word) or self._plural(word) or self._past(word) or self._derived(word)

    def _plural(self, word: str) -> tuple[Phones, ...]:
        """Find "verbs", "boxes" and "cherries"."""
        stems = [word[:-1]] if word.endswith("s") and not word.endswith("ss") else []
        stems += [word[:-2]] if word.endswith("es") else []
        stems += [f"{word[:-3]}y"] if word.endswith("ies") else []
        return _each(self._first_known(stems), _s_after)

    def _past(self, word: str) -> tuple[Phones, ...]:
        """Find "barked", "loved", "stopped" and "hurried"."""
        return _each(self._first_known(_stems(word, "ed")), _d_after)

    def _derived(self, word: str) -> tuple[Phones, ...]:
        """Find known words with a suffix or a prefix that leaves their sound alone."""
        for suffix, sound in _SUFFIXES.items():
            if stem := self._first_known(_stems(word, suffix)):
                return tuple(phones + sound for phones in stem)
        for prefix, sound in _PREFIXES.items():
            stem = self.entries.get(word.removeprefix(prefix), ()) if word.startswith(prefix) else ()
            if stem and len(word) - len(prefix) > _STEM_LETTERS:
                return tuple(sound + phones for phones in stem)
        return ()

    def _american(self, word: str) -> tuple[Phones, ...]:
        """Find "endeavour", "minimise" and "sombre" as they are spelled in America."""
        respelled = (re.sub(british, american, word) for british, american in _AMERICAN.items())
        return next((known for spelling in respelled if (known := self._inflected(spelling))), ())

    def _compound(self, word: str) -> tuple[Phones, ...]:
        """Find "moonbeam": two known words of similar length, not parted inside "th" or a double letter."""
        splits = range(_PART_LETTERS, len(word) - _PART_LETTERS + 1)
        for split in sorted(splits, key=lambda split: abs(2 * split - len(word))):
            first, second = self.entries.get(word[:split]), self._inflected(word[split:])
            if first and second and not _ONE_SOUND.fullmatch(word[split - 1 : split + 1]):
                return (first[0] + second[0],)
        return ()

    def _spelled(self, word: str) -> tuple[Phones, ...]:
        """Spell initials such as "bbc", known by having no vowel."""
        letters = [self.entries.get(letter, ()) for letter in word]
        if len(word) > _SPELLED_LETTERS or set(word) & set("aeiouy") or not all(letters):
            return ()
        return (tuple(phone for variants in letters for phone in variants[0]),)

    def _first_known(self, stems: Iterable[str]) -> tuple[Phones, ...]:
        known = (self.entries.get(stem, ()) for stem in stems if len(stem) >= _STEM_LETTERS)
        return next((variants for variants in known if variants), ())


def _entries(dictionary: Path) -> dict[str, tuple[Phones, ...]]:
    """Return the variants of each word of one dictionary, in its order."""
    entries: dict[str, tuple[Phones, ...]] = {}
    for word, phones in _read(dictionary):
        known = entries.get(word, ())
        if phones not in known:
            entries[word] = (*known, phones)
    return entries


def _read(cmudict: Path) -> Iterator[tuple[str, Phones]]:
    """Yield word and phones of each line whose word is spelled with a-z and the apostrophe."""
    for number, line in enumerate(cmudict.read_text(encoding="utf-8").splitlines(), start=1):
        fields = line.split("#")[0].split()
        word = fields[0].split("(")[0].lower() if fields else ""
        if not _SPELLABLE.fullmatch(word):
            continue
        try:
            yield word, tuple(_ID[phone.rstrip("012")] for phone in fields[1:])
        except KeyError as error:
            raise CorpusError(f"{cmudict}:{number}: {error} is not one of the 39 ARPAbet phones") from error


def _stems(word: str, suffix: str) -> list[str]:
    """Undo English spelling: "loving" is "lov", "love", "stopping" also "stop", "hurried" also "hurry"."""
    if not word.endswith(suffix):
        return []
    stem = word.removesuffix(suffix)
    if suffix[0] not in "aeiou":
        return [stem, f"{stem[:-1]}y"] if stem.endswith("i") else [stem]
    doubled = [stem[:-1]] if len(stem) > _STEM_LETTERS and stem[-1] == stem[-2] else []
    softened = [f"{stem[:-1]}y"] if stem.endswith("i") else []
    return [f"{stem}e", stem, *doubled, *softened]


def _each(variants: tuple[Phones, ...], ending: Callable[[Phones], Phones]) -> tuple[Phones, ...]:
    return tuple(phones + ending(phones) for phones in variants)


def _s_after(phones: Phones) -> Phones:
    """Return the sound of a plural or possessive s: IH Z after a hiss, S after a voiceless phone, else Z."""
    if phones[-1] in _HISSING:
        return _ids("IH Z")
    return _ids("S") if phones[-1] in _VOICELESS else _ids("Z")


def _d_after(phones: Phones) -> Phones:
    """Return the sound of a past tense: IH D after T and D, T after a voiceless phone, else D."""
    if phones[-1] in _ALVEOLAR_STOPS:
        return _ids("IH D")
    return _ids("T") if phones[-1] in _VOICELESS else _ids("D")


def _among_letters(words: Sequence[str], index: int) -> bool:
    """Tell whether a neighbour of word `index` is a single letter that is no word by itself."""
    neighbours = (*words[max(index - 1, 0) : index], *words[index + 1 : index + 2])
    return any(len(word) == 1 and word not in "aio" for word in neighbours)
