"""What a formatter is judged by: pieces of speech of dev texts, and sentences with entities by people."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from linnet_export.entity_corpora import TaggedSentence
from linnet_export.formatting_evaluation import Reference
from linnet_export.formatting_labelling import quantities
from linnet_export.marked_text import marked_words
from linnet_export.text_sources import read_lines

MOST_LINES = 3
"""Lines in a piece of speech: 1 to so many, at random."""


@dataclass(frozen=True)
class SpeechSet:
    """Pieces of speech made of a text."""

    speeches: tuple[Reference, ...]
    lines: int
    """Lines of the text,"""
    careful: int
    """and how many of them show how text is written with care: only these count."""


def speech_set(path: Path, seed: int, most_words: int) -> SpeechSet:
    """Put neighbouring careful lines of a text into pieces of speech, until there are so many words.

    Numbers and times are judged against the rules, which see digits where the text has them; names are not
    judged here.
    """
    lines = list(read_lines(path))
    kept = [words for line in lines if (words := marked_words(line))]
    random, speeches, first, count = np.random.default_rng(seed), [], 0, 0
    while first < len(kept) and count < most_words:
        after = first + int(random.integers(1, MOST_LINES + 1))
        spoken = [one for line in kept[first:after] for one in line]
        speeches.append(Reference(tuple(spoken), tuple(quantities(spoken)), ("number", "time")))
        first, count = after, count + len(spoken)
    return SpeechSet(tuple(speeches), len(lines), len(kept))


def entity_set(sentences: list[TaggedSentence]) -> tuple[Reference, ...]:
    """Return sentences to judge persons and places by."""
    return tuple(Reference(one.words, one.tags, ("person", "place")) for one in sentences)
