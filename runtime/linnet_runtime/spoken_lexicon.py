"""How the words of a lexicon sound: each in one or more ways, in a trie over phones."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .errors import BundleError, InputError
from .lexicon import Lexicon
from .lexicon_file import Array, read_arrays, write_arrays
from .trie import ROOT, Trie
from .units import PHONES, WORD_BOUNDARY

FIRST_PHONE, LAST_PHONE = 1, PHONES.index(WORD_BOUNDARY) - 1
"""The labels that words are made of, as indices into `PHONES`; the blank and the boundary are none."""
LONGEST_PHONES = 255
COST_STEP = 1 / 16
"""Costs are kept as multiples of this many nats, up to 255 of them."""

_HIGH = 1 << 16
_COLUMNS = {
    "label": "uint8",
    "child_count": "uint8",
    "end_count": "uint8",
    "word_low": "uint16",
    "word_high": "uint8",
    "cost": "uint8",
}
"""The arrays of the file; a word's id is 65536 x high + low. Ranges and best scores follow from them."""


@dataclass(frozen=True, eq=False)
class SpokenLexicon:
    """The pronunciations of one lexicon's words, numbered 0 to E - 1 in the order of the trie.

    >>> spoken = SpokenLexicon.build(lexicon, [(0, bytes([16, 22]), 0.0)])  # doctest: +SKIP
    >>> spoken.word[spoken.trie.ending(node)]                               # doctest: +SKIP
    """

    lexicon: Lexicon
    word: NDArray[np.int32]
    """(E,) the word that each pronunciation is of."""
    cost: NDArray[np.float32]
    """(E,) natural-log probability of the pronunciation, given the word; at most 0."""
    trie: Trie
    """Over phones, indices into `PHONES`. Its entries are the pronunciations 0 to E - 1 in order, and its
    `best` is the largest unigram score of a word plus cost of its pronunciation at or below a node."""

    @staticmethod
    def build(lexicon: Lexicon, pronunciations: Sequence[tuple[int, bytes, float]]) -> SpokenLexicon:
        """Build in memory from word, phones and cost of each pronunciation; costs are rounded (`COST_STEP`).

        Raises `InputError` for a word that the lexicon lacks, for no or too many phones, for labels that are
        no phones, and for a positive cost.
        """
        for pronunciation in pronunciations:
            _refuse(pronunciation, len(lexicon))
        word = np.array([word for word, _, _ in pronunciations], np.int32)
        cost = _steps([cost for _, _, cost in pronunciations])
        scores = lexicon.scores[word] + _costs(cost)
        trie = Trie.build([phones for _, phones, _ in pronunciations], scores)
        return _grown(lexicon, _columns(trie, word[trie.entries], cost[trie.entries]))

    @staticmethod
    def open(path: str | os.PathLike[str], lexicon: Lexicon) -> SpokenLexicon:
        """Map a file of `save` into memory.

        Raises `BundleError` when it is missing, damaged, unknown or made for other words.
        """
        texts, columns = read_arrays(path)
        try:
            _check(texts, columns, lexicon)
            return _grown(lexicon, columns)
        except BundleError as error:
            raise BundleError(f"{path}: {error}; get the file that was made for this lexicon") from error

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the file that `open` reads, for the same lexicon."""
        texts = {"lexicon": [self.lexicon.fingerprint()], "phones": PHONES}
        write_arrays(path, texts, _columns(self.trie, self.word, _steps(self.cost)))

    def __len__(self) -> int:
        return len(self.word)

    def of_word(self, word: int) -> list[int]:
        """Return the pronunciations of a word, the most probable first."""
        found = np.flatnonzero(self.word == word)
        ranked: list[int] = found[np.argsort(-self.cost[found], kind="stable")].tolist()
        return ranked

    def phones(self, pronunciation: int) -> bytes:
        """Return the phones of a pronunciation, as indices into `PHONES`."""
        trie, node, phones = self.trie, ROOT, bytearray()
        while pronunciation not in trie.ending(node):
            first = int(trie.first_child[node])
            children = trie.entry_first[first : first + int(trie.child_count[node])]
            node = first + int(np.searchsorted(children, pronunciation, "right")) - 1
            phones.append(trie.label[node])
        return bytes(phones)


def _refuse(pronunciation: tuple[int, bytes, float], words: int) -> None:
    """Raise `InputError` for what cannot be a pronunciation."""
    word, phones, cost = pronunciation
    if not 0 <= word < words:
        raise InputError(f"expected a word from 0 to {words - 1}, got {word}")
    if not 0 < len(phones) <= LONGEST_PHONES or min(phones) < FIRST_PHONE or max(phones) > LAST_PHONE:
        raise InputError(
            f"word {word}: expected 1 to {LONGEST_PHONES} phones from {FIRST_PHONE} to {LAST_PHONE}, "
            f"got {phones[:20].hex(' ') or 'none'}"
        )
    if not cost <= 0:
        raise InputError(f"word {word}: expected a cost of at most 0, got {cost}")


def _steps(costs: Sequence[float] | NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return costs as multiples of `COST_STEP`."""
    return np.rint(-np.asarray(costs, np.float64) / COST_STEP).clip(0, 255).astype(np.uint8)


def _costs(steps: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return what `_steps` was given, rounded."""
    costs: NDArray[np.float32] = steps * np.float32(-COST_STEP)
    return costs


def _columns(trie: Trie, word: NDArray[np.int32], cost: NDArray[np.uint8]) -> dict[str, Array]:
    """Return the arrays of the file from pronunciations (E,) in the order of the trie."""
    values: dict[str, Array] = {
        "label": trie.label,
        "child_count": trie.child_count,
        "end_count": trie.end_count,
        "word_low": word % _HIGH,
        "word_high": word // _HIGH,
        "cost": cost,
    }
    return {name: array.astype(_COLUMNS[name]) for name, array in values.items()}


def _check(texts: Mapping[str, tuple[str, ...]], columns: Mapping[str, Array], lexicon: Lexicon) -> None:
    """Raise `BundleError` unless the columns are of their types and belong to these words and phones."""
    found = {name: array.dtype.name for name, array in columns.items()}
    if found != _COLUMNS:
        raise BundleError(f"expected the columns {_COLUMNS}, got {found}")
    if texts.get("lexicon") != (lexicon.fingerprint(),) or texts.get("phones") != PHONES:
        raise BundleError(f"it is not of this lexicon of {len(lexicon)} words, or of other phones")
    lengths = {len(columns[name]) for name in ("word_low", "word_high", "cost")}
    if len(lengths) != 1:
        raise BundleError(f"expected as many words as costs, got {sorted(lengths)}")
    labels = columns["label"][1:]
    if labels.size and not FIRST_PHONE <= labels.min() <= labels.max() <= LAST_PHONE:
        raise BundleError(f"expected labels from {FIRST_PHONE} to {LAST_PHONE}")
    if columns["end_count"][:1].any():
        raise BundleError("expected no pronunciation without phones")


def _grown(lexicon: Lexicon, columns: Mapping[str, Array]) -> SpokenLexicon:
    """Return the lexicon that the columns describe. Raises `BundleError` for a word that there is not."""
    word = columns["word_low"] + np.int32(_HIGH) * columns["word_high"]
    if word.size and word.max() >= len(lexicon):
        raise BundleError(f"expected words from 0 to {len(lexicon) - 1}, got {word.max()}")
    cost = _costs(columns["cost"])
    trie = Trie.grow(
        columns["label"], columns["child_count"], columns["end_count"], lexicon.scores[word] + cost
    )
    return SpokenLexicon(lexicon, word, cost, trie)
