"""What a personal dictionary knows, as a value: read once from its file, replaced when something changes."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from linnet import personal_tables
from linnet.personal_decay import decayed
from linnet.personal_tables import WordRow
from linnet.personal_word import PersonalWord

LEAST_WEIGHT_OF_ADDED = 1.0
"""A word added by hand never weighs less."""
_STEP_S = 3_600.0


def hour_of(now_s: float) -> float:
    """Return the beginning of the hour: weights decay in steps of it (0.05 %), so that they can be cached."""
    return now_s // _STEP_S * _STEP_S


@dataclass(frozen=True)
class PersonalVocabulary:
    """Words, blocked words and refused corrections at one time."""

    as_of_s: float
    """The beginning of an hour, for which the weights hold."""
    rows: Mapping[str, WordRow]
    """All words, on probation or not, by their written form."""
    weights: Mapping[str, float]
    """Decayed weights of the words that may be suggested, established and not blocked; in the order of their
    written forms, so that what comes of it does not depend on which was learned first."""
    blocked: frozenset[str]
    kept: Mapping[str, frozenset[str]]
    """What was typed, with the corrections that were refused."""

    @classmethod
    def read(cls, db: sqlite3.Connection, as_of_s: float) -> PersonalVocabulary:
        """Read everything from the tables."""
        rows = {row.word: row for row in personal_tables.all_words(db)}
        blocked = frozenset(personal_tables.all_blocked(db))
        kept = _grouped(personal_tables.all_kept(db))
        return cls(as_of_s, rows, _weights(rows, blocked, as_of_s), blocked, kept)

    def at(self, as_of_s: float) -> PersonalVocabulary:
        """Return the same with the weights of another time."""
        return replace(self, as_of_s=as_of_s, weights=_weights(self.rows, self.blocked, as_of_s))

    def with_word(self, row: WordRow) -> PersonalVocabulary:
        """Return the vocabulary in which one word is new or changed."""
        weights = self.weights
        if row.established and row.word not in self.blocked:
            weights = {**weights, row.word: _weight(row, self.as_of_s)}
        if len(weights) > len(self.weights):
            weights = dict(sorted(weights.items()))
        return replace(self, rows={**self.rows, row.word: row}, weights=weights)

    def suggested_as(self, written: str) -> str | None:
        """Return the display form of a word that may be suggested; None for all others."""
        return self.rows[written].display if written in self.weights else None

    def suggests_same(self, other: PersonalVocabulary) -> bool:
        """Tell whether the same words may be suggested, and look the same; their weights may differ."""
        return (
            self.blocked == other.blocked
            and self.weights.keys() == other.weights.keys()
            and all(self.rows[word].display == other.rows[word].display for word in self.weights)
        )

    def word(self, written: str) -> PersonalWord | None:
        """Return a word of either kind."""
        row = self.rows.get(written)
        if row is None:
            return None
        return PersonalWord(row.display, _weight(row, self.as_of_s), row.established, bool(row.added))


def _weights(rows: Mapping[str, WordRow], blocked: frozenset[str], as_of_s: float) -> dict[str, float]:
    """Return the decayed weights of the words that may be suggested, in order."""
    return {
        word: _weight(rows[word], as_of_s)
        for word in sorted(rows)
        if rows[word].established and word not in blocked
    }


def _weight(row: WordRow, as_of_s: float) -> float:
    """Return a word's decayed weight."""
    weight = decayed(row.weight, row.seen_s, as_of_s)
    return max(weight, LEAST_WEIGHT_OF_ADDED) if row.added else weight


def _grouped(pairs: Iterable[tuple[str, str]]) -> Mapping[str, frozenset[str]]:
    """Return the second texts of pairs by their first."""
    groups = defaultdict(set)
    for typed, corrected in pairs:
        groups[typed].add(corrected)
    return {typed: frozenset(corrections) for typed, corrections in groups.items()}
