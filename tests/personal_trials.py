"""What the tests of personal dictionaries share: a clock, words, and work in processes of its own."""

from __future__ import annotations

import os
import sqlite3
import traceback
from collections.abc import Callable
from pathlib import Path

from linnet.personal_dictionary import PersonalDictionary
from linnet.personal_word import Evidence

WORDS = ("linnet", "finch", "Wren", "McAllister", "o'hara", "twenty-one")
LETTERS = "abcdefghij"
NOON_S = 1_800_000_000.0


class Clock:
    """A clock that a test sets."""

    def __init__(self, now_s: float = NOON_S) -> None:
        self.now_s = now_s

    def __call__(self) -> float:
        return self.now_s


def everything(personal: PersonalDictionary) -> object:
    """All that a keyboard may ask, and all that is stored."""
    pairs = [list(personal.after(word).items()) for word in WORDS]
    words = personal.words(), list(personal.unigram().items()), personal.blocked()
    return words, pairs, [personal.kept(word) for word in WORDS], personal.export_json()


def fifty_words(path: Path) -> Path:
    """Make a file with 50 words after "hello"."""
    with PersonalDictionary(path) as personal:
        for number in range(50):
            personal.learn(word_of(number), "hello", Evidence.TAPPED)
    return path


def files_hold(folder: Path, text: str) -> list[str]:
    """Names of the files with a text in their bytes, in any case."""
    return [f.name for f in folder.iterdir() if text.lower().encode() in f.read_bytes().lower()]


def word_of(number: int) -> str:
    """A word for each number."""
    return "zoom" + "".join(LETTERS[int(digit)] for digit in str(number))


def begin_child(work: Callable[[], object]) -> int:
    """Run some work in a process of its own and return its id; the exit code is 1 when it raises."""
    child = os.fork()
    if child:
        return child
    try:
        work()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def run_child(work: Callable[[], object]) -> None:
    """Run some work in a process of its own; it must end well."""
    assert os.waitstatus_to_exitcode(os.waitpid(begin_child(work), 0)[1]) == 0


def check_integrity(path: Path) -> None:
    db = sqlite3.connect(path)
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    db.close()
