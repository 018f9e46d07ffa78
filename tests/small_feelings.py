"""Labelled texts and lists of emoji for the language of tests/small_talk.py, and a bundle made of them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from linnet_export.cli import run
from small_talk import sentences

RECIPES = Path(__file__).parent.parent / "export" / "recipes" / "en"
RECIPE, LABELS = RECIPES / "emoji.toml", ("joy", "sadness", "neutral")
JOY, SADNESS, NEUTRAL = range(3)
_FEELING = {"good": JOY, "like": JOY, "thanks": JOY, "sorry": SADNESS, "can't": SADNESS, "don't": SADNESS}
_FACES = {JOY: "😊", SADNESS: "😢"}
_CLDR = {
    "😊": ("smiling face", "happy|smile"),
    "😢": ("crying face", "sad|tear"),
    "☕": ("hot beverage", "coffee|tea|drink"),
    "🍵": ("teacup without handle", "green tea|tea"),
    "🏠": ("house", "home|house"),
    "🏠🏽": ("house: medium skin tone", "house"),
    "🚋": ("tram car", "train|car"),
    "🔫": ("water pistol", "letter|gun"),
    "☎️": ("telephone", "phone"),
}
WORDS = """name = "words"
ignored = "gun home"
never = "🔫"
[tones]
joy = "😊"
sadness = "😢"
"""


def labelled(count: int, seed: int) -> list[str]:
    """Lines of text, label numbers and id; a fifth of those with a feeling has its face."""
    random = np.random.default_rng(seed)
    lines = []
    for number, text in enumerate(sentences(count, seed)):
        found = {_FEELING[word] for word in text.lower().replace("!", "").split() if word in _FEELING}
        labels = sorted({SADNESS} if SADNESS in found else found or {NEUTRAL})
        face = _FACES.get(labels[0], "") if random.random() < 0.2 else ""
        lines.append(f"{text} {face}\t{','.join(map(str, labels))}\t{seed}-{number}")
    return lines


def write_files(folder: Path) -> dict[str, Path]:
    """Write everything that the commands read; returns the paths by the names of the options."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "labelled": folder / "train.tsv",
        "dev": folder / "dev.tsv",
        "labels": folder / "labels.txt",
        "cldr": folder / "cldr.tsv",
        "emojilib": folder / "emojilib.json",
        "words": folder / "words.toml",
    }
    files["labelled"].write_text("\n".join(labelled(900, 1)), encoding="utf-8")
    files["dev"].write_text("\n".join(labelled(200, 2)), encoding="utf-8")
    files["labels"].write_text("\n".join(LABELS), encoding="utf-8")
    rows = [f"{emoji.replace(chr(0xFE0F), '')}\t{name}\t{words}" for emoji, (name, words) in _CLDR.items()]
    files["cldr"].write_text("\n".join(rows), encoding="utf-8")
    listed = {emoji: [name.replace(" ", "_"), "sunny"] for emoji, (name, _) in _CLDR.items()}
    files["emojilib"].write_text(json.dumps(listed), encoding="utf-8")
    files["words"].write_text(WORDS, encoding="utf-8")
    return files


def options(files: dict[str, Path], *names: str) -> list[str]:
    """The files as options of a command line."""
    return [part for name in names for part in (f"--{name}", str(files[name]))]


def write_emoji_bundle(folder: Path, language: Path) -> Path:
    """Train, pack and tune by the commands, in a few seconds."""
    files, bundle = write_files(folder / "data"), folder / "bundle"
    spoken = ["--language", str(language)]
    train = ["train-emoji", str(RECIPE), str(folder / "run"), "--tiny", "--precision", "32-true"]
    assert run([*train, *options(files, "labelled", "labels"), *spoken]) == 0
    pack = ["pack-emoji", str(folder / "run" / "last.ckpt"), str(bundle)]
    pack += options(files, "words", "cldr", "emojilib", "labelled", "labels")
    assert run([*pack, *spoken]) == 0
    assert run(["tune", "emoji", str(bundle), *options(files, "labelled"), "--write"]) == 0
    return bundle
