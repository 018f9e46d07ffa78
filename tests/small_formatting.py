"""A small formatter: a model of a few kinds of sentences, trained and packed as the real one is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from linnet_export.formatting_data import FormattingData, FormattingFiles
from linnet_export.formatting_pack import FormattingParts, load_model, pack_formatting
from linnet_export.formatting_recipe import FormattingRecipe
from linnet_export.formatting_training import train
from linnet_export.new_manifest import BundleInfo
from linnet_export.recipe import load_recipe
from linnet_export.tokenizer_training import count_tokens, train_tokenizer
from linnet_export.whole_epochs import EpochRun
from linnet_runtime.formatting_model import Writing

RECIPE = Path(__file__).parent.parent / "export" / "recipes" / "en" / "formatting.toml"
PRECISION = "32-true"
_WHO = ["Anna", "my friend", "the teacher", "Peter", "my iPhone"]
_DOES = ["likes the house", "wants some coffee", "needs a new car", "bought twenty five letters"]
_WHERE = ["in London", "in Berlin", "on Monday morning", "at half past five", "now"]
_ASKS = ["Did you see", "Where is", "Can you call"]
_CONLL = [
    [("Anna", "B-person"), ("lives", "O"), ("in", "O"), ("London", "B-location"), (".", "O")],
    [("my", "O"), ("friend", "O"), ("Peter", "I-PER"), ("left", "O"), ("Berlin", "I-LOC"), (".", "O")],
    [("nobody", "O"), ("came", "O"), ("at", "O"), ("five", "O"), (".", "O")],
]


def sentences(count: int, seed: int) -> list[str]:
    """``count`` sentences with their capitals and marks; each fifth is written without care."""
    random = np.random.default_rng(seed)

    def pick(parts: list[str]) -> str:
        return parts[int(random.integers(len(parts)))]

    def sentence(place: int) -> str:
        who, where = pick(_WHO), pick(_WHERE)
        if place % 5 == 4:
            return f"{who} {where}".lower()
        if place % 5 == 3:
            return f"{pick(_ASKS)} {who} {where}?"
        return f"Well, {who} {pick(_DOES)} {where}." if place % 5 else f"Hello {who}, how are you?"

    return [sentence(place) for place in range(count)]


def write_files(folder: Path, count: int = 600) -> FormattingFiles:
    """Write a source to train on, one to judge by, a CoNLL file and a tokenizer."""
    for name, lines, seed in (("train", count, 1), ("dev", count // 6, 2)):
        (folder / name).mkdir(parents=True)
        (folder / name / "talk.txt").write_text("\n".join(sentences(lines, seed)) + "\n", encoding="utf-8")
    rows = ["".join(f"{token}\t{tag}\n" for token, tag in sentence) for sentence in _CONLL * 10]
    (folder / "names.conll").write_text("\n".join(rows), encoding="utf-8")
    train_tokenizer(count_tokens(sentences(3000, 0)), recipe().model.pieces, folder / "pieces.model")
    return FormattingFiles(
        folder / "train", folder / "dev", (folder / "names.conll",), folder / "pieces.model"
    )


def recipe() -> FormattingRecipe:
    """The shipped recipe's tiny override."""
    return load_recipe(RECIPE, FormattingRecipe, tiny=True)


@dataclass(frozen=True)
class SmallFormatting:
    """What was made."""

    folder: Path
    files: FormattingFiles

    @property
    def bundle(self) -> Path:
        """A directory."""
        return self.folder / "bundle"

    @property
    def checkpoint(self) -> Path:
        """The last one."""
        return self.folder / "run" / "last.ckpt"


def learn(folder: Path) -> SmallFormatting:
    """Train and pack: about ten seconds."""
    made = SmallFormatting(folder, write_files(folder))
    data = FormattingData.read(made.files, recipe().data, None)
    train(recipe(), data, EpochRun(folder / "run", 1, PRECISION, progress=False))
    model, _ = load_model(made.checkpoint)
    info = BundleInfo("tiny", "en", "Apache-2.0", ("Someone",), "tests/small_formatting.py")
    pack_formatting(model, made.bundle, info, FormattingParts(made.files.tokenizer, Writing(3, ("iPhone",))))
    return made
