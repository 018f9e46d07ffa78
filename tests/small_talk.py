"""A small language: sentences of one grammar, from which a tiny language bundle is made in seconds."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from linnet_export.language_data import LanguageData, read_language_data
from linnet_export.language_pack import LanguageFiles, load_model, pack_language
from linnet_export.language_recipe import LanguageRecipe
from linnet_export.language_training import train
from linnet_export.new_manifest import BundleInfo
from linnet_export.recipe import load_recipe
from linnet_export.tokenizer_training import count_tokens, train_tokenizer
from linnet_export.whole_epochs import EpochRun
from linnet_runtime.lexicon import OFFENSIVE, Lexicon, LexiconWord
from linnet_runtime.pieces import Pieces
from linnet_runtime.written import is_word

RECIPE = Path(__file__).parent.parent / "export" / "recipes" / "en" / "language.toml"
PRECISION = "32-true"
_WHO = ["I", "you", "we", "they", "my friend", "the teacher", "Anna", "the old man"]
_DOES = ["like", "want", "see", "need", "buy", "sell", "don't like", "can't see"]
_WHAT = [
    "the house",
    "a new car",
    "some coffee",
    "green tea",
    "the iPhone",
    "good music",
    "this picture",
    "her letter",
    "your number",
    "the damn train",
]
_WHERE = [
    "in London",
    "at home",
    "at school",
    "on Monday",
    "tomorrow morning",
    "every day",
    "after dinner",
    "now",
]
_FIXED = [
    "I'm on my way home",
    "thanks for the coffee",
    "how are you today",
    "see you tomorrow morning",
    "sorry I'm late",
    "hello there, how are you",
    "what is your phone number",
    "is it there or here",
    "it's very good to see you",
    "the meeting is at school",
    "can you please call me",
    "let me know when you get home",
    "good morning Anna",
    "did you see the letter",
    "this is not the right number",
    "he has been there for 20 minutes",
]
DISPLAY = {"i": "I", "i'm": "I'm", "london": "London", "iphone": "iPhone", "anna": "Anna", "monday": "Monday"}
BAD = "damn"
"""The offensive word of the language."""


def sentences(count: int, seed: int) -> list[str]:
    """``count`` sentences, two of three made by the grammar."""
    rng = np.random.default_rng(seed)

    def sentence() -> str:
        if rng.random() < 1 / 3:
            return str(rng.choice(_FIXED))
        return " ".join(str(rng.choice(part)) for part in (_WHO, _DOES, _WHAT, _WHERE)) + rng.choice(
            [".", "", "!"]
        )

    return [sentence() for _ in range(count)]


def write_text(folder: Path, count: int, seed: int, name: str = "talk") -> Path:
    """Write a source of sentences; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.txt").write_text("\n".join(sentences(count, seed)), encoding="utf-8")
    return folder


def write_tokenizer(path: Path, pieces: int | None = None) -> Path:
    """Train a tokenizer on the language; without ``pieces`` as many as the tiny recipe has."""
    counts = count_tokens(sentences(3000, seed=0))
    train_tokenizer(counts, pieces or tiny_recipe().model.pieces, path)
    return path


def write_lexicon(path: Path, tokenizer: Path) -> Path:
    """Write a lexicon of the language's words, with display forms and one offensive word."""
    pieces, counts = Pieces.load(tokenizer), count_tokens(sentences(3000, seed=0))
    words = Counter({word: count for word, count in counts.items() if is_word(word)})
    Lexicon.build(
        [
            LexiconWord(
                DISPLAY.get(word, word),
                math.log(count / words.total()),
                pieces.encode(word),
                OFFENSIVE if word == BAD else 0,
            )
            for word, count in words.items()
        ]
    ).save(path)
    return path


def tiny_recipe(**training: Any) -> LanguageRecipe:
    """The shipped recipe's tiny override with other training."""
    recipe = load_recipe(RECIPE, LanguageRecipe, tiny=True)
    return dataclasses.replace(recipe, training=dataclasses.replace(recipe.training, **training))


def language_data(folder: Path, tokenizer: Path, count: int = 1500) -> LanguageData:
    """``count`` sentences to train on and a tenth of it others to validate on."""
    text, dev = write_text(folder / "train", count, seed=1), write_text(folder / "dev", count // 10, seed=2)
    return read_language_data(text, dev, tokenizer, folder / "cache")


@dataclass(frozen=True)
class SmallTalk:
    """What was made of the language."""

    folder: Path
    recipe: LanguageRecipe

    @property
    def bundle(self) -> Path:
        """A directory."""
        return self.folder / "bundle"

    @property
    def files(self) -> LanguageFiles:
        """Tokenizer and lexicon."""
        return LanguageFiles(self.folder / "pieces.model", self.folder / "words.lexicon")

    @property
    def checkpoint(self) -> Path:
        """The last one."""
        return self.folder / "run" / "last.ckpt"


def learn(folder: Path) -> SmallTalk:
    """Train tokenizer, lexicon and model, and pack them by the real export path: about ten seconds."""
    talk = SmallTalk(folder, tiny_recipe())
    write_tokenizer(talk.files.tokenizer)
    write_lexicon(talk.files.lexicon, talk.files.tokenizer)
    data = language_data(folder, talk.files.tokenizer)
    train(talk.recipe, data, EpochRun(folder / "run", precision=PRECISION, progress=False))
    model, recipe = load_model(talk.checkpoint)
    info = BundleInfo(recipe.name, "en", "Apache-2.0", (), "tests/small_talk.py")
    pack_language(model, talk.bundle, info, talk.files)
    return talk
