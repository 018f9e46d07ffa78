from __future__ import annotations

import os
import random
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from linnet.personal_dictionary import PersonalDictionary
from linnet.personal_file import PersonalStoreWarning
from linnet.personal_word import Evidence
from linnet_runtime.errors import PersonalStoreError
from personal_trials import begin_child, fifty_words, word_of


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "personal.db"


@pytest.fixture
def known(path: Path) -> Path:
    return fifty_words(path)


@pytest.mark.parametrize("content", [b"not a database\n" * 99, b"xy", b"SQLite format 3\0" + b"\xff" * 5_000])
def test_a_damaged_file_is_kept_aside_and_a_fresh_one_begun(content: bytes, path: Path) -> None:
    path.write_bytes(content)
    personal = PersonalDictionary(path)
    with pytest.warns(PersonalStoreWarning, match=r"personal.db was damaged: it is kept as .*damaged-1"):
        assert personal.words() == ()
    aside = path.with_name("personal.db.damaged-1")
    assert personal.recovered_from == aside
    assert aside.read_bytes() == content
    personal.learn("linnet")
    personal.close()
    assert [word.display for word in PersonalDictionary(path).words()] == ["linnet"]


def test_damaged_files_do_not_replace_each_other(path: Path) -> None:
    for number in (1, 2, 3):
        path.write_bytes(b"garbage %d" % number)
        with PersonalDictionary(path) as personal, pytest.warns(PersonalStoreWarning):
            personal.add("linnet")
        assert path.with_name(f"personal.db.damaged-{number}").read_bytes() == b"garbage %d" % number


def test_an_empty_file_is_an_empty_dictionary(path: Path) -> None:
    path.touch()
    with PersonalDictionary(path) as personal:
        assert personal.learn("linnet")
        assert personal.recovered_from is None


@pytest.mark.filterwarnings("ignore::linnet.personal_file.PersonalStoreWarning")
def test_no_damage_is_more_than_a_fresh_start(known: Path, tmp_path: Path) -> None:
    """Bytes changed or cut anywhere: the words are read, or the file is kept aside; learning goes on."""
    original, rng = known.read_bytes(), random.Random(6)
    recovered = 0
    for trial in range(40):
        damaged = bytearray(original)
        for _ in range(rng.choice([1, 10, 1_000])):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        damaged[60:72] = original[60:72]  # version and program: a file of another one is left alone
        path = tmp_path / f"{trial}.db"
        path.write_bytes(damaged[: rng.choice([len(damaged), rng.randrange(len(damaged))])])
        with PersonalDictionary(path) as personal:
            personal.words()
            personal.after("hello")
            for number in range(5):
                assert personal.learn(word_of(number), "hello", Evidence.TAPPED)
            assert word_of(4) in personal.after("hello")
            recovered += personal.recovered_from is not None
    assert recovered > 10


def test_a_file_damaged_while_it_is_open_is_kept_aside(known: Path) -> None:
    with PersonalDictionary(known) as personal:
        assert len(personal.words()) == 50
        with known.open("r+b") as file:
            file.write(b"\xff" * known.stat().st_size)
        # Or all is still read from SQLite's cache.
        personal._store.read(lambda db: db.execute("PRAGMA shrink_memory"))
        with pytest.warns(PersonalStoreWarning):
            assert personal.after("hello") == {}
        assert personal.words() == ()
        assert personal.recovered_from == known.with_name("personal.db.damaged-1")
        assert personal.learn("linnet")


@pytest.mark.filterwarnings("ignore::linnet.personal_file.PersonalStoreWarning")
def test_processes_that_find_the_same_damage_keep_one_file_aside(path: Path) -> None:
    for trial in range(8):
        path.write_bytes(b"garbage" * 1_000)
        go = time.monotonic() + 0.02

        def learn(word: str, go: float = go) -> None:
            while time.monotonic() < go:
                pass
            PersonalDictionary(path).add(word)

        children = [begin_child(lambda word=word: learn(word)) for word in ("linnet", "finch", "wren")]
        assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0, 0]
        with PersonalDictionary(path) as personal:
            assert personal.unigram().keys() == {"linnet", "finch", "wren"}
        assert len(list(path.parent.glob("*.damaged-?"))) == trial + 1
        path.unlink()


@pytest.mark.parametrize("replace", [Path.unlink, lambda path: path.rename(path.with_name("moved.db"))])
def test_a_file_that_was_removed_while_open_is_begun_again(
    replace: Callable[[Path], object], known: Path
) -> None:
    with PersonalDictionary(known) as personal:
        assert len(personal.words()) == 50
        replace(known)
        assert personal.learn("linnet")
        assert len(personal.words()) == 1
    assert len(PersonalDictionary(known).words()) == 1


# Files that are something else


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("PRAGMA application_id = 7", "another program's database"),
        ("PRAGMA user_version = 99", "update Linnet"),
    ],
)
def test_a_database_of_another_program_or_version_is_left_alone(
    statement: str, message: str, known: Path
) -> None:
    db = sqlite3.connect(known)
    db.execute(statement)
    db.close()
    before = known.read_bytes()
    personal = PersonalDictionary(known)
    for use in (personal.words, lambda: personal.learn("linnet")):
        with pytest.raises(PersonalStoreError, match=message):
            use()
    assert known.read_bytes() == before
    assert [file.name for file in known.parent.iterdir()] == ["personal.db"]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    personal = PersonalDictionary(tmp_path)
    with pytest.raises(PersonalStoreError, match="cannot be opened; expected a file"):
        personal.words()


def test_a_folder_that_cannot_be_made_is_a_typed_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PersonalStoreError, match="its folder cannot be made"):
        PersonalDictionary(tmp_path / "file" / "personal.db").learn("linnet")


def test_a_path_that_sqlite_would_take_for_memory_is_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with PersonalDictionary(":memory:") as personal:
        personal.add("linnet")
    assert (tmp_path / ":memory:").stat().st_size > 0
