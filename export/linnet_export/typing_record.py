"""What was measured of a bundle, as its manifest holds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from linnet_export.metric import Measured
from linnet_export.typing_text import Sentence, count_words
from linnet_runtime.typing_accuracy import TypingAccuracy


@dataclass(frozen=True)
class TypingRecord:
    """How a bundle was measured."""

    precision: str
    noise: str
    seed: int
    command: str

    def of(self, file: Path, sentences: Sequence[Sentence], measured: Measured) -> TypingAccuracy:
        """Say what was measured on sentences of a file; the split is the name of its folder."""
        return TypingAccuracy(
            dataset=file.stem,
            split=file.absolute().parent.name,
            graph=self.precision,
            noise=self.noise,
            seed=self.seed,
            words=count_words(sentences),
            measures=dict(measured),
            command=self.command,
            data=described(file, sentences),
        )


def described(file: Path, sentences: Sequence[Sentence]) -> str:
    """Say which part of a file was typed."""
    return f"{len(sentences)} sentences ({count_words(sentences)} words) of {file.name}"
