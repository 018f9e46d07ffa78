"""What a proofreader is measured on: texts as they were typed, beside what was meant."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from linnet_export.careless_writing import CarelessWriter, like
from linnet_export.text_sources import read_lines
from linnet_export.typing_noise import TypedUnit, TypingNoise
from linnet_export.typing_text import Sentence
from linnet_export.typo_pairs import read_typo_pairs
from linnet_runtime.written import WORD, straight


class TypedText(NamedTuple):
    """A text."""

    typed: str
    meant: str


@dataclass(frozen=True)
class TypedSet:
    """Texts of one kind."""

    noise: str
    """How they were spoilt: "clean", "typing", "careless" or "pairs"."""
    dataset: str
    """Name of the text, or of the list of misspellings."""
    texts: tuple[TypedText, ...]


def well_written(file: Path, count: int, seed: int) -> list[str]:
    """Draw lines that begin with a capital and end with a mark, without a small "i", in the file's order.

    What a dev text lacks itself cannot be held against who puts it in. Raises `CorpusError`.
    """
    lines = [line for line in map(straight, read_lines(file)) if _is_well_written(line)]
    drawn = np.random.default_rng(seed).permutation(len(lines))[:count]
    return [lines[index] for index in sorted(drawn)]


def _is_well_written(line: str) -> bool:
    words = WORD.findall(line)
    return line[0].isupper() and line[-1] in ".?!" and bool(words) and "i" not in words


@dataclass(frozen=True)
class Spoiling:
    """The two ways to spoil a text: by typing it, and by typing it without care for marks and capitals."""

    typing: TypingNoise
    habits: CarelessWriter
    """Its rates of misspelled words are not used: the typing has its own."""
    seed: int

    def sets(self, dataset: str, lines: Sequence[str]) -> list[TypedSet]:
        """Return some lines as they are, typed, and typed without care."""
        settings = replace(
            self.habits.settings, clean=0.0, error_rates=(0.0, 0.0, 0.0), lost_space=0.0, extra_space=0.0
        )
        habits, chance = replace(self.habits, settings=settings), random.Random(self.seed)
        careless = [habits.write(line, chance) for line in lines]
        typed = {"clean": lines, "typing": map(self.type, lines), "careless": map(self.type, careless)}
        return [
            TypedSet(noise, dataset, tuple(map(TypedText, spoilt, lines))) for noise, spoilt in typed.items()
        ]

    def type(self, text: str) -> str:
        """Return what a simulated person types for a text."""
        sentence = Sentence.of(text)
        return (
            typed_text(sentence, self.typing.type_sentence(sentence, self.seed)) if sentence.words else text
        )


def typed_text(sentence: Sentence, units: Sequence[TypedUnit]) -> str:
    """Put what was typed for words into their sentence; what is between them stays."""
    parts, after = [], 0
    for unit in units:
        parts += [sentence.text[after : sentence.words[unit.first][0]], unit.text]
        after = sentence.words[unit.last - 1][1]
    return "".join(parts) + sentence.text[after:]


def pair_sets(pairs: Path, lines: Sequence[str], count: int, seed: int) -> list[TypedSet]:
    """Put misspellings into lines that have the word they are meant for, one a line; a set for each list.

    Up to ``count`` of each list. Raises `CorpusError`.
    """
    places: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for index, line in enumerate(lines):
        for match in WORD.finditer(line):
            places[match[0].lower()].append((index, *match.span()))
    found: dict[str, list[TypedText]] = defaultdict(list)
    chance = random.Random(seed)
    table = read_typo_pairs(pairs)
    for pair in chance.sample(table, len(table)):
        typo, correct = straight(pair.typo), straight(pair.correct).lower()
        usable = WORD.fullmatch(typo) and typo.lower() != correct and len(found[pair.source]) < count
        if usable and correct in places:
            index, start, end = chance.choice(places[correct])
            line = lines[index]
            typed = line[:start] + like(line[start:end], typo.lower()) + line[end:]
            found[pair.source].append(TypedText(typed, line))
    return [TypedSet("pairs", source, tuple(texts)) for source, texts in sorted(found.items()) if texts]
