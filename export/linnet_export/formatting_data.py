"""What a formatting model is trained on: labelled words of many lines, and batches of pieces of speech."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset

from linnet_export.entity_corpora import TaggedSentence, read_conll, split_sentences
from linnet_export.formatting_labelling import entity_tags
from linnet_export.formatting_model import DELAYS
from linnet_export.formatting_recipe import FormattingTextSettings
from linnet_export.gazetteer import Gazetteer
from linnet_export.marked_text import UNKNOWN, MarkedWord, marked_words
from linnet_export.text_sources import find_sources, read_lines
from linnet_runtime.formatting_labels import LOWER
from linnet_runtime.formatting_words import END_ROW, MOST_PIECES, word_pieces
from linnet_runtime.pieces import Pieces

_COMMON = 20
"""A word that is written in lower case so often in a source may begin a sentence with a capital."""
_FORMAT = "2"
LABELS = ("case", "mark", "entity")


@dataclass(frozen=True)
class LabelledText:
    """The words of many lines, one after the other."""

    pieces: NDArray[np.uint16]
    """(words, MOST_PIECES), filled up with 0."""
    labels: NDArray[np.uint8]
    """(words, 3): what `LABELS` names."""
    starts: NDArray[np.int64]
    """(lines + 1,) offset of each line, and the number of words."""
    read: int
    """Lines read; those that show no careful writing were left out."""

    def __len__(self) -> int:
        return len(self.starts) - 1


@dataclass(frozen=True)
class Labelling:
    """What text is labelled with."""

    pieces: Pieces
    gazetteer: Gazetteer


def labelled_source(
    path: Path,
    tools: Labelling,
    settings: FormattingTextSettings,
    digit_lines: float,
    cache_folder: Path | None,
) -> LabelledText:
    """Label the careful lines of a source, or read what an earlier call left in ``cache_folder``."""
    kept = None if cache_folder is None else cache_folder / _cache_name(path, settings, digit_lines)
    if kept is not None and kept.exists():
        with np.load(kept) as arrays:
            return LabelledText(arrays["pieces"], arrays["labels"], arrays["starts"], int(arrays["read"]))
    text = labelled_lines(islice(read_lines(path), settings.most_lines), tools, digit_lines)
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        partly = kept.with_suffix(".partly.npz")
        np.savez(partly, pieces=text.pieces, labels=text.labels, starts=text.starts, read=text.read)
        partly.rename(kept)
    return text


def _cache_name(path: Path, settings: FormattingTextSettings, digit_lines: float) -> str:
    """Return the name of the file that keeps a labelled source."""
    stat = path.stat()
    key = f"{_FORMAT} {path.name} {stat.st_size} {stat.st_mtime_ns} {settings.most_lines} {digit_lines}"
    return f"{path.name}-{hashlib.sha256(key.encode()).hexdigest()[:16]}.npz"


def labelled_lines(lines: Iterable[str], tools: Labelling, digit_lines: float) -> LabelledText:
    """Label the careful lines: capitals and marks as they are, entities by lists and rules."""
    random, kept, read = np.random.default_rng(0), [], 0
    for line in lines:
        read += 1
        if words := marked_words(line, keep_digits=bool(random.random() < digit_lines)):
            kept.append(words)
    counts = Counter(one.word for words in kept for one in words if one.case == LOWER)
    common = frozenset(word for word, count in counts.items() if count >= _COMMON)
    tagged = ((words, entity_tags(words, tools.gazetteer, common)) for words in kept)
    return _packed(tagged, tools.pieces, read)


def labelled_entities(sentences: Sequence[TaggedSentence], pieces: Pieces) -> LabelledText:
    """Put sentences with entities marked by people into the same form."""
    return _packed(((one.words, one.tags) for one in sentences), pieces, len(sentences))


def _packed(
    lines: Iterable[tuple[Sequence[MarkedWord], Sequence[int]]], pieces: Pieces, read: int
) -> LabelledText:
    """Put words and tags into arrays."""
    rows: list[tuple[int, ...]] = []
    labels: list[tuple[int, int, int]] = []
    starts = [0]
    row_of = cache(lambda word: word_pieces(pieces, word))
    label_of = cache(lambda case, mark, tag: (case, mark, tag))  # one tuple each: there are millions of words
    for words, tags in lines:
        for one, tag in zip(words, tags, strict=True):
            rows.append(row_of(one.word))
            labels.append(label_of(one.case, one.mark, tag))
        starts.append(len(rows))
    return LabelledText(
        np.array(rows, np.uint16).reshape(-1, MOST_PIECES),
        np.array(labels, np.uint8).reshape(-1, len(LABELS)),
        np.array(starts, np.int64),
        read,
    )


class FormattingBatch(NamedTuple):
    """Pieces of speech side by side, each closed by as many ends as there are delays."""

    pieces: Tensor
    """(T, B, MOST_PIECES)"""
    labels: Tensor
    """(T, B, 3), `UNKNOWN` behind the last word."""


class FormattingBatches(Dataset[FormattingBatch]):
    """Batches of one text; pieces of speech of about one length together, batches in random order."""

    def __init__(
        self, text: LabelledText, speeches: NDArray[np.int64], batch_words: int, seed: Sequence[int]
    ) -> None:
        """Take pieces of speech, (speeches, 2): first word and word after the last."""
        lengths = speeches[:, 1] - speeches[:, 0]
        order = np.argsort(lengths, kind="stable")
        groups: list[NDArray[np.int64]] = []
        first = 0
        while first < len(order):
            last = min(first + max(batch_words // int(lengths[order[first]] + DELAYS), 1), len(order))
            last = min(first + max(batch_words // int(lengths[order[last - 1]] + DELAYS), 1), len(order))
            groups.append(speeches[order[first:last]])
            first = last
        random = np.random.default_rng(seed)
        self._groups = [groups[place] for place in random.permutation(len(groups))]
        self._text = text

    def __len__(self) -> int:
        return len(self._groups)

    def __getitem__(self, index: int) -> FormattingBatch:
        group = self._groups[index]
        steps = int((group[:, 1] - group[:, 0]).max()) + DELAYS - 1
        pieces = np.tile(np.array(END_ROW, np.int64), (steps, len(group), 1))
        labels = np.full((steps, len(group), len(LABELS)), UNKNOWN, np.int64)
        for column, (first, last) in enumerate(group):
            pieces[: last - first, column] = self._text.pieces[first:last]
            labels[: last - first, column] = self._text.labels[first:last]
        return FormattingBatch(torch.from_numpy(pieces), torch.from_numpy(labels))


def joined(texts: Sequence[LabelledText]) -> LabelledText:
    """Put texts one after the other."""
    offsets = np.cumsum([0, *(len(text.pieces) for text in texts)])
    starts = [text.starts[:-1] + offset for text, offset in zip(texts, offsets[:-1], strict=True)]
    return LabelledText(
        np.concatenate([text.pieces for text in texts]),
        np.concatenate([text.labels for text in texts]),
        np.concatenate([*starts, offsets[-1:]]),
        sum(text.read for text in texts),
    )


def speeches(
    text: LabelledText, lines: NDArray[np.int64], settings: FormattingTextSettings, seed: Sequence[int]
) -> NDArray[np.int64]:
    """Put neighbouring lines into pieces of speech: (speeches, 2), first word and word after the last.

    lines: (blocks, 2) first line and line after the last of each block.
    """
    random = np.random.default_rng(seed)
    found: list[tuple[int, int]] = []
    for first, after in lines:
        start = int(text.starts[first])
        more = random.random(after - first) < settings.more_lines
        for place, line in enumerate(range(first, after)):
            end = int(text.starts[line + 1])
            following = int(text.starts[line + 2]) if line + 1 < after else end
            if line + 1 == after or not more[place] or following - start > settings.longest_words:
                found.append((start, end))
                start = end
    return np.array(found, np.int64).reshape(-1, 2)


def blocks(lines: int, block_lines: int, share: float, random: np.random.Generator) -> NDArray[np.int64]:
    """Return random blocks of neighbouring lines, (blocks, 2), so many that they are this share of all."""
    first = np.arange(0, lines, block_lines)
    after = np.minimum(first + block_lines, lines)
    times = int(share) + (random.random(len(first)) < share % 1)
    found: NDArray[np.int64] = np.repeat(np.stack([first, after], axis=1), times, axis=0)
    return found


@dataclass(frozen=True)
class FormattingFiles:
    """Where the data is."""

    text: Path
    """Folder of text to train on,"""
    dev: Path
    """and of text to validate on."""
    entities: tuple[Path, ...]
    """CoNLL files; a fifth of each is kept for judging."""
    tokenizer: Path


@dataclass(frozen=True)
class FormattingData:
    """What a run reads."""

    train: Mapping[str, LabelledText]
    entities: LabelledText
    """Sentences with persons and places marked by people."""
    dev: Mapping[str, LabelledText]
    pieces: int
    """How many the tokenizer has."""

    @staticmethod
    def read(
        files: FormattingFiles, settings: FormattingTextSettings, cache_folder: Path | None
    ) -> FormattingData:
        """Read and label all files; ``cache_folder`` keeps labelled text.

        Raises `CorpusError`, `BundleError` and `MissingExtraError`.
        """
        tools = Labelling(Pieces.load(files.tokenizer), Gazetteer.load())
        train = {
            name: labelled_source(path, tools, settings, settings.digit_lines, cache_folder)
            for name, path in find_sources(files.text).items()
            if settings.shares.get(name, 1.0) > 0
        }
        dev = {
            name: labelled_source(path, tools, settings, 0.0, cache_folder)
            for name, path in find_sources(files.dev).items()
        }
        sentences = [split_sentences(read_conll(path)) for path in files.entities]
        parts = ([one for kept in sentences for one in kept[part]] for part in (0, 1))
        entities, judged = (labelled_entities(found, tools.pieces) for found in parts)
        held_out = {**dev, "entities": judged} if len(judged) else dev
        return FormattingData(train, entities, held_out, len(tools.pieces))

    def passes(
        self, settings: FormattingTextSettings, seed: int, turn: int
    ) -> tuple[LabelledText, NDArray[np.int64]]:
        """Return all texts as one, and the pieces of speech of a pass in random order."""
        random = np.random.default_rng([seed, turn])
        texts = [*(text for _, text in sorted(self.train.items())), self.entities]
        shares = [settings.shares.get(name, 1.0) for name in sorted(self.train)]
        offsets = np.cumsum([0, *(len(text) for text in texts)])
        chosen = [
            blocks(len(text), settings.block_lines, share, random) + offset
            for text, share, offset in zip(texts, [*shares, settings.entity_repeats], offsets, strict=False)
        ]
        whole = joined(texts)
        found = speeches(whole, np.concatenate(chosen), settings, [seed, turn])
        return whole, random.permutation(found)


def part_of_pass(
    data: FormattingData, settings: FormattingTextSettings, parts: int, seed: int, epoch: int
) -> tuple[LabelledText, NDArray[np.int64]]:
    """Return all texts as one, and the pieces of speech of an epoch, which is one part of a pass."""
    turn, part = divmod(epoch, parts)
    whole, found = data.passes(settings, seed, turn)
    return whole, np.array_split(found, parts)[part]
