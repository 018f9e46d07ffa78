"""What a proofreading model is trained on: clean sentences, spoilt anew in each epoch."""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from torch import Tensor
from torch.utils.data import IterableDataset

from linnet_export.careless_writing import CarelessWriter
from linnet_export.proofreading_recipe import ProofreadingRecipe, TextSettings
from linnet_export.text_sources import find_sources, read_lines
from linnet_runtime import edit_actions
from linnet_runtime.edit_actions import DELETE, END, KEEP, RECASE
from linnet_runtime.lexicon import Lexicon, LexiconWord
from linnet_runtime.proofreading_text import UNKNOWN, WordReader
from linnet_runtime.written import WORD, straight

IGNORED = -100
"""Target of what only pads."""
_SHORTEST = 8


class Rewritten(NamedTuple):
    """A spoilt text and what makes it clean again."""

    reading: NDArray[np.int64]
    """(T, 2), see `WordReader.read`."""
    pointers: list[int]
    """(S,) where the pointer stands before each action,"""
    symbols: list[tuple[int, int]]
    """(S, 2) the action before and the label of the last character written,"""
    actions: list[int]
    """(S,) and the action."""


class ProofreadingBatch(NamedTuple):
    """Texts of one length."""

    reading: Tensor
    """(T, B, 2)"""
    pointers: Tensor
    """(S, B)"""
    symbols: Tensor
    """(S, B, 2)"""
    actions: Tensor
    """(S, B) `IGNORED` after the end."""


def trimmed(lexicon: Lexicon, count: int) -> Lexicon:
    """Return the most common words of a lexicon, without what only a language model needs."""
    order = np.sort(np.argsort(-lexicon.scores, kind="stable")[:count]).tolist()
    return Lexicon.build(
        [
            LexiconWord(lexicon.display(word), float(lexicon.scores[word]), (0,), int(lexicon.flags[word]))
            for word in order
        ],
        lexicon.alphabet,
    )


def read_clean(folder: Path, words: WordReader, settings: TextSettings) -> list[str]:
    """Return the sentences of a folder's sources that are written well. Raises `CorpusError`."""
    found = []
    for name, path in find_sources(folder).items():
        wanted, taken = settings.lines.get(name, settings.most_lines), 0
        for line in read_lines(path) if wanted else ():
            if len(line) <= settings.longest and is_clean(text := straight(line), words):
                found.append(text)
                taken += 1
                if taken >= wanted:
                    break
    return found


def cached_clean(folder: Path, words: WordReader, settings: TextSettings, cache: Path) -> list[str]:
    """Return what `read_clean` does, or what an earlier call with the same sources left in ``cache``."""
    sources = [
        (name, path.stat().st_size, path.stat().st_mtime_ns) for name, path in find_sources(folder).items()
    ]
    key = hashlib.sha256(repr((sources, settings, words.fingerprint)).encode()).hexdigest()[:16]
    kept = cache / f"clean-{folder.name}-{key}.txt"
    if not kept.exists():
        cache.mkdir(parents=True, exist_ok=True)
        partly = kept.with_suffix(".partly")
        partly.write_text("\n".join(read_clean(folder, words, settings)), encoding="utf-8")
        partly.rename(kept)
    return kept.read_text(encoding="utf-8").splitlines()


def is_clean(text: str, words: WordReader) -> bool:
    """Tell whether a sentence has a capital, a mark at its end, and no small word that the lexicon lacks.

    Sentences with offensive words, or characters that the model does not know, are not clean.
    """
    if len(text) < _SHORTEST or not text[0].isupper() or text[-1] not in ".?!" or text.isupper():
        return False
    if edit_actions.OTHER in map(edit_actions.label, text):
        return False
    return all(_is_fine(match[0], words) for match in WORD.finditer(text))


def _is_fine(word: str, words: WordReader) -> bool:
    """Tell whether a word may stand in a clean sentence: known, or a name, and nothing to be left unsaid."""
    if words.score(word.lower()) is None:
        return word[0].isupper() and not word.isupper()
    return words.is_meant(word.lower()) and word not in ("i", "im", "dont")


def actions_between(spoilt: str, clean: str) -> list[int] | None:
    """Return the fewest actions that turn one text into the other; None when some may not be done.

    >>> [ACTIONS[action] for action in actions_between("teh", "the")]
    ['<keep>', '<insert>h', '<keep>', '<delete>', '<keep>']
    """
    actions: list[int | None] = []
    for step in Levenshtein.opcodes(spoilt, clean):
        old, new = spoilt[step.src_start : step.src_end], clean[step.dest_start : step.dest_end]
        if step.tag == "equal":
            actions += [KEEP] * len(old)
        elif step.tag == "delete":
            actions += [DELETE] * len(old)
        elif step.tag == "insert":
            actions += map(edit_actions.insert, new)
        else:
            actions += [
                RECASE if edit_actions.recased(before) == after else edit_actions.replace(after)
                for before, after in zip(old, new, strict=True)
            ]
    actions.append(KEEP)
    known = [action for action in actions if action is not None]
    return known if len(known) == len(actions) else None


def rewritten(reading: NDArray[np.int64], spoilt: str, actions: Sequence[int]) -> Rewritten:
    """Work out where the pointer stands and what the decoder reads at each action."""
    pointers, symbols, pointer, last, before = [], [], 0, END, KEEP
    for action in actions:
        pointers.append(pointer)
        symbols.append((before, last))
        if pointer < len(spoilt) or edit_actions.is_insert(action):
            new = edit_actions.written(action, spoilt[pointer] if pointer < len(spoilt) else "")
            last = edit_actions.label(new) if new else last
        pointer += not edit_actions.is_insert(action)
        before = action
    return Rewritten(reading, pointers, symbols, list(actions))


@dataclass(frozen=True)
class ProofreadingData:
    """What a run reads."""

    train: Sequence[str]
    dev: Sequence[str]
    words: WordReader
    writer: CarelessWriter


class SpoiltSentences(IterableDataset[ProofreadingBatch]):
    """The batches of one epoch, which depend on nothing but the recipe's seed and the epoch."""

    def __init__(
        self, data: ProofreadingData, recipe: ProofreadingRecipe, seed: int, sentences: Sequence[str]
    ):
        super().__init__()
        self._data, self._recipe, self._seed, self._sentences = data, recipe, seed, sentences

    def __iter__(self) -> Iterator[ProofreadingBatch]:
        chance = random.Random(self._seed)
        bins: dict[int, list[Rewritten]] = defaultdict(list)
        for text in self._drawn(chance):
            one = self._spoil(text, chance)
            if one is None:
                continue
            same = bins[len(one.reading)]
            same.append(one)
            if len(same) * len(one.reading) >= self._recipe.training.batch_characters:
                yield batch(same)
                same.clear()
        left = sorted(bins.items())
        yield from (batch(same) for _, same in left if len(same) > 1)

    def _drawn(self, chance: random.Random) -> Iterator[str]:
        """Yield sentences in random order, some joined with another one."""
        settings = self._recipe.text
        order = chance.sample(range(len(self._sentences)), len(self._sentences))
        for place, index in enumerate(order[: self._recipe.training.epoch_sentences]):
            text, other = self._sentences[index], self._sentences[order[place - 1]]
            joins = len(text) + len(other) < settings.longest and chance.random() < settings.joined
            yield f"{text} {other}" if joins else text

    def _spoil(self, text: str, chance: random.Random) -> Rewritten | None:
        spoilt = self._data.writer.write(text, chance)
        actions = actions_between(spoilt, text) if spoilt else None
        if actions is None:
            return None
        reading = self._data.words.read(spoilt)
        for match in WORD.finditer(spoilt):
            if chance.random() < self._recipe.writing.hidden_class:
                reading[match.start() : match.end(), 1] = UNKNOWN
        return rewritten(reading, spoilt, actions)


def batch(texts: Sequence[Rewritten]) -> ProofreadingBatch:
    """Put texts of one length side by side; their actions are padded."""
    steps, count = max(len(one.actions) for one in texts), len(texts)
    pointers, actions = np.zeros((steps, count), np.int64), np.full((steps, count), IGNORED)
    symbols = np.zeros((steps, count, 2), np.int64)
    for column, one in enumerate(texts):
        length = len(one.actions)
        pointers[:length, column], actions[:length, column] = one.pointers, one.actions
        symbols[:length, column] = one.symbols
    reading = np.stack([one.reading for one in texts], axis=1)
    return ProofreadingBatch(*map(torch.from_numpy, (reading, pointers, symbols, actions)))
