"""The tokenizer: the pieces that each word, number or mark of `written.tokens` is made of."""

from __future__ import annotations

import os
from functools import lru_cache

import sentencepiece

from .errors import BundleError
from .written import LINE_END

_CACHED_TOKENS = 8192


class Pieces:
    """A SentencePiece model (Kudo 2018) that encodes one token at a time.

    pieces = Pieces.load(bundle.file_path("tokenizer"))
    pieces.encode("don't")   # (118,)
    """

    def __init__(self, processor: sentencepiece.SentencePieceProcessor) -> None:
        """Wrap a loaded tokenizer. Raises `BundleError` when it has no piece that ends a line."""
        self._processor = processor
        self.end: int = processor.eos_id()
        """The piece that ends a line, and so begins the next."""
        if self.end < 0:
            raise BundleError("the tokenizer: expected a piece </s> that ends a line, found none")
        self.unknown: int = processor.unk_id()
        """The piece that stands for what no other piece spells."""
        self._encode = lru_cache(_CACHED_TOKENS)(self._encode_new)

    @staticmethod
    def load(path: str | os.PathLike[str]) -> Pieces:
        """Read a tokenizer. Raises `BundleError` for a file that is none."""
        processor = sentencepiece.SentencePieceProcessor()
        try:
            processor.load(os.fspath(path))
        except (OSError, RuntimeError) as error:
            raise BundleError(f"{path}: expected a SentencePiece model: {error}") from error
        return Pieces(processor)

    def __len__(self) -> int:
        return int(self._processor.get_piece_size())

    def encode(self, token: str) -> tuple[int, ...]:
        """Return the pieces of a token from `written.tokens`, at least one."""
        return self._encode(token)

    def _encode_new(self, token: str) -> tuple[int, ...]:
        if token == LINE_END:
            return (self.end,)
        found = tuple(self._processor.encode(token))
        return found or (self.unknown,)
