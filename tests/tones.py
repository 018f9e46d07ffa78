"""A language of tones that a tiny model learns in seconds: each letter is one tone, each phone one letter."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from lightning import Callback, Trainer
from numpy.typing import NDArray

from linnet_export.augment_banks import Banks
from linnet_export.corpora.jsonl import write_jsonl
from linnet_export.examples import Corpus, read_corpus
from linnet_export.pronunciation import Pronunciations
from linnet_export.recipe import AcousticRecipe, load_recipe
from linnet_export.training import TrainingData, train
from linnet_export.utterance import Utterance
from linnet_export.whole_epochs import EpochRun

RATE_HZ = 16_000
DATASET = "tones"
RECIPE = Path(__file__).parent.parent / "export" / "recipes" / "en" / "acoustic.toml"
LETTER_S = 0.12
WORDS = {"bad": "B AE D", "bed": "B EH D", "dab": "D AE B", "tab": "T AE B", "debt": "D EH B T", "at": "AE T"}
_TONES_HZ = {"a": 400, "b": 700, "d": 1100, "e": 1700, "t": 2600}


def say(text: str) -> NDArray[np.float32]:
    """Sound of ``text``, (samples,): 0.12 s a letter, half of it silent, as all of a space is."""
    time_s = np.arange(round(LETTER_S * RATE_HZ)) / RATE_HZ
    sounds = [
        np.sin(2 * np.pi * _TONES_HZ.get(letter, 0) * time_s) * (time_s < LETTER_S / 2) for letter in text
    ]
    return (0.5 * np.concatenate(sounds)).astype(np.float32)


def sentences(count: int, seed: int) -> list[str]:
    """``count`` sentences of one to four words."""
    rng = np.random.default_rng(seed)
    return [" ".join(rng.choice(list(WORDS), size=rng.integers(1, 5))) for _ in range(count)]


def write_corpus(folder: Path, count: int = 12, seed: int = 0) -> Path:
    """Write recordings and their manifest below ``folder``; returns the manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    utterances = []
    for number, text in enumerate(sentences(count, seed)):
        path = folder / f"{number}.wav"
        soundfile.write(path, say(text), RATE_HZ)
        utterances.append(Utterance(str(number), path, len(say(text)) / RATE_HZ, text, dataset=DATASET))
    manifest = folder / "manifest.jsonl"
    write_jsonl(manifest, utterances)
    return manifest


def pronunciations(folder: Path) -> Pronunciations:
    """The dictionary of the language, by way of a file in CMUdict's format."""
    path = folder / "tones.dict"
    path.write_text("".join(f"{word} {phones}\n" for word, phones in WORDS.items()), encoding="utf-8")
    return Pronunciations.load(path)


def corpus(folder: Path, count: int = 12, seed: int = 0) -> Corpus:
    """A decoded corpus below ``folder``."""
    return read_corpus([write_corpus(folder, count, seed)], pronunciations(folder), RATE_HZ, folder / "cache")


def training_data(folder: Path) -> TrainingData:
    """Twelve sentences to train on, four others to validate on, nothing to mix in."""
    return TrainingData(corpus(folder / "train"), corpus(folder / "dev", 4, seed=1), Banks(RATE_HZ))


def tiny_recipe(repeats: int = 8, **training: Any) -> AcousticRecipe:
    """The shipped recipe's tiny override, every sentence ``repeats`` times a pass, with other training."""
    recipe = load_recipe(RECIPE, AcousticRecipe, tiny=True)
    return dataclasses.replace(
        recipe,
        data=dataclasses.replace(recipe.data, repeats={DATASET: repeats}),
        training=dataclasses.replace(recipe.training, **training),
    )


class Losses(Callback):
    """Remembers the loss of every update by its number."""

    def __init__(self) -> None:
        self.by_step: dict[int, float] = {}

    def on_train_batch_end(self, trainer: Trainer, module: Any, outputs: Any, *_: Any) -> None:  # noqa: ARG002
        self.by_step[trainer.global_step] = float(outputs["loss"])


@dataclass(frozen=True)
class ToneRun:
    """A finished run."""

    folder: Path
    recipe: AcousticRecipe
    losses: dict[int, float]
    manifest: Path
    """Sentences it has never heard."""

    @property
    def checkpoint(self) -> Path:
        """The last one."""
        return self.folder / "run" / "last.ckpt"


def learn(folder: Path) -> ToneRun:
    """Train the tiny model faster and longer than its recipe says, and without hiding anything from it."""
    recipe = tiny_recipe(60, epochs=4, learning_rate=1e-2, average_decay=0.9, mask_from_step=10**6)
    losses = Losses()
    settings = EpochRun(folder / "run", progress=False, callbacks=(losses,))
    train(recipe, training_data(folder), settings)
    return ToneRun(folder, recipe, losses.by_step, folder / "dev" / "manifest.jsonl")
