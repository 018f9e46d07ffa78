"""The tokenizer at run time: every token has pieces, and a damaged file is a BundleError."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linnet_runtime.errors import BundleError
from linnet_runtime.pieces import Pieces
from linnet_runtime.written import LINE_END, tokens
from small_talk import SmallTalk


@pytest.fixture
def pieces(small_talk: SmallTalk) -> Pieces:
    return Pieces.load(small_talk.files.tokenizer)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text())
def test_every_token_has_pieces(pieces: Pieces, text: str) -> None:
    for token in tokens(text):
        found = pieces.encode(token)
        assert found
        assert all(0 <= piece < len(pieces) for piece in found)
        assert (pieces.end in found) is (token == LINE_END)


def test_encoding_is_repeatable(pieces: Pieces, small_talk: SmallTalk) -> None:
    first = pieces.encode("number")
    assert pieces.encode("number") == first
    assert Pieces.load(str(small_talk.files.tokenizer)).encode("number") == first


def test_letters_nobody_trained_on_are_unknown_not_lost(pieces: Pieces) -> None:
    assert 0 in pieces.encode("שלום")


@pytest.mark.parametrize("content", [b"", b"\x00" * 40, b"not a tokenizer", b"\xff" * 1000])
def test_what_is_no_tokenizer_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "pieces.model").write_bytes(content)
    with pytest.raises(BundleError, match=r"pieces\.model"):
        Pieces.load(tmp_path / "pieces.model")


def test_an_absent_tokenizer_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="absent: expected a SentencePiece model"):
        Pieces.load(tmp_path / "absent")


def test_a_cut_tokenizer_is_refused(tmp_path: Path, small_talk: SmallTalk) -> None:
    data = small_talk.files.tokenizer.read_bytes()
    (tmp_path / "cut").write_bytes(data[:-1])
    with pytest.raises(BundleError, match="cut"):
        Pieces.load(tmp_path / "cut")
