from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import pytest

from linnet.personal_dictionary import PersonalDictionary
from linnet.personal_word import Evidence
from personal_trials import begin_child, check_integrity, fifty_words, word_of


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "personal.db"


@pytest.fixture
def known(path: Path) -> Path:
    return fifty_words(path)


def test_nothing_that_was_learned_is_lost_by_a_kill(path: Path) -> None:
    rng = random.Random(4)
    learned = 0
    for _ in range(15):
        reader, writer = os.pipe()

        def learn(first: int = learned, report: int = writer) -> None:
            personal = PersonalDictionary(path)
            for number in range(first, first + 10_000):
                personal.learn(word_of(number), word_of(number - 1) if number else None, Evidence.TAPPED)
                os.write(report, b".")

        child = begin_child(learn)
        os.close(writer)
        os.read(reader, 1)
        time.sleep(rng.uniform(0, 0.03))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        reported = 1
        while chunk := os.read(reader, 65_536):
            reported += len(chunk)
        os.close(reader)
        with PersonalDictionary(path) as personal:
            assert personal.recovered_from is None
            found = len(personal.words())
            assert learned + reported <= found <= learned + reported + 1
            assert personal.unigram().keys() == {word_of(number) for number in range(found)}
            assert personal.after(word_of(found - 2)).keys() == {word_of(found - 1)}
        check_integrity(path)
        learned = found


def test_a_file_whose_making_was_killed_is_made_again(path: Path) -> None:
    rng = random.Random(3)
    for _ in range(15):
        child = begin_child(lambda: PersonalDictionary(path).add("linnet"))
        time.sleep(rng.uniform(0, 0.02))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with PersonalDictionary(path) as personal:
            assert personal.unigram().keys() <= {"linnet"}
            assert personal.recovered_from is None
        for file in path.parent.iterdir():
            file.unlink()


def test_a_word_whose_forgetting_was_killed_is_forgotten_or_whole(known: Path) -> None:
    rng = random.Random(5)
    interrupted = 0
    for _ in range(15):
        reader, writer = os.pipe()

        def forget(report: int = writer) -> None:
            personal = PersonalDictionary(known)
            personal.learn("Zyzzyvax", "hello", Evidence.TAPPED)
            os.write(report, b".")
            personal.forget("zyzzyvax")
            os.write(report, b".")
            time.sleep(10)

        child = begin_child(forget)
        os.read(reader, 1)
        time.sleep(rng.uniform(0, 0.008))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(writer)
        interrupted += not os.read(reader, 1)
        os.close(reader)
        with PersonalDictionary(known) as personal:
            assert len(personal.words()) in (50, 51)
            assert ("zyzzyvax" in personal) == ("zyzzyvax" in personal.after("hello"))
            if "zyzzyvax" not in personal:  # also when the erasing was interrupted
                assert not any(b"yzzyvax" in file.read_bytes() for file in known.parent.iterdir())
        check_integrity(known)
    assert interrupted
