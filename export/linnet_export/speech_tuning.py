"""Choosing the weights of the speech search: coordinate descent (Powell's method without its directions)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from linnet_export.confidence_calibration import calibration_error, fit_confidence
from linnet_export.speech_trials import Found, SpeechTrials, word_error_rates
from linnet_runtime.confidence import calibrated
from linnet_runtime.speech_weights import SpeechWeights

Report = Callable[[str], None]


@dataclass(frozen=True)
class Coordinate:
    """A field of `SpeechWeights` that is tuned."""

    field: str
    step: float
    """How far it is moved at first; half as far in each further round."""


COORDINATES = (
    Coordinate("language", 0.2),
    Coordinate("word", 0.5),
    Coordinate("blank", 0.5),
    Coordinate("false_boundary", 1.0),
    Coordinate("spelled_margin", 3.0),
)
"""What errors depend on most comes first. The width of the beam is a matter of time, and silence is told
from words by recordings without words: neither is tuned by errors in speech."""


@dataclass
class Descent:
    """A search for weights with few errors: the mean of the data sets' word error rates.

    Each set counts by the square root of its words: a small one neither decides nor is lost.
    """

    trials: SpeechTrials
    report: Report
    """Gets a line for each trial."""
    best: SpeechWeights
    cost: float

    @classmethod
    def start(cls, trials: SpeechTrials, weights: SpeechWeights, report: Report) -> Descent:
        """Begin with some weights."""
        descent = cls(trials, report, weights, 1.0)
        descent.cost = descent._measure("start", weights)
        return descent

    def run(self, coordinates: Sequence[Coordinate], rounds: int) -> SpeechWeights:
        """Move along each coordinate as long as it helps, with steps half as long in each round."""
        for number in range(rounds):
            for coordinate in coordinates:
                step = coordinate.step / 2**number
                if not self._follow(coordinate.field, step):
                    self._follow(coordinate.field, -step)
        return self.best

    def _follow(self, field: str, step: float) -> bool:
        """Move along one coordinate as long as it helps; tells whether it did."""
        moved = False
        while True:
            value = getattr(self.best, field) + step
            tried = replace(self.best, **{field: value})
            cost = self._measure(f"{field} {value:g}", tried)
            if cost >= self.cost:
                return moved
            self.best, self.cost, moved = tried, cost, True

    def _measure(self, what: str, weights: SpeechWeights) -> float:
        found = self.trials.run(weights)
        rates = word_error_rates(found)
        shares = {name: math.sqrt(sum(one.words for one in found if one.dataset == name)) for name in rates}
        cost = sum(shares[name] * rate for name, rate in rates.items()) / sum(shares.values())
        each = ", ".join(f"{dataset} {rate:.1%}" for dataset, rate in rates.items())
        self.report(f"{what}: {cost:.2%} ({each})")
        return cost


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
