"""The files that docs/training.md begins with, small: spoken tones, sentences, a dictionary and lists."""

from __future__ import annotations

import shutil
from pathlib import Path

import small_feelings
import small_talk
import tones
from linnet_export.text import normalise
from linnet_export.tokenizer_training import count_tokens
from linnet_runtime.written import is_word
from small_sounds import write_dictionary


def write_training_corpus(folder: Path) -> None:
    """Write every file that the page names, under the names it gives them."""
    for name, count, seed in (("train", 12, 0), ("dev", 4, 1)):
        manifest = tones.write_corpus(folder / "clips" / name, count, seed)
        text = manifest.read_text().replace('"audio": "', f'"audio": "clips/{name}/')
        (folder / f"{name}.jsonl").write_text(text)
    for name in ("noise", "rooms"):
        shutil.copy(folder / "dev.jsonl", folder / f"{name}.jsonl")
    shutil.copy(folder / "clips" / "dev" / "0.wav", folder / "talk.wav")
    _write_texts(folder / "text")
    _write_lists(folder)


def _write_texts(folder: Path) -> None:
    """Sentences of the small language and of the words that the recordings have."""
    for name, count, seed in (("train", 1500, 1), ("dev", 40, 2)):
        source = small_talk.write_text(folder / name, count, seed) / "talk.txt"
        with source.open("a", encoding="utf-8") as file:
            file.write("\n" + "\n".join(tones.sentences(count // 5, seed)))


def _write_lists(folder: Path) -> None:
    """A dictionary with regular spelling, the words of the texts with frequencies, typos, bad words."""
    words = count_tokens((folder / "text" / "train" / "talk.txt").read_text(encoding="utf-8").splitlines())
    listed = [small_talk.DISPLAY.get(word, word) for word in words if is_word(word)]
    (folder / "words.combined").write_text("".join(f" word={word},f=180\n" for word in listed))
    (folder / "typos.tsv").write_text("typo\tcorrect\tsource\nteh\tthe\tours\n")
    (folder / "blocked.txt").write_text(f"{small_talk.BAD}\n")
    feelings = small_feelings.write_files(folder / "lists")
    names = {
        "labelled": "feelings.tsv",
        "labels": "labels.txt",
        "cldr": "cldr.tsv",
        "emojilib": "emojilib.json",
        "words": "emoji-words.toml",
    }
    for option, name in names.items():
        shutil.copy(feelings[option], folder / name)
    dictionary = write_dictionary(folder / "cmudict.dict")
    with dictionary.open("a") as file:
        file.write("".join(f"{normalise(word)} {phones}\n" for word, phones in tones.WORDS.items()))
