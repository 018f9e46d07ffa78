"""The keyboards that Linnet is compared with answer as they should; those not installed are skipped."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from linnet_export.engine_source import EngineError, EngineSource
from linnet_export.typing_engine import TypingEngine

PEERS = Path(__file__).parent / "peers"
LINES = ["I want to go home", "I want to sleep", "you want a cat", "the cat wants to go", "go home"] * 20


def load(name: str, *arguments: str) -> TypingEngine:
    try:
        return EngineSource.parse(str(PEERS / f"{name}.py"), *arguments).load()
    except EngineError as error:
        pytest.skip(str(error))


def corrected(engine: TypingEngine, typed: str, context: str = "") -> str:
    return engine.correct(context, typed, None, 3)[0].text


@pytest.fixture(scope="module")
def trigram(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Trained by its own command."""
    folder = tmp_path_factory.mktemp("trigram")
    (folder / "talk.txt").write_text("\n".join(LINES), encoding="utf-8")
    file = folder / "trigram.npz"
    subprocess.run([sys.executable, str(PEERS / "trigram.py"), str(folder), str(file)], check=True)
    return load("trigram", str(file))


@pytest.mark.parametrize("context", ["", "I want ", "unheard of ", "I want to go home. The "])
def test_the_trigrams_probabilities_add_up_to_one(trigram: Any, context: str) -> None:
    probabilities = trigram.probabilities(context)
    assert probabilities.sum() == pytest.approx(1.0, abs=1e-5)
    assert (probabilities > 0).all()


def test_the_trigram_knows_what_it_has_read(trigram: TypingEngine) -> None:
    assert trigram.next_words("You want ", 1)[0].text in ("a", "to")
    assert trigram.next_words("I want ", 1)[0].text == "to"
    assert [one.text for one in trigram.complete("the ", "c", 3)] == ["cat"]
    assert corrected(trigram, "Wnat", "I ") == "Want"
    assert corrected(trigram, "wantto", "I ") == "want to"
    assert corrected(trigram, "zebra") == "zebra"


def test_presage_predicts_and_completes() -> None:
    presage = load("presage")
    assert len(presage.next_words("I want to ", 3)) == 3
    assert all(one.text.startswith("th") for one in presage.complete("I like ", "th", 3))
    assert presage.next_words("I want to ", 3) == presage.next_words("I want to ", 3)
    assert corrected(presage, "teh") == "teh"


def test_symspell_corrects() -> None:
    symspell = load("symspell")
    assert corrected(symspell, "Thier") == "Their"
    assert corrected(symspell, "house") == "house"
    assert symspell.next_words("I ", 3) == []


def test_pyspell_corrects() -> None:
    pyspell = load("pyspell")
    assert corrected(pyspell, "Thier") == "Their"
    assert corrected(pyspell, "house") == "house"
    assert corrected(pyspell, "qqqqzzzzxxxxjjjj") == "qqqqzzzzxxxxjjjj"


def test_unigram_completes_with_the_most_frequent_words() -> None:
    unigram = load("unigram")
    assert [one.text for one in unigram.next_words("anything ", 3)] == ["the", "to", "and"]
    assert unigram.complete("", "Th", 1)[0].text == "the"
    assert unigram.complete("", "zzzzz", 3) == []
