"""What was measured of dictation, as a manifest holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from linnet_export.dictation_evaluation import Sample
from linnet_export.dictation_metrics import OF_THE_BUNDLE
from linnet_export.metric import Measured
from linnet_runtime.measurement import Measurement

DICTATION = "dictation"
"""The task of the bundle itself; that of another recognizer is "dictation by NAME"."""
PHRASES = "phrases-"
"""The task of lists of phrases, with their length behind it."""
ALL = "all"
"""What several data sets together are called."""


@dataclass(frozen=True)
class DictationRecord:
    """How a bundle was measured."""

    sample: Sample
    precision: str
    command: str

    def of(self, dataset: str, utterances: int, measured: Mapping[str, Measured]) -> list[Measurement]:
        """Say what was measured on a data set, the first recognizer being the bundle.

        Of the others only what does not depend on the bundle, so that it stays true when that is replaced.
        """
        data = self.sample.described(dataset, utterances)
        (_, own), *others = measured.items()
        return [self._measurement(DICTATION, dataset, own, data)] + [
            self._measurement(peer_task(name), dataset, of_the_engine(measures), data)
            for name, measures in others
        ]

    def of_phrases(self, data: str, measured: Mapping[int, Measured]) -> list[Measurement]:
        """Say what lists of phrases, by their length, changed on all data sets together."""
        return [
            self._measurement(f"{PHRASES}{count}", ALL, measures, data)
            for count, measures in measured.items()
        ]

    def _measurement(self, task: str, dataset: str, measures: Measured, data: str) -> Measurement:
        split = self.sample.manifest.stem
        return Measurement(task, dataset, split, self.precision, dict(measures), self.command, data)


def peer_task(name: str) -> str:
    """What the manifest calls dictation to another recognizer; its graph is that of the command."""
    return f"{DICTATION} by {name}"


def of_the_engine(measures: Measured) -> Measured:
    """Leave out what compares with the bundle."""
    return {name: measure for name, measure in measures.items() if name not in OF_THE_BUNDLE}
