"""An interpolated, modified Kneser-Ney trigram over whole words: what KenLM estimates (Heafield et al. 2013).

    python tests/bench/peers/trigram.py FOLDER_OF_TEXTS trigram.npz
    linnet-export evaluate typing ... --peer tests/bench/peers/trigram.py=trigram.npz

Trained on the text and the tokens that Linnet's language model reads: the most frequent words, each line on
its own, trigrams seen once left out (as `lmplz --prune 0 0 1`). Corrections: a word that it does not know is
replaced by what the trigram finds likeliest here among the words one edit away (Norvig 2007) and splits into
two words.
"""

from __future__ import annotations

import argparse
import string
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from linnet_export.text_sources import find_sources, read_lines
from linnet_export.typing_engine import Guess, Tap
from linnet_runtime.written import is_word, tokens

VOCABULARY = 60_000
SPECIAL = ("<unk>", "<s>", "</s>")
UNKNOWN, BEGIN, END = range(3)
LONGEST_PHRASE = 6
LETTERS = string.ascii_lowercase + "'"


@dataclass(frozen=True)
class Order:
    """The n-grams of one length."""

    keys: NDArray[np.int64]
    """Sorted: the history times the vocabulary's size, plus the word."""
    shares: NDArray[np.float32]
    """Of all that followed the history, discounted; what is missing to 1 goes by the shorter n-gram."""

    def blend(self, history: int, shorter: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the probability of each word after a history, given those of the shorter n-grams."""
        first, last = np.searchsorted(self.keys, [history * len(shorter), (history + 1) * len(shorter)])
        shares = self.shares[first:last]
        blended = shorter * (1 - shares.sum(dtype=np.float64)).astype(np.float32)
        blended[self.keys[first:last] - history * len(shorter)] += shares
        return blended


@dataclass(frozen=True)
class ScoredPhrase:
    """Words that may come next."""

    text: str
    probability: float


class Trigram:
    """The model, and a keyboard on top of it."""

    def __init__(
        self, vocabulary: list[str], unigrams: NDArray[np.float32], bigrams: Order, trigrams: Order
    ) -> None:
        """Take a vocabulary of `SPECIAL`, then tokens in alphabetical order."""
        self._vocabulary = vocabulary
        self._ids = {token: index for index, token in enumerate(vocabulary)}
        self._is_word = np.array([is_word(token) for token in vocabulary], np.float32)
        self._unigrams, self._bigrams, self._trigrams = unigrams, bigrams, trigrams
        self._after = lru_cache(64)(self._blend)

    def next_words(self, context: str, k: int) -> Sequence[Guess]:
        return self._likeliest(context, len(SPECIAL), len(self._vocabulary), k)

    def complete(self, context: str, prefix: str, k: int) -> Sequence[Guess]:
        first = bisect_left(self._vocabulary, prefix.lower(), lo=len(SPECIAL))
        last = bisect_left(self._vocabulary, prefix.lower() + "\U0010ffff", lo=len(SPECIAL))
        return self._likeliest(context, first, last, k)

    def correct(
        self, context: str, typed: str, _taps: Sequence[Tap | None] | None, _k: int
    ) -> Sequence[Guess]:
        word = typed.lower()
        if word in self._ids:
            return [Guess(typed)]
        scored = {
            candidate: self._probability(context, candidate)
            for candidate in edits(word)
            if all(part in self._ids for part in candidate.split())
        }
        best = max(scored, key=scored.__getitem__, default=typed)
        return [Guess(best[:1].upper() + best[1:] if typed[:1].isupper() else best)]

    def compose(self, context: str, prefix: str, least: float) -> ScoredPhrase | None:
        """The longest phrase of two words or more whose words' product is at least so probable, greedily."""
        first = bisect_left(self._vocabulary, prefix.lower(), lo=len(SPECIAL))
        last = bisect_left(self._vocabulary, prefix.lower() + "\U0010ffff", lo=len(SPECIAL))
        words, probability, best = [], 1.0, None
        while len(words) < LONGEST_PHRASE and first < last:
            shares = self.probabilities(f"{context}{' '.join(words)}")
            if prefix and not words:
                shares = shares / max(float((shares * self._is_word)[first:last].sum()), 1e-12)
            scores = (shares * self._is_word)[first:last]
            likeliest = int(scores.argmax())
            probability *= float(scores[likeliest])
            if probability < least:
                break
            words.append(self._vocabulary[first + likeliest])
            first, last = len(SPECIAL), len(self._vocabulary)
            best = ScoredPhrase(" ".join(words), probability) if len(words) > 1 else None
        return best

    def probabilities(self, context: str) -> NDArray[np.float32]:
        """The probability of each token of the vocabulary after a text, (tokens,)."""
        ids = [BEGIN, BEGIN, *(self._ids.get(token, UNKNOWN) for token in tokens(context)[-2:])]
        return self._after(ids[-2], ids[-1])

    def _blend(self, before: int, last: int) -> NDArray[np.float32]:
        by_last = self._bigrams.blend(last, self._unigrams)
        return self._trigrams.blend(before * len(self._vocabulary) + last, by_last)

    def _likeliest(self, context: str, first: int, last: int, k: int) -> list[Guess]:
        scores = (self.probabilities(context) * self._is_word)[first:last]
        found = np.argsort(-scores, kind="stable")[:k] if len(scores) < 1000 else _top(scores, k)
        return [Guess(self._vocabulary[first + index]) for index in found]

    def _probability(self, context: str, words: str) -> float:
        probability = 1.0
        for word in words.split():
            probability *= float(self.probabilities(context)[self._ids[word]])
            context = f"{context} {word}"
        return probability


def edits(word: str) -> set[str]:
    """All strings one deletion, swap, substitution, insertion or added space away."""
    splits = [(word[:index], word[index:]) for index in range(len(word) + 1)]
    found = {left + right[1:] for left, right in splits if right}
    found |= {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
    found |= {left + letter + right[1:] for left, right in splits if right for letter in LETTERS}
    found |= {left + letter + right for left, right in splits for letter in LETTERS}
    return found | {f"{left} {right}" for left, right in splits if left and right}


def load(file: str) -> Trigram:
    """Read what `main` wrote."""
    with np.load(file) as arrays:
        orders = [Order(arrays[f"keys{n}"], arrays[f"shares{n}"]) for n in (2, 3)]
        return Trigram(arrays["vocabulary"].tolist(), arrays["unigrams"], *orders)


def train(lines: Iterable[Sequence[str]], size: int) -> dict[str, NDArray[np.generic]]:
    """Estimate from lines of tokens; returns the arrays of the file."""
    kept = list(lines)
    counted = Counter(token for line in kept for token in line)
    vocabulary = [*SPECIAL, *sorted(token for token, _ in counted.most_common(size))]
    ids = {token: index for index, token in enumerate(vocabulary)}
    stream = np.fromiter(
        (index for line in kept for index in (BEGIN, BEGIN, *(ids.get(t, UNKNOWN) for t in line), END)),
        np.int64,
    )
    size = len(vocabulary)
    keys, counts = np.unique(
        ((stream[:-2] * size + stream[1:-1]) * size + stream[2:])[stream[2:] != BEGIN], return_counts=True
    )
    # In the shorter n-grams a word counts once for each word seen before it (Kneser and Ney 1995).
    pairs, pair_counts = np.unique(keys % (size * size), return_counts=True)
    singles = np.bincount(pairs % size, minlength=size)
    trigrams, bigrams = discounted(keys, counts, size, least=2), discounted(pairs, pair_counts, size, least=1)
    unigrams = discounted(np.flatnonzero(singles), singles[singles > 0], size, least=1)
    uniform = np.full(size, 1 / size, np.float32)
    return {
        "vocabulary": np.array(vocabulary),
        "unigrams": unigrams.blend(0, uniform),
        **{f"keys{n}": order.keys for n, order in ((2, bigrams), (3, trigrams))},
        **{f"shares{n}": order.shares for n, order in ((2, bigrams), (3, trigrams))},
    }


def discounted(keys: NDArray[np.int64], counts: NDArray[np.int64], size: int, least: int) -> Order:
    """Discount by three amounts (Chen and Goodman 1998, eq. 26); keep what was seen ``least`` times."""
    of = [float((counts == times).sum()) for times in range(1, 5)]
    unit = of[0] / max(of[0] + 2 * of[1], 1.0)
    amounts = np.array([0.0, *(n - (n + 1) * unit * of[n] / max(of[n - 1], 1.0) for n in (1, 2, 3))])
    _, starts = np.unique(keys // size, return_index=True)
    totals = np.repeat(np.add.reduceat(counts, starts), np.diff([*starts, len(keys)]))
    shares = (counts - np.clip(amounts, 0, 1.5)[np.minimum(counts, 3)]) / totals
    kept = counts >= least
    return Order(keys[kept], shares[kept].astype(np.float32))


def _top(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Indices of the k highest, best first."""
    found = np.argpartition(-scores, k)[:k]
    order: NDArray[np.int64] = found[np.argsort(-scores[found], kind="stable")]
    return order


def main() -> None:
    """Train on every text of a folder."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path, help="texts, one sentence a line")
    parser.add_argument("file", type=Path, help="the model goes here, .npz")
    arguments = parser.parse_args()
    lines = (tokens(line) for path in find_sources(arguments.folder).values() for line in read_lines(path))
    np.savez(arguments.file, **train(lines, VOCABULARY))


if __name__ == "__main__":
    main()
