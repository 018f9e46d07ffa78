"""The tokenizer: a SentencePiece unigram model over the words of a corpus mix, each with its count."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import sentencepiece

from linnet_export.recipe import RecipeError
from linnet_runtime.written import DIGIT, LONGEST_NUMBER, MARKS, OTHER, is_word, tokens

LONGEST_PIECE = 16
COMMON = 100
"""A word as frequent as this should be able to become one piece."""
_WORD_START = "\u2581"
_FIXED = sorted(MARKS) + [DIGIT * length for length in range(1, LONGEST_NUMBER + 1)]
"""Tokens that are always one piece: no longer token contains them, so training would not propose them."""
_SETTINGS: dict[str, Any] = {
    "input_format": "tsv",
    "model_type": "unigram",
    "character_coverage": 0.9999,
    "normalization_rule_name": "identity",
    "split_by_unicode_script": False,
    "split_by_number": False,
    "user_defined_symbols": [_WORD_START + token for token in _FIXED],
    "max_sentencepiece_length": LONGEST_PIECE,
    "unk_id": 0,
    "eos_id": 1,
    "bos_id": -1,
    "pad_id": -1,
    "num_threads": 2,
    "minloglevel": 1,
}


def count_tokens(lines: Iterable[str]) -> Counter[str]:
    """Count the tokens of lines as the language model reads them."""
    counts: Counter[str] = Counter()
    for line in lines:
        counts.update(tokens(line))
    return counts


def mixed(counts: Mapping[str, Counter[str]], weights: Mapping[str, float]) -> Counter[str]:
    """Add up counts by source, each times its weight, rounded; a source that is not named has weight 1."""
    total: Counter[str] = Counter()
    for source, of_source in counts.items():
        for token, count in of_source.items():
            total[token] += round(count * weights.get(source, 1.0))
    return +total


def train_tokenizer(counts: Mapping[str, int], pieces: int, path: Path) -> None:
    """Train a unigram tokenizer on counted words and write its model (Kudo 2018, section 3).

    Text is split into words and marks before (`linnet_runtime.written`), so no piece spans two of them and
    the tokenizer itself changes nothing. Raises `RecipeError` when the words are too few for so many pieces.
    """
    model = io.BytesIO()
    try:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=_table(counts), model_writer=model, vocab_size=pieces, **_SETTINGS
        )
    except RuntimeError as error:
        reason = str(error).rpartition("] ")[2]  # behind the place in SentencePiece's sources
        raise RecipeError(f"expected words for {pieces} pieces, got {len(counts)}: {reason}") from error
    path.write_bytes(model.getvalue())


def _table(counts: Mapping[str, int]) -> Iterator[str]:
    """Yield "token TAB count" lines.

    Only what occurs in two entries is proposed as a piece, and "against" is part of no other word: common
    words come a second time, once, with a letter more.
    """
    for token, count in counts.items():
        if token != OTHER and count > 0:
            yield f"{token}\t{count}"
        if is_word(token) and count >= COMMON:
            yield f"{token}z\t1"
