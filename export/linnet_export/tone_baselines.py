"""What a tone model is compared with: label frequencies, naive Bayes, and logistic regression of words.

All read the same pieces as the model and are trained on the same texts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits

from linnet_export.labelled_text import EncodedText, TextBatch, TextBatches

Classifier = Callable[[Sequence[EncodedText]], NDArray[np.float64]]
"""Texts to the probability of each label, (texts, labels)."""
_SMOOTHING = 1.0
_EPOCHS = 6
_BATCH = 64
_RATE = 5e-3
_DECAY = 1e-5


def given_labels(texts: Sequence[EncodedText], labels: int) -> NDArray[np.float64]:
    """Return 1 where a text has a label, (texts, labels)."""
    given = np.zeros((len(texts), labels))
    for row, one in enumerate(texts):
        given[row, list(one.labels)] = 1
    return given


def most_frequent(train: Sequence[EncodedText], labels: int) -> Classifier:
    """The same for every text: how frequent each label is."""
    shares = given_labels(train, labels).mean(axis=0)
    return lambda texts: np.tile(shares, (len(texts), 1))


def naive_bayes(train: Sequence[EncodedText], labels: int, pieces: int) -> Classifier:
    """Multinomial naive Bayes (McCallum and Nigam 1998) for each label against all other texts."""
    given = given_labels(train, labels)
    counts = np.zeros((labels, pieces))
    everywhere = np.zeros(pieces)
    for one in train:
        np.add.at(everywhere, list(one.pieces), 1)
        for label in one.labels:
            np.add.at(counts[label], list(one.pieces), 1)
    having, lacking = (_smoothed(table) for table in (counts, everywhere - counts))
    evidence = np.log(having) - np.log(lacking)  # (labels, pieces)
    prior = np.log(given.mean(axis=0)) - np.log1p(-given.mean(axis=0))

    def classify(texts: Sequence[EncodedText]) -> NDArray[np.float64]:
        logits = np.stack([evidence[:, list(one.pieces)].sum(axis=1) for one in texts]) + prior
        found: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(logits, -50, 50)))
        return found

    return classify


def logistic_regression(train: Sequence[EncodedText], labels: int, pieces: int, seed: int = 1) -> Classifier:
    """Logistic regression on how often each piece comes, with Adam."""
    torch.manual_seed(seed)
    weights, bias = nn.EmbeddingBag(pieces, labels, mode="sum"), nn.Parameter(torch.zeros(labels))
    nn.init.zeros_(weights.weight)
    optimizer = torch.optim.AdamW([*weights.parameters(), bias], _RATE, weight_decay=_DECAY)
    for epoch in range(_EPOCHS):
        batches = TextBatches(train, _BATCH, labels, (seed, epoch))
        for batch in map(batches.__getitem__, range(len(batches))):
            logits = weights(*_bags(batch)) + bias
            loss = binary_cross_entropy_with_logits(logits, batch.labels, reduction="sum") / len(logits)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()

    def classify(texts: Sequence[EncodedText]) -> NDArray[np.float64]:
        flat = torch.tensor([piece for one in texts for piece in one.pieces])
        starts = torch.tensor(np.cumsum([0, *(len(one.pieces) for one in texts[:-1])]))
        with torch.no_grad():
            found: NDArray[np.float64] = torch.sigmoid(weights(flat, starts) + bias).double().numpy()
        return found

    return classify


def _smoothed(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of each piece, (labels, pieces), as if each had been seen once more."""
    smoothed: NDArray[np.float64] = (counts + _SMOOTHING) / (counts + _SMOOTHING).sum(axis=1, keepdims=True)
    return smoothed


def _bags(batch: TextBatch) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the pieces of all texts one after the other, and where each text begins."""
    flat = torch.cat([batch.pieces[:count, row] for row, count in enumerate(batch.lengths.tolist())])
    return flat, torch.cumsum(batch.lengths, 0) - batch.lengths
