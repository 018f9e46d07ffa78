"""Every number of the proofreader's search that may be tuned, in one value that a bundle keeps as JSON."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from pathlib import Path

from . import strict_json
from .errors import BundleError
from .sentence_weights import SentenceWeights

FILE = "weights"
"""Key of the file in `Manifest.files`."""


@dataclass(frozen=True)
class ProofreadingWeights:
    """How sure a change must be, in natural logarithms: a margin of 2.3 asks for ten times the probability.

    What is kept costs nothing but the model's own log-probability, so a text is changed only where the change
    is the likelier one by these margins.
    """

    unknown_word: float = 0.0
    """Margin for changing a word that the lexicon lacks; ``frequency`` comes on top."""
    known_word: float = 8.0
    """Margin for changing one that it has; the words are put right before, see `words`."""
    space: float = 4.0
    """Margin for taking words apart or together, on top."""
    mark: float = 1.0
    """Margin for each punctuation mark, space between marks or capital."""
    frequency: float = 0.3
    """Weight of the log-probability of the words that are put in: common words are likelier meant."""
    slip: float = -6.5
    """Least log-probability of the first edit of a letter in a word that the lexicon lacks: what the model
    never saw may be meant all the same."""
    beam_width: float = 9.0
    """Hypotheses this much (natural log) worse than the best are dropped."""
    hypotheses: int = 16
    """Largest number of hypotheses."""
    last_mark: float = 1.0
    """Weight of the language model's log-probability of a mark that is put in at a sentence's end."""
    words: SentenceWeights = field(default_factory=SentenceWeights)
    """How sure the words must be that are put in before, see `sentence_search`."""

    @staticmethod
    def load(path: Path) -> ProofreadingWeights:
        """Read the JSON that `to_json` writes. Raises `BundleError`."""
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise BundleError(f"{path}: expected readable JSON: {error}") from error
        return strict_json.read(ProofreadingWeights, strict_json.parse(text, str(path)), str(path))

    def to_json(self) -> str:
        """Return indented JSON."""
        return json.dumps(dataclasses.asdict(self), indent=2) + "\n"
