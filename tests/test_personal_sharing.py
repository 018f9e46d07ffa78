from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

import pytest

from linnet.personal_dictionary import PersonalDictionary
from linnet.personal_word import Evidence
from linnet_runtime.errors import PersonalStoreError
from personal_trials import begin_child, fifty_words, run_child, word_of


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "personal.db"


@pytest.fixture
def known(path: Path) -> Path:
    return fifty_words(path)


def test_two_processes_learn_at_once(path: Path) -> None:
    def learn() -> None:
        with PersonalDictionary(path) as personal:
            for number in range(150):
                assert personal.learn(word_of(number), "hello")

    children = [begin_child(learn) for _ in range(3)]
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0, 0]
    with PersonalDictionary(path) as personal:
        expected = pytest.approx({word_of(number): 3.0 for number in range(150)}, rel=1e-3)
        assert personal.unigram() == expected
        assert personal.after("hello") == expected


def test_a_process_sees_at_once_what_another_changed(path: Path) -> None:
    def learn() -> None:
        with PersonalDictionary(path) as other:
            other.learn("linnet", "hello", Evidence.TAPPED)

    with PersonalDictionary(path) as personal:
        assert personal.after("hello") == personal.unigram() == {}
        revision, vocabulary_revision = personal.revision, personal.vocabulary_revision
        run_child(learn)
        assert personal.revision > revision
        assert personal.vocabulary_revision > vocabulary_revision
        assert personal.after("hello").keys() == personal.unigram().keys() == {"linnet"}
        run_child(lambda: PersonalDictionary(path).forget("linnet"))
        assert personal.words() == ()


@pytest.mark.parametrize("share_one", [True, False])
def test_threads_learn_at_once(share_one: bool, path: Path) -> None:
    first = PersonalDictionary(path)
    dictionaries = [first] * 4 if share_one else [PersonalDictionary(path) for _ in range(4)]
    errors = []

    def learn(personal: PersonalDictionary) -> None:
        try:
            for number in range(60):
                personal.learn(word_of(number), "hello")
                personal.unigram()
                personal.after("hello")
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=learn, args=[personal]) for personal in dictionaries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    expected = pytest.approx({word_of(number): 4.0 for number in range(60)}, rel=1e-3)
    for personal in dictionaries:
        assert personal.unigram() == expected
        assert personal.after("hello") == expected


def test_a_file_that_another_program_locks_is_a_typed_error(
    known: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linnet.personal_file.BUSY_S", 0.05)
    with PersonalDictionary(known) as personal:
        other = sqlite3.connect(known, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert len(personal.words()) == 50
        with pytest.raises(PersonalStoreError, match="another program is writing"):
            personal.learn("linnet")
        other.close()
        assert personal.learn("linnet")


def test_forgetting_while_another_program_reads_says_what_is_left(
    known: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linnet.personal_file.BUSY_S", 0.05)
    with PersonalDictionary(known) as personal:
        personal.learn("zyzzyvax")
        other = sqlite3.connect(known, isolation_level=None)
        other.execute("BEGIN")
        assert other.execute("SELECT count(*) FROM words").fetchone() == (51,)
        with pytest.raises(PersonalStoreError, match="forgotten, but traces"):
            personal.forget("zyzzyvax")
        assert len(personal.words()) == 50
        other.close()
    with PersonalDictionary(known) as personal:
        assert len(personal.words()) == 50
        assert not any(b"zyzzyvax" in file.read_bytes() for file in known.parent.iterdir())
