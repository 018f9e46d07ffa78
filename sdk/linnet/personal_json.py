"""A personal dictionary as JSON: to move it to another device, or to look at it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from linnet import personal_tables
from linnet.personal_decay import decayed
from linnet.personal_tables import MOST_KEPT, MOST_PAIRS, MOST_WORDS, PairRow, WordRow
from linnet.personal_word import checked_text, checked_word, written_form
from linnet_runtime import strict_json
from linnet_runtime.errors import BundleError, InputError, PersonalStoreError

FORMAT = 1
_NAME = "personal dictionary"
_MOST_COUNTED = 2**53


@dataclass(frozen=True)
class WordEntry:
    """A word, see :class:`linnet.personal_tables.WordRow`."""

    display: str
    weight: float
    seen_s: float
    seen: int
    added: bool


@dataclass(frozen=True)
class PairEntry:
    """A word after another, both in their written forms."""

    previous: str
    word: str
    weight: float
    seen_s: float


@dataclass(frozen=True)
class KeptEntry:
    """A correction that was refused."""

    typed: str
    corrected: str


@dataclass(frozen=True)
class PersonalExport:
    """The whole JSON object."""

    format: int
    words: tuple[WordEntry, ...]
    pairs: tuple[PairEntry, ...]
    blocked: tuple[str, ...]
    kept: tuple[KeptEntry, ...]


def write(db: sqlite3.Connection) -> str:
    """Return all tables as JSON, sorted, so that equal dictionaries give equal text."""
    words = tuple(
        WordEntry(row.display, row.weight, row.seen_s, row.seen, bool(row.added))
        for row in personal_tables.all_words(db)
    )
    pairs = tuple(PairEntry(*row) for row in personal_tables.all_pairs(db))
    kept = tuple(KeptEntry(*row) for row in personal_tables.all_kept(db))
    export = PersonalExport(FORMAT, words, pairs, tuple(personal_tables.all_blocked(db)), kept)
    return json.dumps(asdict(export), ensure_ascii=False, indent=1) + "\n"


def read(text: str) -> PersonalExport:
    """Read JSON that `write` made.

    Raises `PersonalStoreError` when it is no such JSON, of another format, or has impossible values.
    """
    try:
        value = strict_json.parse(text, _NAME)
        if isinstance(value, dict) and value.get("format") != FORMAT:
            raise PersonalStoreError(
                f"{_NAME}: expected format {FORMAT}, got {value.get('format')!r:.20}; update Linnet"
            )
        export = strict_json.read(PersonalExport, value, _NAME)
        _check(export)
    except (BundleError, InputError) as error:
        raise PersonalStoreError(f"{_NAME}: {str(error).removeprefix(f'{_NAME}: ')}") from error
    return export


def merge(db: sqlite3.Connection, export: PersonalExport, now_s: float) -> None:
    """Merge into the tables: of two accounts of a word or pair the weightier counts, never their sum.

    So merging the same export twice changes nothing, and two devices may exchange theirs in any order.
    """
    for entry in export.words:
        word = written_form(entry.display)
        new = WordRow(word, entry.display, entry.weight, entry.seen_s, entry.seen, int(entry.added))
        old = personal_tables.find_word(db, word)
        personal_tables.put_word(db, new if old is None else _merged_word(old, new))
    for pair in export.pairs:
        row = PairRow(pair.previous, pair.word, pair.weight, pair.seen_s)
        found = personal_tables.find_pair(db, pair.previous, pair.word)
        personal_tables.put_pair(db, row if found is None else _merged_pair(found, row))
    for text in export.blocked:
        personal_tables.put_blocked(db, text)
    for kept in export.kept:
        personal_tables.put_kept(db, kept.typed, kept.corrected, now_s)
    personal_tables.prune(db, now_s)


def _merged_word(old: WordRow, new: WordRow) -> WordRow:
    """Return one row for two: the later display form, the larger of weights and counts."""
    seen_s = max(old.seen_s, new.seen_s)
    return WordRow(
        old.word,
        new.display if new.seen_s > old.seen_s else old.display,
        max(decayed(row.weight, row.seen_s, seen_s) for row in (old, new)),
        seen_s,
        max(old.seen, new.seen),
        max(old.added, new.added),
    )


def _merged_pair(old: PairRow, new: PairRow) -> PairRow:
    """Return one row for two."""
    seen_s = max(old.seen_s, new.seen_s)
    weight = max(decayed(row.weight, row.seen_s, seen_s) for row in (old, new))
    return PairRow(old.previous, old.word, weight, seen_s)


def _check(export: PersonalExport) -> None:
    """Raise `PersonalStoreError` or `InputError` for what no dictionary could have written."""
    for word in export.words:
        _refuse_unless(checked_word(word.display) == word.display, word)
        _refuse_unless(0 <= word.seen <= _MOST_COUNTED, word)
    for pair in export.pairs:
        for text in (pair.previous, pair.word):
            _refuse_unless(written_form(checked_word(text)) == text, pair)
    for texts in (export.blocked, *((kept.typed, kept.corrected) for kept in export.kept)):
        for text in texts:
            _refuse_unless(checked_text(text) == text, text)
    weights = [(entry.weight, entry.seen_s) for entry in export.words]
    weights += [(entry.weight, entry.seen_s) for entry in export.pairs]
    for weight, seen_s in weights:
        _refuse_unless(0 <= weight <= _MOST_COUNTED and seen_s >= 0, (weight, seen_s))
    _check_counts(export)


def _check_counts(export: PersonalExport) -> None:
    """Raise `PersonalStoreError` for an entry given twice, or more entries than a dictionary keeps."""
    learned = sum(not word.added for word in export.words)
    counts = ((learned, MOST_WORDS), (len(export.pairs), MOST_PAIRS), (len(export.kept), MOST_KEPT))
    for count, most in counts:
        if count > 2 * most:  # some more than the most are there until they are pruned
            raise PersonalStoreError(f"{_NAME}: expected at most {2 * most} entries, got {count}")
    _refuse_twice([written_form(word.display) for word in export.words])
    _refuse_twice([(pair.previous, pair.word) for pair in export.pairs])


def _refuse_twice(keys: Sequence[object]) -> None:
    """Raise `PersonalStoreError` for a key that is there twice."""
    seen: set[object] = set()
    for key in keys:
        _refuse_unless(key not in seen, key)
        seen.add(key)


def _refuse_unless(possible: bool, value: object) -> None:
    """Raise `PersonalStoreError` for an impossible entry."""
    if not possible:
        raise PersonalStoreError(f"{_NAME}: {value!r:.100} cannot be; export it again")
