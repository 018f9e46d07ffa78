"""Choosing the weights of the speech search."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from linnet_export.confidence_calibration import calibration_error, fit_confidence
from linnet_export.coordinate_descent import Coordinate, CoordinateDescent
from linnet_export.speech_trials import Found, SpeechTrials, word_error_rates
from linnet_runtime.confidence import calibrated
from linnet_runtime.speech_weights import SpeechWeights

Report = Callable[[str], None]


COORDINATES = (
    Coordinate("language", 0.2),
    Coordinate("word", 0.5),
    Coordinate("sentence_end", 0.5),
    Coordinate("blank", 0.5),
    Coordinate("false_boundary", 1.0),
    Coordinate("spelled_margin", 3.0),
)
"""What errors depend on most comes first. The width of the beam is a matter of time, and silence is told
from words by recordings without words: neither is tuned by errors in speech."""


def begin(trials: SpeechTrials, weights: SpeechWeights, report: Report) -> CoordinateDescent[SpeechWeights]:
    """Begin a search for weights with few errors: the mean of the data sets' word error rates.

    Each set counts by the square root of its words: a small one neither decides nor is lost. ``report`` gets
    a line for each trial.
    """

    def measure(what: str, tried: SpeechWeights) -> float:
        found = trials.run(tried)
        rates = word_error_rates(found)
        shares = {name: math.sqrt(sum(one.words for one in found if one.dataset == name)) for name in rates}
        cost = sum(shares[name] * rate for name, rate in rates.items()) / sum(shares.values())
        each = ", ".join(f"{dataset} {rate:.1%}" for dataset, rate in rates.items())
        report(f"{what}: {cost:.2%} ({each})")
        return cost

    return CoordinateDescent.begin(measure, weights)


@dataclass(frozen=True)
class Calibration:
    """Weights with calibrated confidence, and its error in words that it was not fitted to."""

    weights: SpeechWeights
    words: int
    """On which the errors were measured."""
    error_before: float
    """Expected calibration error of the bare posteriors."""
    error_after: float


def calibrate(found: Sequence[Found], weights: SpeechWeights) -> Calibration:
    """Fit the confidence to every other utterance and measure it on the rest.

    Where one half has no words, as with a model that hears nothing yet, the confidence stays as it is.
    """
    (posteriors, right), others = _words(found[::2]), _words(found[1::2])
    if not posteriors or not others[0]:
        return Calibration(weights, 0, 0.0, 0.0)
    slope, offset = fit_confidence(posteriors, right)
    fitted = replace(weights, confidence_slope=slope, confidence_offset=offset)
    posteriors, right = others
    after = [calibrated(posterior, fitted) for posterior in posteriors]
    before = calibration_error(posteriors, right)
    return Calibration(fitted, len(right), before, calibration_error(after, right))


def _words(found: Sequence[Found]) -> tuple[list[float], list[bool]]:
    """The posterior of every word heard, and whether it was said."""
    posteriors = [posterior for one in found for posterior in one.posteriors]
    return posteriors, [right for one in found for right in one.alignment.heard_right]
