"""The words of one person: learned while typing, forgotten on request. They never leave the device."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

from linnet import personal_json, personal_tables
from linnet.personal_decay import decayed
from linnet.personal_store import PersonalStore
from linnet.personal_tables import WordUse
from linnet.personal_vocabulary import PersonalVocabulary, hour_of
from linnet.personal_word import (
    Evidence,
    PersonalWord,
    checked_text,
    checked_word,
    display_form,
    is_learnable,
    is_short_text,
    written_form,
)
from linnet_runtime.written import split, straight

_LEARNED_BETWEEN_PRUNINGS = 1_000
_MOST_CACHED_CONTEXTS = 1_000
_NOTHING: Mapping[str, float] = MappingProxyType({})


class PersonalDictionary:
    """What one person types, blocks and refuses: words and pairs of words, with weights that decay.

    A word is on probation until it was seen twice (a tapped suggestion counts double, an autocorrected word
    not at all); only then it is suggested and protected from correction. The threads of a process may share
    an object, several processes a file. The file is opened, and made with its folders, at the first use.

    Each use may raise `PersonalStoreError`: no room, no right to write, a file in use for over 2 seconds.
    Nothing that was learned before is lost then, and what can be read is still read. A damaged file is kept
    under a new name and a fresh one is begun, see `recovered_from`.

    >>> with PersonalDictionary("personal.db") as personal:
    ...     for _ in range(2):
    ...         _ = personal.learn("McAllister", previous="Ms")
    ...     personal.after("ms")
    mappingproxy({'mcallister': 2.0})
    """

    def __init__(self, path: str | Path | None, clock: Callable[[], float] = time.time) -> None:
        """Touch no file.

        `path`: an SQLite file; None to keep all in memory, until `close`. `clock`: seconds since 1970.
        """
        self._store = PersonalStore(None if path is None else Path(os.path.abspath(path)))
        self._clock = clock
        self._lock = threading.RLock()
        self._version = (0, 0)
        self._vocabulary: PersonalVocabulary | None = None
        self._after: dict[str, Mapping[str, float]] = {}
        self._revision = 0
        self._vocabulary_revision = 0
        self._learned = 0
        self._stale = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __contains__(self, word: object) -> bool:
        """Whether a word is established: not to be corrected without strong context."""
        with self._lock:
            row = self._current().rows.get(written_form(word)) if isinstance(word, str) else None
        return row is not None and row.established

    @property
    def recovered_from(self) -> Path | None:
        """The name under which a damaged file was kept; None when there was none.

        A `PersonalStoreWarning` is given, too, when that happens.
        """
        return self._store.recovered_from

    @property
    def revision(self) -> int:
        """A number that grows with every change, also one by another process (and once an hour, by decay)."""
        with self._lock:
            self._current()
            return self._revision

    @property
    def vocabulary_revision(self) -> int:
        """A number that grows when other words may be suggested, or look different; weights do not matter."""
        with self._lock:
            self._current()
            return self._vocabulary_revision

    def learn(self, word: str, previous: str | None = None, evidence: Evidence = Evidence.TYPED) -> bool:
        """Count one use of a word, and of the pair of it and the word before.

        What is no word (digits, a password, noise, over 40 letters) is not learned.

        Args:
            word: as it is to be suggested: without the capital that only the start of a sentence gave it.
            previous: the word before in the same sentence, if any.
            evidence: how the word came to be there.

        Returns:
            Whether it counted.

        Raises:
            PersonalStoreError: it cannot be stored; what was learned before stays.
        """
        display, before = display_form(word), display_form(previous or "")
        if not is_learnable(display) or evidence is Evidence.AUTOCORRECTED:
            return False
        use = WordUse(display, written_form(before) if is_learnable(before) else None, evidence)
        now_s = self._clock()
        with self._lock:
            vocabulary = self._current()
            if self._learned % _LEARNED_BETWEEN_PRUNINGS == 0:
                self._stale |= self._store.write(lambda db: personal_tables.prune(db, now_s))
            row = self._store.write(lambda db: personal_tables.count_use(db, use, now_s))
            self._learned += 1
            new = vocabulary.with_word(row)
            self._replace(new, new.suggested_as(row.word) == vocabulary.suggested_as(row.word))
        return True

    def learn_text(self, text: str, evidence: Evidence = Evidence.TAPPED) -> int:
        """Learn each word of a text, see `learn`: of a dictation that was accepted, of a message sent.

        Returns how many of its words counted.
        """
        found = split(straight(text))
        return sum(self.learn(word, before, evidence) for before, word in pairwise(["", *found]))

    def add(self, word: str) -> None:
        """Add a word by hand: established at once, never dropped to make room.

        Raises:
            InputError: not a word of letters, apostrophes and hyphens.
            PersonalStoreError: it cannot be stored.
        """
        display = checked_word(word)
        self._change(lambda db: personal_tables.add_word(db, display, self._clock()))

    def forget(self, word: str) -> bool:
        """Forget a word as if it had never been typed: counts, pairs, refused corrections with it, its block.

        Its letters are erased from the file and its log as well. To keep a word of the language from being
        suggested, `block` it. Returns whether the word was known.

        Raises:
            PersonalStoreError: it could not be erased; the message says how far it went.
        """
        written = written_form(word)
        if not is_short_text(written):
            return False
        with self._lock:
            self._stale = True
            return self._store.erase(lambda db: personal_tables.delete_word(db, written))

    def forget_all(self) -> None:
        """Forget everything, as `forget` does."""
        with self._lock:
            self._stale = True
            self._store.erase(personal_tables.delete_all)

    def block(self, word: str) -> None:
        """Never suggest a word, of the language or learned. What was learned of it stays, hidden.

        Raises:
            InputError: not 1 to 80 printable characters.
        """
        text = checked_text(word)
        self._change(lambda db: personal_tables.put_blocked(db, text))

    def unblock(self, word: str) -> None:
        """Undo `block`."""
        written = written_form(word)
        if is_short_text(written):
            self._change(lambda db: personal_tables.remove_blocked(db, written))

    def blocked(self) -> frozenset[str]:
        """The blocked words in lower case."""
        with self._lock:
            return self._current().blocked

    def keep(self, typed: str, corrected: str) -> bool:
        """Remember that the correction of `typed` to `corrected` was undone: it is not to be made again.

        Returns whether it is remembered: not so for what is no short printable text.
        """
        texts = written_form(typed), written_form(corrected)
        if not all(map(is_short_text, texts)):
            return False
        self._change(lambda db: personal_tables.put_kept(db, *texts, self._clock()))
        return True

    def kept(self, typed: str) -> frozenset[str]:
        """The corrections, in lower case, that must not be made of `typed`."""
        with self._lock:
            return self._current().kept.get(written_form(typed), frozenset())

    def words(self) -> tuple[PersonalWord, ...]:
        """All words in alphabetical order, those on probation and those blocked as well."""
        with self._lock:
            vocabulary = self._current()
        return tuple(word for written in sorted(vocabulary.rows) if (word := vocabulary.word(written)))

    def find(self, word: str) -> PersonalWord | None:
        """One word, on probation or not, in any case; None when it was never typed."""
        with self._lock:
            return self._current().word(written_form(word))

    def unigram(self) -> Mapping[str, float]:
        """Decayed weights of the words to suggest (established and not blocked): lower case, sorted."""
        with self._lock:
            return MappingProxyType(self._current().weights)

    def after(self, previous: str) -> Mapping[str, float]:
        """Decayed weights of the words typed after another that may be suggested: lower case, sorted."""
        written = written_form(previous)
        if not is_short_text(written):
            return _NOTHING
        with self._lock:
            vocabulary = self._current()
            if written not in self._after:
                if len(self._after) >= _MOST_CACHED_CONTEXTS:
                    self._after.clear()
                self._after[written] = MappingProxyType(self._read_after(written, vocabulary))
            return self._after[written]

    def export_json(self) -> str:
        """Everything as JSON; `import_json` reads it."""
        with self._lock:
            return self._store.read(personal_json.write)

    def import_json(self, text: str) -> None:
        """Merge the JSON of `export_json`, all or nothing.

        Of two accounts of the same word or pair the weightier counts, not their sum, and the later display
        form: importing twice changes nothing. Blocked words and refused corrections are united.

        Raises:
            PersonalStoreError: damaged JSON, or of another format.
        """
        export = personal_json.read(text)
        self._change(lambda db: personal_json.merge(db, export, self._clock()))

    def close(self) -> None:
        """Close the file; the next use opens it again. In memory, all is forgotten."""
        with self._lock:
            self._store.close()

    def _current(self) -> PersonalVocabulary:
        """Return what is known now, read again when this object, another process or the hour changed it."""
        version, hour_s = self._store.version, hour_of(self._clock())
        old = self._vocabulary
        if old is None or self._stale or version != self._version:
            new = self._store.read(lambda db: PersonalVocabulary.read(db, hour_s))
            self._replace(new, old is not None and old.suggests_same(new))
            self._version, self._stale = version, False
            return new
        if hour_s != old.as_of_s:
            old = old.at(hour_s)
            self._replace(old, suggests_same=True)
        return old

    def _replace(self, new: PersonalVocabulary, suggests_same: bool) -> None:
        """Make a vocabulary the current one and count the change."""
        self._revision += 1
        self._vocabulary_revision += not suggests_same
        self._vocabulary = new
        self._after.clear()

    def _change(self, work: Callable[[sqlite3.Connection], object]) -> None:
        """Change the file, and have everything read again."""
        with self._lock:
            self._stale = True
            self._store.write(work)

    def _read_after(self, previous: str, vocabulary: PersonalVocabulary) -> dict[str, float]:
        """Read the words after another from the file."""
        pairs = self._store.read(lambda db: personal_tables.followers(db, previous))
        return {
            pair.word: decayed(pair.weight, pair.seen_s, vocabulary.as_of_s)
            for pair in pairs
            if pair.word in vocabulary.weights
        }
