"""Word probabilities of a language bundle."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from linnet_runtime.bundle import Bundle
from linnet_runtime.language_model import LanguageModel
from linnet_runtime.written import tokens


@dataclass(frozen=True)
class ModelSource:
    """A bundle's language model."""

    bundle: Path
    precision: str
    """A key of the manifest's graphs."""


@dataclass(frozen=True)
class BundleWords:
    """A `WordModel`: the full softmax of a bundle, a word of several pieces by the product of theirs."""

    model: LanguageModel

    @classmethod
    def load(cls, source: ModelSource) -> BundleWords:
        """Load it. Raises `BundleError`."""
        return cls(LanguageModel.load(Bundle.open(source.bundle), source.precision))

    def log_probability(self, context: str, word: str) -> float:
        """Natural logarithm of P(word | context)."""
        read = self.model.context(context)
        return sum(self.model.spelled_score(read, token) for token in tokens(word))
