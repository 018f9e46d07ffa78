"""Opening the SQLite file of personal words: checked, made when it is not there, kept aside when damaged."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from linnet import personal_tables
from linnet.personal_decay import decayed
from linnet_runtime.errors import PersonalStoreError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

T = TypeVar("T")

FORMAT = 1
"""SQLite's `user_version`: the tables of :mod:`linnet.personal_tables`."""
APPLICATION = 0x4C4E5057
"""SQLite's `application_id`, "LNPW": tells these files from other programs' databases."""
BUSY_S = 2.0
"""How long to wait while another process writes."""
SQLITE_ERRORS = (sqlite3.Error, UnicodeDecodeError)
"""What Python's `sqlite3` raises for a file."""
_RETRY_S = 0.005
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_NO_ACCESS = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)


class PersonalStoreWarning(UserWarning):
    """A file of personal words was damaged: it was kept under another name, and a fresh one begun."""


def primary_code(error: Exception) -> int | None:
    """Return SQLite's primary result code; None where Python itself refused a value."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def tells_damage(error: Exception) -> bool:
    """Tell whether an error means that the file is damaged, such as text that is not UTF-8."""
    not_text = (
        isinstance(error, sqlite3.OperationalError | UnicodeDecodeError) and primary_code(error) is None
    )
    return not_text or primary_code(error) in _DAMAGED


def identity(path: Path) -> tuple[int, int] | None:
    """Return what tells this file from another of the same name; None when there is none."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def open_in_memory() -> sqlite3.Connection:
    """Open a database that is never on disk."""
    db = _connect(":memory:")
    in_transaction(db, _create)
    return db


def open_file(path: Path) -> sqlite3.Connection:
    """Open the file, or make it; where nothing can be written, open it to read.

    Raises one of `SQLITE_ERRORS`, for a damaged one such that `tells_damage`, and `PersonalStoreError` for a
    file of another program or version.
    """
    try:
        return _prepared(_connect(str(path)), path)
    except sqlite3.OperationalError as error:
        if primary_code(error) not in _NO_ACCESS or not path.is_file():
            raise
        # A closed file in write-ahead mode can only be read so in a folder where nothing can be made.
        return _checked(_connect(f"{path.as_uri()}?immutable=1"), path)


def set_aside(path: Path) -> Path:
    """Rename a damaged file and its write-ahead log to "NAME.damaged-1", -2, ...; return the new name."""
    number = 1
    while (kept := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    path.rename(kept)
    with suppress(FileNotFoundError):
        _companion(path, "-wal").rename(_companion(kept, "-wal"))
    with suppress(OSError):  # holds no words, and is made anew
        _companion(path, "-shm").unlink()
    return kept


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Let one process or thread at a time open files in a folder, or else keep them aside.

    The system ends the wait when the other is killed; one that hangs is waited for as long as `BUSY_S`.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows, where no file that anybody has open can be renamed; or a folder without a list
        yield
        return
    try:
        _lock(descriptor)
        yield
    finally:
        os.close(descriptor)


def in_transaction(db: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    """Do some work, all or nothing."""
    db.execute("BEGIN IMMEDIATE")
    try:
        result = work(db)
        db.execute("COMMIT")
        return result
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def leaving_traces(db: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    """Do some work that deletes, and note that `erase_traces` is due."""
    db.execute("INSERT OR IGNORE INTO traces VALUES (1)")
    return work(db)


def erase_traces(db: sqlite3.Connection) -> str:
    """Rewrite the file without what was deleted, empty its log; return what hindered it, if anything."""
    try:
        db.execute("VACUUM")
        (busy, _, _) = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            return "another process is reading it"
        db.execute("DELETE FROM traces")
    except sqlite3.OperationalError as error:  # full, read-only or locked
        return str(error)
    return ""


def _lock(descriptor: int) -> None:
    """Lock an open folder until it is closed; go on without where the file system has no such locks."""
    give_up_s = time.monotonic() + BUSY_S
    while fcntl is not None and time.monotonic() < give_up_s:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            time.sleep(_RETRY_S)
        except OSError:
            return


def _companion(path: Path, suffix: str) -> Path:
    """Return the file that SQLite keeps beside a database."""
    return path.with_name(path.name + suffix)


def _connect(target: str) -> sqlite3.Connection:
    """Return a connection without implicit transactions."""
    uri = target.startswith("file:")
    db = sqlite3.connect(target, timeout=BUSY_S, isolation_level=None, check_same_thread=False, uri=uri)
    db.create_function("decayed", 3, decayed, deterministic=True)
    return db


def _prepared(db: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    """Return a connection to a file that is created if need be; it is closed when that fails."""
    try:
        if _is_empty(db):
            with suppress(OSError):  # not every file system has owners
                path.chmod(0o600)
            in_transaction(db, _create)
        _checked(db, path)
        _write_ahead(db)
        return db
    except BaseException:
        db.close()
        raise


def _checked(db: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    """Return a connection whose file was read through, with its settings; it is closed when that fails."""
    try:
        _check_kind(db, path)
        ((verdict,), *_) = db.execute("PRAGMA quick_check(1)").fetchall()
        if verdict != "ok":
            raise _Damaged(verdict)
        _settle(db)
        return db
    except BaseException:
        db.close()
        raise


class _Damaged(sqlite3.DatabaseError):
    """What SQLite's own check found."""

    sqlite_errorcode = sqlite3.SQLITE_CORRUPT


def _settle(db: sqlite3.Connection) -> None:
    """Choose how this connection writes, and finish a forgetting that was interrupted."""
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("PRAGMA secure_delete = ON")
    db.execute("PRAGMA temp_store = MEMORY")  # no words in temporary files
    if db.execute("SELECT count(*) FROM traces").fetchone() != (0,):
        erase_traces(db)  # or at the next opening


def _is_empty(db: sqlite3.Connection) -> bool:
    """Tell whether nothing was ever created in the file."""
    return _number(db, "user_version") == 0 and not db.execute("SELECT 1 FROM sqlite_master").fetchone()


def _check_kind(db: sqlite3.Connection, path: Path) -> None:
    """Raise `PersonalStoreError` for a database that is none of ours."""
    if _number(db, "application_id") != APPLICATION:
        raise PersonalStoreError(f"{path}: expected a personal dictionary, got another program's database")
    version = _number(db, "user_version")
    if version != FORMAT:
        raise PersonalStoreError(
            f"{path}: expected personal dictionary format {FORMAT}, got {version}; update Linnet"
        )


def _number(db: sqlite3.Connection, pragma: str) -> int:
    """Return the value of a pragma."""
    return int(db.execute(f"PRAGMA {pragma}").fetchone()[0])


def _write_ahead(db: sqlite3.Connection) -> None:
    """Switch to write-ahead logging. SQLite does not wait here for other processes that do the same."""
    give_up_s = time.monotonic() + BUSY_S
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if primary_code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > give_up_s:
                raise
            time.sleep(_RETRY_S)


def _create(db: sqlite3.Connection) -> None:
    """Create the tables, unless another process was faster."""
    if _is_empty(db):
        for statement in personal_tables.SCHEMA:
            db.execute(statement)
        db.execute(f"PRAGMA application_id = {APPLICATION}")
        db.execute(f"PRAGMA user_version = {FORMAT}")
