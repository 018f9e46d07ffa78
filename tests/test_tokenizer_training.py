"""The tokenizer: common words, numbers and marks are one piece each, and training is repeatable."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import small_talk
from linnet_export.piece_text import END_ID
from linnet_export.recipe import RecipeError
from linnet_export.tokenizer_training import count_tokens, mixed, train_tokenizer
from linnet_runtime.pieces import Pieces
from linnet_runtime.written import MARKS


@pytest.fixture(scope="module")
def pieces(tmp_path_factory: pytest.TempPathFactory) -> Pieces:
    return Pieces.load(small_talk.write_tokenizer(tmp_path_factory.mktemp("tokenizer") / "pieces.model"))


def test_it_has_as_many_pieces_as_asked_for(pieces: Pieces) -> None:
    assert len(pieces) == small_talk.tiny_recipe().model.pieces
    assert pieces.end == END_ID


@pytest.mark.parametrize("token", [*sorted(MARKS), "0", "00", "000", "0000"])
def test_each_mark_and_number_is_one_piece(pieces: Pieces, token: str) -> None:
    found = pieces.encode(token)
    assert len(found) == 1
    assert found[0] > END_ID


def test_common_words_are_one_piece_each(pieces: Pieces) -> None:
    common = [word for word, _ in count_tokens(small_talk.sentences(3000, seed=0)).most_common(40)]
    found = [pieces.encode(word) for word in common]
    assert sum(len(one) == 1 for one in found) >= 36
    assert len(set(found)) == len(common)


def test_a_word_no_other_word_contains_can_be_one_piece(tmp_path: Path) -> None:
    counts = Counter({"against": 500, "the": 400, "a": 300, "gain": 2, "st": 2})
    train_tokenizer(counts, 42, tmp_path / "pieces.model")
    assert len(Pieces.load(tmp_path / "pieces.model").encode("against")) == 1


def test_training_is_repeatable(tmp_path: Path) -> None:
    first, second = (small_talk.write_tokenizer(tmp_path / name) for name in ("first", "second"))
    assert first.read_bytes() == second.read_bytes()


def test_more_pieces_than_the_words_allow_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="expected words for 5000 pieces, got 2"):
        train_tokenizer({"one": 3, "two": 2}, 5000, tmp_path / "pieces.model")
    assert not (tmp_path / "pieces.model").exists()


def test_counts_of_sources_are_weighted() -> None:
    counts = {"a": Counter(x=10, y=1), "b": Counter(x=4), "c": Counter(x=1)}
    assert mixed(counts, {"a": 0.5, "b": 2.0, "c": 0.0}) == Counter(x=13)


def test_tokens_are_counted() -> None:
    assert count_tokens(["No, no.", "No 12"]) == Counter({"no": 3, ",": 1, ".": 1, "00": 1})
