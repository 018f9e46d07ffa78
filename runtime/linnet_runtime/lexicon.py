"""The words a language has: how each is written, typed and read by the language model, and how common."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .byte_steps import ByteSteps
from .errors import BundleError, InputError
from .lexicon_file import Array, read_arrays, write_arrays
from .trie import Trie
from .units import LETTERS
from .written import straight

OFFENSIVE = 1
"""Bit of `Lexicon.flags`: never suggested unless typed in full or learned."""
LONGEST_DISPLAY_BYTES = 255
LOWEST_SCORE = -500.0

_COLUMNS = {
    "trie.label": "uint8",
    "trie.child_count": "uint8",
    "trie.end_count": "uint8",
    "trie.entry_first": "uint8",
    "trie.entry_first.jump_at": "int32",
    "trie.entry_first.jump": "int32",
    "trie.entry_last": "uint8",
    "trie.entry_last.jump_at": "int32",
    "trie.entry_last.jump": "int32",
    "trie.best": "float16",
    "score": "float16",
    "flags": "uint8",
    "piece_count": "uint8",
    "pieces": "uint16",
    "display_bytes": "uint8",
    "display": "uint8",
}
"""What a lexicon keeps, and its type: the arrays of the file. All else follows from them in milliseconds."""
_LIGATURES = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d"})
"""Letters that Unicode does not take apart."""


@dataclass(frozen=True)
class LexiconWord:
    """One word to build a lexicon from."""

    display: str
    """As it is shown: "I'm", "London", "iPhone", "café". No spaces, at most 255 bytes of UTF-8."""
    score: float
    """Natural-log probability of the word without any context, from -500 to 0; kept to three digits."""
    pieces: tuple[int, ...]
    """What the language model's tokenizer makes of the lower-case word; at least one, at most 255."""
    flags: int = 0
    """Sum of bits such as `OFFENSIVE`."""


class Lexicon:
    """Words with ids 0 to n - 1, in the order of their letters, so that a prefix is a range of ids.

    >>> lexicon = Lexicon.build([LexiconWord("I'm", -5.0, (3, 9)), LexiconWord("in", -4.0, (7,))])
    >>> [lexicon.display(i) for i in lexicon.prefix("i")], lexicon.find("i'm")
    (['in', "I'm"], 1)
    """

    def __init__(
        self,
        alphabet: tuple[str, ...],
        columns: Mapping[str, Array],
        beside: Lexicon | None = None,
        misspellings: Iterable[str] = (),
    ) -> None:
        """Take arrays as `open` and `build` make them. Raises `BundleError` when they do not fit together."""
        _check(columns)
        self.alphabet = alphabet
        """What the trie's labels stand for: label i is the i-th unit."""
        self.misspellings = frozenset(misspellings)
        """Lower-case strings that are common in texts, but as mistakes: no words, and never meant."""
        self.scores: NDArray[np.float32] = columns["score"].astype(np.float32)
        """(n,) natural-log unigram probability."""
        self.trie: Trie = _trie(columns)
        """By letters; its entries are the ids 0 to n - 1 in order."""
        self.flags: NDArray[np.uint8] = columns["flags"]
        """(n,) see `OFFENSIVE`."""
        self._columns = columns
        self._label = _letter_labels(alphabet)
        self._display_start = _starts(columns["display_bytes"])
        self._piece_start = _starts(columns["piece_count"])
        self.first_piece: NDArray[np.uint16] = columns["pieces"][self._piece_start[:-1]]
        """(n,)"""
        self.share: NDArray[np.float32] = _shares(self, beside)
        """(n,) log of the word's part in the probability of all words that begin with its first piece."""

    @staticmethod
    def open(path: str | os.PathLike[str]) -> Lexicon:
        """Map a lexicon file into memory. Raises `BundleError` when it is missing, damaged or unknown."""
        texts, columns = read_arrays(path)
        try:
            return Lexicon(texts.get("alphabet", ()), columns, misspellings=texts.get("misspellings", ()))
        except BundleError as error:
            raise BundleError(f"{path}: {error}; get the file again") from error

    @staticmethod
    def build(
        words: Sequence[LexiconWord],
        alphabet: tuple[str, ...] = LETTERS,
        beside: Lexicon | None = None,
        misspellings: Iterable[str] = (),
    ) -> Lexicon:
        """Build in memory. `beside`: a lexicon whose words share the first pieces' probability with these.

        Raises `InputError` for a word out of bounds or that the alphabet cannot spell, see `spelling`.
        """
        label = _letter_labels(alphabet)
        labels = [_labels(word, label) for word in words]
        order = sorted(range(len(words)), key=lambda i: (labels[i], -words[i].score))
        trie = Trie.build([labels[i] for i in order], [words[i].score for i in order])
        return Lexicon(alphabet, _columns([words[i] for i in order], trie), beside, misspellings)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the file that `open` reads."""
        texts = {"alphabet": self.alphabet, "misspellings": sorted(self.misspellings)}
        write_arrays(path, texts, self._columns)

    def __len__(self) -> int:
        return len(self.scores)

    def fingerprint(self) -> str:
        """Return a hash of the words and their order: what refers to words by id belongs to one of these."""
        words = hashlib.sha256(self._columns["display_bytes"].tobytes())
        words.update(self._columns["display"].tobytes())
        return words.hexdigest()

    def display(self, word: int) -> str:
        """Return a word as it is shown: "I'm", "London"."""
        first, last = self._display_start[word : word + 2].tolist()
        return bytes(self._columns["display"][first:last]).decode(errors="replace")

    def written(self, word: int) -> str:
        """Return a word as `written.tokens` and the language model have it: "i'm", "london"."""
        return self.display(word).lower()

    def letters(self, word: int) -> str:
        """Return what is typed for a word: "i'm", "cafe"."""
        return spelling(self.display(word), self._label) or ""

    def pieces(self, word: int) -> tuple[int, ...]:
        """Return what the language model's tokenizer makes of the word."""
        first, last = self._piece_start[word : word + 2].tolist()
        return tuple(self._columns["pieces"][first:last].tolist())

    def find(self, written: str) -> int | None:
        """Return the id of a lower-case word, accents included, or None."""
        letters = spelling(written, self._label)
        candidates = self.with_letters(letters) if letters else ()
        return next((word for word in candidates if self.written(word) == written), None)

    def with_letters(self, letters: str) -> range:
        """Return the ids of the words that are typed exactly so, the most common first."""
        node = self._walk(letters)
        return range(0) if node is None else self.trie.ending(node)

    def prefix(self, letters: str) -> range:
        """Return the ids of the words whose letters begin so, themselves included."""
        node = self._walk(letters)
        return range(0) if node is None else self.trie.below(node)

    def _walk(self, letters: str) -> int | None:
        """Return the trie node of some letters."""
        labels = [self._label.get(letter) for letter in letters]
        return None if None in labels else self.trie.walk(label for label in labels if label is not None)


def spelling(word: str, alphabet: Mapping[str, int] | frozenset[str]) -> str | None:
    """Return what is typed for a word: lower case, and plain letters for those the alphabet lacks.

    None when it cannot be typed with the alphabet. Accents are taken off by Unicode's decomposition (NFKD).

    >>> [spelling("Café", frozenset(alphabet)) for alphabet in ("acefé", "acef", "ac")]
    ['café', 'cafe', None]
    """
    lower = straight(word).lower()
    typed = "".join(letter if letter in alphabet else _plain(letter) for letter in lower)
    return typed if typed and all(letter in alphabet for letter in typed) else None


def _plain(letter: str) -> str:
    """Return a letter without its accents."""
    parts = unicodedata.normalize("NFKD", letter.translate(_LIGATURES))
    return "".join(part for part in parts if not unicodedata.combining(part))


def _letter_labels(alphabet: tuple[str, ...]) -> dict[str, int]:
    """Return the label of each unit that is a letter: not the space, not a special one such as "<blank>"."""
    return {unit: label for label, unit in enumerate(alphabet) if len(unit) == 1 and unit != " "}


def _labels(word: LexiconWord, label: Mapping[str, int]) -> bytes:
    """Return the labels of a word's letters, or raise `InputError` when it cannot be held."""
    typed = spelling(word.display, label)
    if typed is None or len(word.display.encode()) > LONGEST_DISPLAY_BYTES:
        raise InputError(
            f"expected a word of 1 to {LONGEST_DISPLAY_BYTES} bytes that the alphabet can spell, "
            f"got {word.display[:40]!r}; leave it out"
        )
    if not LOWEST_SCORE <= word.score <= 0 or not 0 < len(word.pieces) < 256:
        raise InputError(
            f"{word.display!r}: expected a score from {LOWEST_SCORE} to 0 and 1 to 255 pieces, "
            f"got {word.score} and {len(word.pieces)}"
        )
    return bytes(label[letter] for letter in typed)


def _columns(words: Sequence[LexiconWord], trie: Trie) -> dict[str, Array]:
    """Return the arrays of a lexicon from its words in their final order."""
    displays = [word.display.encode() for word in words]
    values: dict[str, Sequence[float] | Array] = {
        "trie.label": trie.label,
        "trie.child_count": trie.child_count,
        "trie.end_count": trie.end_count,
        **_steps("trie.entry_first", trie.entry_first),
        **_steps("trie.entry_last", trie.entry_last),
        "trie.best": trie.best,
        "score": [word.score for word in words],
        "flags": [word.flags for word in words],
        "piece_count": [len(word.pieces) for word in words],
        "pieces": [piece for word in words for piece in word.pieces],
        "display_bytes": [len(display) for display in displays],
        "display": np.frombuffer(b"".join(displays), np.uint8),
    }
    return {name: np.asarray(value, _COLUMNS[name]) for name, value in values.items()}


def _check(columns: Mapping[str, Array]) -> None:
    """Raise `BundleError` unless all columns are there, of their types and of lengths that fit together."""
    found = {name: array.dtype.name for name, array in columns.items()}
    if found != _COLUMNS:
        raise BundleError(f"lexicon: expected the columns {_COLUMNS}, got {found}")
    words = len(columns["score"])
    if words and not LOWEST_SCORE <= columns["score"].min() <= columns["score"].max() <= 0:
        raise BundleError(f"lexicon: expected scores from {LOWEST_SCORE} to 0")
    for name in ("flags", "piece_count", "display_bytes"):
        if len(columns[name]) != words:
            raise BundleError(f"lexicon: expected {words} values in {name!r}, got {len(columns[name])}")
    for count, values in (("piece_count", "pieces"), ("display_bytes", "display")):
        total = int(columns[count].sum(dtype=np.int64))
        if total != len(columns[values]) or (words and not columns[count].all()):
            raise BundleError(f"lexicon: expected {total} values in {values!r}, some for each word")


def _steps(name: str, numbers: NDArray[np.int32]) -> dict[str, Array]:
    """Return the columns of numbers that grow by little."""
    steps = ByteSteps.of(numbers)
    return {name: steps.step, f"{name}.jump_at": steps.jump_at, f"{name}.jump": steps.jump}


def _numbers(columns: Mapping[str, Array], name: str) -> NDArray[np.int32]:
    """Return what `_steps` made columns of."""
    return ByteSteps(columns[name], columns[f"{name}.jump_at"], columns[f"{name}.jump"]).numbers()


def _trie(columns: Mapping[str, Array]) -> Trie:
    """Return the trie of the letters, whose entries are the ids in order."""
    trie = Trie.restore(
        columns["trie.label"],
        columns["trie.child_count"],
        columns["trie.end_count"],
        _numbers(columns, "trie.entry_first"),
        _numbers(columns, "trie.entry_last"),
        columns["trie.best"].astype(np.float32),
    )
    if len(trie.entries) != len(columns["score"]):
        raise BundleError(
            f"lexicon: expected a trie of {len(columns['score'])} words, got {len(trie.entries)}"
        )
    return trie


def _starts(counts: Array) -> NDArray[np.int32]:
    """Return where each word's values begin, and where the last one's end (n + 1,)."""
    starts = np.zeros(len(counts) + 1, np.int32)
    np.cumsum(counts, out=starts[1:])
    return starts


def _shares(lexicon: Lexicon, beside: Lexicon | None) -> NDArray[np.float32]:
    """Return the share (n,) of each word, the classes of Brown et al. (1992) being first pieces."""
    mass = _piece_mass(lexicon)
    if beside is not None:
        mass += _piece_mass(beside)
    shares: NDArray[np.float32] = lexicon.scores - np.log(mass[lexicon.first_piece]).astype(np.float32)
    return shares


def _piece_mass(lexicon: Lexicon) -> NDArray[np.float64]:
    """Return for each first piece the probability of all words that begin with it (65536,)."""
    probabilities = np.exp(lexicon.scores.astype(np.float64))
    return np.bincount(lexicon.first_piece, probabilities, minlength=1 << 16).astype(np.float64)
