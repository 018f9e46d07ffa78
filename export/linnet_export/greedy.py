"""Greedy CTC and edit distance: the plainest reading of a head's output, for validation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray


def best_path(log_probabilities: ArrayLike) -> list[int]:
    """The units of (T, units): most likely one per frame, repeats merged, blanks (0) dropped."""
    best = np.asarray(log_probabilities).argmax(axis=-1)
    merged = best[np.concatenate([[True], best[1:] != best[:-1]])] if len(best) else best
    return [int(unit) for unit in merged if unit]


def edit_distance(reference: Sequence[int], hypothesis: Sequence[int]) -> int:
    """Fewest substitutions, deletions and insertions from one to the other (Levenshtein)."""
    row = np.arange(len(hypothesis) + 1)
    return int(_advance(row, reference, np.asarray(hypothesis, dtype=np.int64))[-1])


def phone_errors(reference: Sequence[Sequence[Sequence[int]]], hypothesis: Sequence[int]) -> tuple[int, int]:
    """Errors against the best-fitting pronunciations, and the length of the first ones.

    reference: for each word its variants, each a sequence of phones, the usual one first.
    """
    heard = np.asarray(hypothesis, dtype=np.int64)
    row = np.arange(len(heard) + 1)
    for variants in reference:
        row = np.min([_advance(row, phones, heard) for phones in variants], axis=0)
    return int(row[-1]), sum(len(variants[0]) for variants in reference)


def best_variant(variants: Sequence[Sequence[int]], hypothesis: Sequence[int]) -> tuple[int, int]:
    """Errors against the variant with the smallest share of them, and the length of that variant."""
    errors = [(edit_distance(phones, hypothesis), len(phones)) for phones in variants]
    return min(errors, key=lambda one: one[0] / one[1])


def _advance(row: NDArray[np.int64], units: Sequence[int], heard: NDArray[np.int64]) -> NDArray[np.int64]:
    """The row of the distance matrix below ``row`` after ``units`` more of the reference."""
    places = np.arange(len(heard) + 1)
    for unit in units:
        step = np.concatenate([[row[0] + 1], np.minimum(row[1:] + 1, row[:-1] + (heard != unit))])
        row = np.minimum.accumulate(step - places) + places
    return row
