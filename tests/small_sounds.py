"""A small dictionary with regular spelling, and a letter-to-sound model that is trained on it in seconds."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np

from linnet_export.pronunciation import Pronunciations
from linnet_export.pronunciation_recipe import PronunciationRecipe
from linnet_export.pronunciation_training import PronunciationData
from linnet_export.recipe import load_recipe
from linnet_runtime.lexicon import Lexicon, LexiconWord

RECIPE = Path(__file__).parent.parent / "export" / "recipes" / "en" / "pronunciation.toml"
PRECISION = "32-true"
_CONSONANTS = {"b": "B", "d": "D", "f": "F", "k": "K", "m": "M", "s": "S", "sh": "SH", "x": "K S"}
_VOWELS = {"a": "AE", "e": "EH", "i": "IH", "ee": "IY", "oo": "UW"}


def tiny_recipe(**training: Any) -> PronunciationRecipe:
    """The shipped recipe's small model, with changes."""
    recipe = load_recipe(RECIPE, PronunciationRecipe, tiny=True)
    return dataclasses.replace(recipe, training=dataclasses.replace(recipe.training, **training))


def write_dictionary(path: Path, words: int = 400) -> Path:
    """Write words of two or three syllables, in CMUdict's format; every tenth may end in AH, too."""
    rng, lines = np.random.default_rng(1), dict[str, str]()
    while len(lines) < words:
        parts = [
            one for _ in range(rng.integers(2, 4)) for one in (_drawn(rng, _CONSONANTS), _drawn(rng, _VOWELS))
        ]
        lines["".join(letters for letters, _ in parts)] = " ".join(phones for _, phones in parts)
    text = [f"{word} {phones}" for word, phones in lines.items()]
    text += [f"{word}(2) {phones.rsplit(' ', 1)[0]} AH" for word, phones in [*lines.items()][::10]]
    path.write_text("\n".join(text) + "\n")
    return path


def sounds(folder: Path, words: int = 400) -> PronunciationData:
    """What a run reads of such a dictionary."""
    dictionary = Pronunciations.load(write_dictionary(folder / "small.dict", words))
    return PronunciationData.of(dictionary, tiny_recipe().model.frames_per_letter)


def small_lexicon() -> Lexicon:
    """Words that the dictionary has, that it may not have, and initials."""
    words = ("baba", "sheex", "mookid", "FBI", "Bedoo", "don't")
    return Lexicon.build([LexiconWord(word, -2.0, (3,)) for word in words])


def _drawn(rng: np.random.Generator, table: dict[str, str]) -> tuple[str, str]:
    letters = str(rng.choice([*table]))
    return letters, table[letters]
