"""The tables of a personal dictionary and what is done in them. Each function is part of one transaction.

A weight is stored as it was at `seen_s`, the time of the last use; `decayed` makes it that of today. No total
and no order of arrival is stored, so when the rows of a word are gone, nothing tells that it ever was there.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import NamedTuple

from linnet.personal_decay import decayed
from linnet.personal_word import written_form
from linnet_runtime.written import tokens

SEEN_TO_BE_ESTABLISHED = 2
"""What a word must have counted, see `Evidence`, to be suggested."""
MOST_WORDS = 20_000
"""Learned words that are kept; words added by hand do not count."""
MOST_PAIRS = 50_000
MOST_KEPT = 5_000
_LEFT_BY_PRUNING = 0.98  # or every further word would prune again

# Damage may change a value's type, which the check at each opening then finds.
SCHEMA = (
    """CREATE TABLE words (
        word TEXT PRIMARY KEY CHECK (typeof(word) = 'text'),
        display TEXT NOT NULL CHECK (typeof(display) = 'text'),
        weight REAL NOT NULL CHECK (typeof(weight) = 'real'),
        seen_s REAL NOT NULL CHECK (typeof(seen_s) = 'real'),
        seen INTEGER NOT NULL CHECK (typeof(seen) = 'integer'),
        added INTEGER NOT NULL CHECK (added IN (0, 1))
    ) WITHOUT ROWID""",
    """CREATE TABLE pairs (
        previous TEXT NOT NULL CHECK (typeof(previous) = 'text'),
        word TEXT NOT NULL CHECK (typeof(word) = 'text'),
        weight REAL NOT NULL CHECK (typeof(weight) = 'real'),
        seen_s REAL NOT NULL CHECK (typeof(seen_s) = 'real'),
        PRIMARY KEY (previous, word)
    ) WITHOUT ROWID""",
    "CREATE TABLE blocked (word TEXT PRIMARY KEY CHECK (typeof(word) = 'text')) WITHOUT ROWID",
    """CREATE TABLE kept (
        typed TEXT NOT NULL CHECK (typeof(typed) = 'text'),
        corrected TEXT NOT NULL CHECK (typeof(corrected) = 'text'),
        seen_s REAL NOT NULL CHECK (typeof(seen_s) = 'real'),
        PRIMARY KEY (typed, corrected)
    ) WITHOUT ROWID""",
    "CREATE TABLE traces (pending INTEGER PRIMARY KEY)",  # a row while deleted words may be left in the file
)


class WordRow(NamedTuple):
    """A row of `words`; a tuple, for thousands are read when a dictionary is opened."""

    word: str
    """Written form, the key."""
    display: str
    weight: float
    """As it was at `seen_s`."""
    seen_s: float
    """Seconds since 1970."""
    seen: int
    """What it counted in all, not decayed; `SEEN_TO_BE_ESTABLISHED` ends the probation."""
    added: int

    @property
    def established(self) -> bool:
        """Whether the probation is over."""
        return self.seen >= SEEN_TO_BE_ESTABLISHED


class PairRow(NamedTuple):
    """A row of `pairs`: `word` was typed after `previous`."""

    previous: str
    word: str
    weight: float
    seen_s: float


def all_words(db: sqlite3.Connection) -> list[WordRow]:
    """Return all words in the order of their written forms."""
    return list(map(WordRow._make, db.execute("SELECT * FROM words ORDER BY word")))


def all_pairs(db: sqlite3.Connection) -> list[PairRow]:
    """Return all pairs in order."""
    return list(map(PairRow._make, db.execute("SELECT * FROM pairs ORDER BY previous, word")))


def all_blocked(db: sqlite3.Connection) -> list[str]:
    """Return the blocked words in order."""
    return [word for (word,) in db.execute("SELECT word FROM blocked ORDER BY word")]


def all_kept(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return what was typed and not to be corrected, with the refused correction."""
    return db.execute("SELECT typed, corrected FROM kept ORDER BY typed, corrected").fetchall()


def followers(db: sqlite3.Connection, previous: str) -> list[PairRow]:
    """Return the pairs that begin with `previous`."""
    return list(
        map(PairRow._make, db.execute("SELECT * FROM pairs WHERE previous = ? ORDER BY word", (previous,)))
    )


def find_word(db: sqlite3.Connection, word: str) -> WordRow | None:
    """Return a word's row."""
    row = db.execute("SELECT * FROM words WHERE word = ?", (word,)).fetchone()
    return None if row is None else WordRow._make(row)


def find_pair(db: sqlite3.Connection, previous: str, word: str) -> PairRow | None:
    """Return a pair's row."""
    row = db.execute("SELECT * FROM pairs WHERE previous = ? AND word = ?", (previous, word)).fetchone()
    return None if row is None else PairRow._make(row)


def put_word(db: sqlite3.Connection, row: WordRow) -> None:
    """Insert or replace a word."""
    db.execute("INSERT OR REPLACE INTO words VALUES (?, ?, ?, ?, ?, ?)", row)


def put_pair(db: sqlite3.Connection, row: PairRow) -> None:
    """Insert or replace a pair."""
    db.execute("INSERT OR REPLACE INTO pairs VALUES (?, ?, ?, ?)", row)


def put_blocked(db: sqlite3.Connection, word: str) -> None:
    """Block a word."""
    db.execute("INSERT OR IGNORE INTO blocked VALUES (?)", (word,))


def remove_blocked(db: sqlite3.Connection, word: str) -> None:
    """Unblock a word."""
    db.execute("DELETE FROM blocked WHERE word = ?", (word,))


def put_kept(db: sqlite3.Connection, typed: str, corrected: str, now_s: float) -> None:
    """Keep `typed` from being corrected to `corrected`."""
    db.execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", (typed, corrected, now_s))


@dataclass(frozen=True)
class WordUse:
    """One use of a word to learn."""

    display: str
    previous: str | None
    """Written form of the word before; None to learn no pair."""
    evidence: int
    """What it counts."""


def count_use(db: sqlite3.Connection, use: WordUse, now_s: float) -> WordRow:
    """Count one more use of a word and of its pair; return the word's new row."""
    word = written_form(use.display)
    old = find_word(db, word) or WordRow(word, use.display, 0.0, now_s, 0, 0)
    weight = decayed(old.weight, old.seen_s, now_s) + use.evidence
    row = WordRow(word, use.display, weight, now_s, old.seen + use.evidence, old.added)
    put_word(db, row)
    if use.previous is not None:
        pair = find_pair(db, use.previous, word) or PairRow(use.previous, word, 0.0, now_s)
        weight = decayed(pair.weight, pair.seen_s, now_s) + use.evidence
        put_pair(db, PairRow(use.previous, word, weight, now_s))
    return row


def add_word(db: sqlite3.Connection, display: str, now_s: float) -> None:
    """Establish a word at once; adding it again changes only its display form."""
    word = written_form(display)
    old = find_word(db, word) or WordRow(word, display, 0.0, now_s, 0, 0)
    enough = SEEN_TO_BE_ESTABLISHED
    weight = max(decayed(old.weight, old.seen_s, now_s), float(enough))
    put_word(db, WordRow(word, display, weight, now_s, max(old.seen, enough), 1))


def delete_word(db: sqlite3.Connection, word: str) -> bool:
    """Delete every row with a word in it; tell whether there was one."""
    before = db.total_changes
    db.execute("DELETE FROM words WHERE word = ?", (word,))
    db.execute("DELETE FROM pairs WHERE previous = ? OR word = ?", (word, word))
    db.execute("DELETE FROM blocked WHERE word = ?", (word,))
    holding = [pair for pair in all_kept(db) if any(_holds(text, word) for text in pair)]
    db.executemany("DELETE FROM kept WHERE typed = ? AND corrected = ?", holding)
    return db.total_changes > before


def delete_all(db: sqlite3.Connection) -> None:
    """Delete every row."""
    for table in ("words", "pairs", "blocked", "kept"):
        db.execute(f"DELETE FROM {table}")


def prune(db: sqlite3.Connection, now_s: float) -> bool:
    """Drop the least valuable rows of tables that are too long; tell whether any were.

    First to go are words on probation, then those of least decayed weight. Words added by hand stay.
    """
    before = db.total_changes
    for rule in _PRUNING:
        (count,) = db.execute(f"SELECT count(*) FROM {rule.table} WHERE {rule.rows}").fetchone()
        if count > rule.limit:
            surplus = count - int(rule.limit * _LEFT_BY_PRUNING)
            db.execute(rule.statement, {"now": now_s, "surplus": surplus})
    if db.total_changes > before:
        db.execute("DELETE FROM pairs WHERE word NOT IN (SELECT word FROM words)")
    return db.total_changes > before


@dataclass(frozen=True)
class _Pruning:
    """Which rows of a table are dropped first, and how many rows may be there."""

    table: str
    key: str
    limit: int
    rows: str
    """Condition of the rows that count and may be dropped."""
    order: str

    @property
    def statement(self) -> str:
        """SQL that drops the first `:surplus` rows at the time `:now`."""
        return (
            f"DELETE FROM {self.table} WHERE ({self.key}) IN (SELECT {self.key} FROM {self.table} "
            f"WHERE {self.rows} ORDER BY {self.order}, {self.key} LIMIT :surplus)"
        )


_WEIGHT_NOW = "decayed(weight, seen_s, :now)"
_PRUNING = (
    _Pruning("words", "word", MOST_WORDS, "added = 0", f"seen >= {SEEN_TO_BE_ESTABLISHED}, {_WEIGHT_NOW}"),
    _Pruning("pairs", "previous, word", MOST_PAIRS, "1", _WEIGHT_NOW),
    _Pruning("kept", "typed, corrected", MOST_KEPT, "1", "seen_s"),
)


def _holds(text: str, word: str) -> bool:
    """Tell whether a short text has a word in it."""
    return word == text or word in text.split() or word in tokens(text)
