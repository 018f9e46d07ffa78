"""One connection to the file of personal words: opened at the first use, shared by threads under a lock."""

from __future__ import annotations

import sqlite3
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from linnet import personal_file
from linnet.personal_file import SQLITE_ERRORS, PersonalStoreWarning
from linnet_runtime.errors import PersonalStoreError

T = TypeVar("T")

_ADVICE = {
    sqlite3.SQLITE_BUSY: "another program is writing to it; try again",
    sqlite3.SQLITE_READONLY: "it cannot be written to; allow it, or choose another place",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; expected a file in a folder that can be written to",
    sqlite3.SQLITE_FULL: "the disk is full; make room",
    sqlite3.SQLITE_IOERR: "the disk refuses it; look at its room, limits and health",
}


class PersonalStore:
    """The SQLite file, or a database in memory, of a personal dictionary. The caller holds the lock."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._db: sqlite3.Connection | None = None
        self._opened_file: tuple[int, int] | None = None
        self._damaged_file: tuple[int, int] | None = None
        self._openings = 0
        self.recovered_from: Path | None = None
        """Where the last damaged file was kept."""

    @property
    def version(self) -> tuple[int, int]:
        """A value that changes when another process, or another object of this one, changes the file."""
        (data_version,) = self.read(lambda db: db.execute("PRAGMA data_version").fetchone())
        return self._openings, data_version

    def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do some work that reads; again, on a fresh file, when it finds that the file is damaged.

        Raises `PersonalStoreError` for whatever else goes wrong.
        """
        try:
            return work(self._open())
        except SQLITE_ERRORS as error:
            if not personal_file.tells_damage(error):
                raise self._refusal(error) from error
        self._damaged_file = self._opened_file
        self.close()
        try:
            return work(self._open())
        except SQLITE_ERRORS as error:
            raise self._refusal(error) from error

    def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do some work in a transaction: all of it is written, or nothing. Else as `read`."""
        return self.read(lambda db: personal_file.in_transaction(db, work))

    def erase(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do some work as `write` does, after which nothing deleted is left in the files.

        When the process dies in between, the next opening finishes it.
        """
        result = self.write(lambda db: personal_file.leaving_traces(db, work))
        problem = self.read(personal_file.erase_traces)
        if problem:
            raise PersonalStoreError(
                f"{self._path}: the words are forgotten, but traces are left in the file ({problem}); "
                "forget them again to erase these too, or open the file again later"
            )
        return result

    def close(self) -> None:
        """Close the connection; the next use opens it again. In memory, all is gone."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def _open(self) -> sqlite3.Connection:
        """Return the connection; opened again when the file was removed or replaced behind our back."""
        if self._db is not None and (self._path is None or self._is_same_file(self._path)):
            return self._db
        self.close()
        if self._path is None:
            self._db = personal_file.open_in_memory()
        else:
            self._make_folder(self._path)
            with personal_file.alone_in(self._path.parent):
                self._db = self._open_or_recover(self._path)
                self._opened_file = personal_file.identity(self._path)
        self._openings += 1
        return self._db

    def _is_same_file(self, path: Path) -> bool:
        """Tell whether the name still means the file that was opened."""
        return personal_file.identity(path) == self._opened_file

    def _make_folder(self, path: Path) -> None:
        """Create the folders above the file."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PersonalStoreError(f"{path}: its folder cannot be made ({error})") from error

    def _open_or_recover(self, path: Path) -> sqlite3.Connection:
        """Open the file; a damaged one is kept aside and a fresh one begun."""
        damaged, self._damaged_file = self._damaged_file, None
        if damaged is None or damaged != personal_file.identity(path):
            try:
                return personal_file.open_file(path)
            except SQLITE_ERRORS as error:
                if not personal_file.tells_damage(error):
                    raise
        self._set_aside(path)
        return personal_file.open_file(path)

    def _set_aside(self, path: Path) -> None:
        """Keep the damaged file under a new name, and tell."""
        try:
            self.recovered_from = personal_file.set_aside(path)
        except OSError as error:
            raise PersonalStoreError(f"{path}: damaged, and cannot be kept aside ({error})") from error
        warnings.warn(
            f"{path} was damaged: it is kept as {self.recovered_from}, a fresh one was begun",
            PersonalStoreWarning,
            stacklevel=2,
        )

    def _refusal(self, error: Exception) -> PersonalStoreError:
        """Return the error that says what to do."""
        advice = _ADVICE.get(personal_file.primary_code(error) or 0, "it cannot be used")
        return PersonalStoreError(f"{self._path or 'words in memory'}: {advice} ({error})")
