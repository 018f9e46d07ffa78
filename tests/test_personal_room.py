from __future__ import annotations

import os
import resource
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from linnet.personal_dictionary import PersonalDictionary
from linnet.personal_word import Evidence
from linnet_runtime.errors import PersonalStoreError
from personal_trials import check_integrity, fifty_words, run_child, word_of

NOBODY = 65534


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "personal.db"


@pytest.fixture
def known(path: Path) -> Path:
    return fifty_words(path)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user of this machine may enter; pytest's own are for one."""
    folder = Path(tempfile.mkdtemp(prefix="linnet-"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def as_ordinary_user(work: Callable[[], object]) -> None:
    """Run some work in a process without the right of root to write everywhere."""

    def run() -> None:
        if os.geteuid() == 0:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        work()

    run_child(run)


def test_a_new_file_in_a_read_only_folder_is_a_typed_error(open_folder: Path) -> None:
    open_folder.chmod(0o555)

    def use() -> None:
        personal = PersonalDictionary(open_folder / "personal.db")
        with pytest.raises(PersonalStoreError, match="cannot be opened"):
            personal.learn("linnet")
        with pytest.raises(PersonalStoreError, match="its folder cannot be made"):
            PersonalDictionary(open_folder / "folder" / "personal.db").learn("linnet")

    as_ordinary_user(use)


@pytest.mark.parametrize("closed", [True, False])
def test_words_in_a_read_only_folder_are_read_and_none_is_lost(closed: bool, open_folder: Path) -> None:
    path = open_folder / "personal.db"
    personal = PersonalDictionary(path)
    personal.learn("linnet", "hello", Evidence.TAPPED)
    if closed:
        personal.close()
    for file in open_folder.iterdir():
        file.chmod(0o444)
    open_folder.chmod(0o555)

    def use() -> None:
        reader = PersonalDictionary(path)
        assert reader.unigram().keys() == reader.after("hello").keys() == {"linnet"}
        changes: list[Callable[[], object]] = [
            lambda: reader.learn("finch"),
            lambda: reader.add("finch"),
            lambda: reader.forget("linnet"),
        ]
        for change in changes:
            with pytest.raises(PersonalStoreError, match="cannot be written to"):
                change()
        assert reader.unigram().keys() == {"linnet"}

    as_ordinary_user(use)
    assert personal.unigram().keys() == {"linnet"}


def fill(personal: PersonalDictionary, first: int = 1_000) -> int:
    """Learn until there is no room; return how many words were learned."""
    for number in range(first, first + 20_000):
        try:
            personal.learn(word_of(number), "hello", Evidence.TAPPED)
        except PersonalStoreError:
            return number - first
    raise AssertionError("the disk was never full")


def learn_again(personal: PersonalDictionary) -> None:
    """Learn words that are known: each needs room in the log."""
    for number in range(100):
        personal.learn(word_of(number))


def test_a_full_disk_loses_nothing_and_room_heals_it(known: Path) -> None:
    def use() -> None:
        soft = known.stat().st_size + 100_000
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, resource.RLIM_INFINITY))
        personal = PersonalDictionary(known)
        learned = fill(personal)
        assert learned > 10
        for _ in range(3):
            with pytest.raises(PersonalStoreError, match="disk"):
                learn_again(personal)
            assert len(personal.unigram()) == 50 + learned
            assert len(personal.after("hello")) == 50 + learned
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        assert personal.learn("linnet")
        assert len(personal.words()) == 51 + learned

    run_child(use)
    check_integrity(known)
    assert len(PersonalDictionary(known).words()) > 60


def test_a_database_that_may_not_grow_loses_nothing(known: Path) -> None:
    with PersonalDictionary(known) as personal:
        (pages,) = personal._store.read(lambda db: db.execute("PRAGMA page_count").fetchone())
        personal._store.read(lambda db: db.execute(f"PRAGMA max_page_count = {pages + 2}"))
        learned = fill(personal)
        assert len(personal.unigram()) == 50 + learned
    check_integrity(known)
    with PersonalDictionary(known) as personal:
        assert len(personal.unigram()) == 50 + learned
        assert personal.learn("linnet")


def test_forgetting_on_a_full_disk_forgets_and_says_what_is_left(known: Path) -> None:
    def use() -> None:
        personal = PersonalDictionary(known)
        assert len(personal.words()) == 50
        personal._store.read(lambda db: db.execute("PRAGMA wal_checkpoint(TRUNCATE)"))
        limit = 12_000  # room in the log for the deletion, not for a new file
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        with pytest.raises(PersonalStoreError, match=r"disk|forgotten, but traces"):
            personal.forget(word_of(7))
        os._exit(0)

    run_child(use)
    check_integrity(known)
    with PersonalDictionary(known) as personal:
        personal.forget(word_of(7))
        assert len(personal.words()) == 49
