"""Which emoji stand for which words and tones: the data file of a bundle of kind "emoji"."""

from __future__ import annotations

import dataclasses
import json
import os
from dataclasses import dataclass
from pathlib import Path

from . import strict_json
from .errors import BundleError

LONGEST_KEYWORD = 3
"""Tokens of the longest keyword: "ice cream cone"."""


@dataclass(frozen=True)
class EmojiWeights:
    """How words and tones are weighed; chosen by `linnet-export tune emoji`."""

    keyword: float = 0.2
    """Probability that an emoji is meant by a word that surely stands for one, said last."""
    fading: float = 0.8
    """Factor on it for each token that follows."""
    tone: float = 0.6
    """What is left to the tone, as a share of what the keywords leave."""
    spread: float = 0.7
    """Power of each label's probability before they are made to sum to 1; below 1, all count."""
    least: float = 0.02
    """Less probable emoji are not offered."""


@dataclass(frozen=True)
class Keyword:
    """What a word, or up to `LONGEST_KEYWORD` tokens with spaces between, stands for."""

    sure: float
    """From 0 to 1: how surely an emoji is meant where it is written; common words rarely mean one."""
    emoji: dict[str, float]
    """The share of each emoji; they sum to 1."""


@dataclass(frozen=True)
class EmojiTable:
    """All of it."""

    names: dict[str, str]
    """English name of each emoji, which is said by a screen reader."""
    keywords: dict[str, Keyword]
    """By what is written, see `emoji_ranking.keyword_of`."""
    tones: dict[str, dict[str, float]]
    """For each label of the tone model the shares of emoji, at most 1 together."""
    thresholds: dict[str, float]
    """From which probability on a text counts as having a label."""
    quiet: tuple[str, ...]
    """Words, in small letters, at which nothing is offered: insults and the like are no joke."""
    weights: EmojiWeights

    @staticmethod
    def open(path: str | os.PathLike[str]) -> EmojiTable:
        """Read what `save` wrote. Raises `BundleError` for anything else."""
        file = os.fspath(path)
        try:
            text = Path(path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise BundleError(f"{file}: expected a readable UTF-8 file: {error}") from error
        table = strict_json.read(EmojiTable, strict_json.parse(text, file), file)
        unnamed = sorted({*_mentioned(table)} - table.names.keys())
        if unnamed:
            raise BundleError(f"{file}: expected a name for each emoji, {unnamed[0]!r} has none")
        return table

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write it as JSON."""
        text = json.dumps(
            dataclasses.asdict(self), ensure_ascii=False, allow_nan=False, separators=(",", ":")
        )
        Path(path).write_text(text + "\n", encoding="utf-8", newline="\n")


def _mentioned(table: EmojiTable) -> list[str]:
    """Return every emoji that something stands for."""
    rows = [*(keyword.emoji for keyword in table.keywords.values()), *table.tones.values()]
    return [emoji for row in rows for emoji in row]
