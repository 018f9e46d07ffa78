"""Choosing the weights of the proofreader's search."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rapidfuzz.distance import Levenshtein

from linnet_export.coordinate_descent import Coordinate, CoordinateDescent
from linnet_export.proofreading_sets import TypedSet
from linnet_runtime.proofreading_weights import ProofreadingWeights

COORDINATES = (
    Coordinate("words.unknown_word", 1.0),
    Coordinate("words.known_word", 1.0),
    Coordinate("words.name", 2.0),
    Coordinate("words.two_words", 1.0),
    Coordinate("words.sound", 2.0),
    Coordinate("unknown_word", 2.0),
    Coordinate("known_word", 1.0),
    Coordinate("space", 1.0),
    Coordinate("mark", 1.0),
    Coordinate("frequency", 0.2),
    Coordinate("last_mark", 0.5),
)
"""The width of the beam is a matter of time."""
CLEAN_WEIGHT = 3
"""A wrong word in a text that was right counts as so many others: most text is right."""
Correct = Callable[[ProofreadingWeights, str], str]
"""Corrects a text with some weights."""


def begin(
    correct: Correct, sets: Sequence[TypedSet], weights: ProofreadingWeights, report: Callable[[str], None]
) -> CoordinateDescent[ProofreadingWeights]:
    """Begin a search for weights with few wrong words; ``report`` gets a line for each trial."""

    def measure(what: str, tried: ProofreadingWeights) -> float:
        errors = {noise: [0, 0] for noise in dict.fromkeys(one.noise for one in sets)}
        for one in sets:
            for text in one.texts:
                after = correct(tried, text.typed).split()
                errors[one.noise][0] += Levenshtein.distance(after, text.meant.split())
                errors[one.noise][1] += len(text.meant.split())
        cost = sum(wrong * (CLEAN_WEIGHT if noise == "clean" else 1) for noise, (wrong, _) in errors.items())
        each = ", ".join(f"{noise} {wrong / max(words, 1):.2%}" for noise, (wrong, words) in errors.items())
        report(f"{what}: {cost} wrong words ({each})")
        return float(cost)

    return CoordinateDescent.begin(measure, weights)
