"""The recipe of a proofreading model: everything that decides how it is trained."""

from __future__ import annotations

from dataclasses import dataclass, field

from linnet_export.proofreading_model import ProofreadingSettings


@dataclass(frozen=True)
class WritingSettings:
    """How often people err when they write. Chances are per sentence or per word, as said."""

    clean: float = 0.25
    """Sentences without any error."""
    error_rates: tuple[float, float, float] = (0.04, 0.1, 0.22)
    """Share of the words that are misspelled; one of these for each sentence that is not clean."""
    common: float = 0.45
    """A misspelled word gets a common misspelling, if it has one, rather than a slip."""
    confused: float = 0.12
    """Words that sound like another one are taken for it, in sentences that are not clean."""
    lower_start: float = 0.25
    """Sentences that begin with a small letter."""
    lower_all: float = 0.2
    """Sentences without any capital."""
    no_end: float = 0.25
    """Sentences without the mark at their end."""
    no_commas: float = 0.15
    """Sentences without commas."""
    no_apostrophes: float = 0.35
    """Sentences without apostrophes."""
    lost_space: float = 0.012
    """Spaces left out."""
    extra_space: float = 0.006
    """Words with a space in them."""
    hidden_class: float = 0.03
    """Words that the model is told to be unknown, though they are not: it must look at them itself."""


@dataclass(frozen=True)
class TextSettings:
    """What is read."""

    words: int = 60_000
    """Most common words of the lexicon; the others are unknown."""
    lines: dict[str, int] = field(default_factory=dict)
    """How many sentences of a source are read at most; 0 leaves it out."""
    most_lines: int = 40_000
    """The same for sources that are not named."""
    longest: int = 100
    """Characters; longer sentences are left out."""
    joined: float = 0.1
    """Sentences that are read together with the next one, where both are short."""


@dataclass(frozen=True)
class ProofreadingTrainingSettings:
    """How the weights are found."""

    epochs: int = 30
    epoch_sentences: int = 12_000
    batch_characters: int = 2_400
    """Of sentences of one length, so that nothing is padded but what is put in."""
    learning_rate: float = 2e-3
    warmup_steps: int = 200
    decay_share: float = 0.4
    """The rate is constant, then falls linearly over this last share of the epochs."""
    clip_norm: float = 1.0
    edit_weight: float = 2.0
    """Weight of an action that changes something; one that keeps has 1."""


@dataclass(frozen=True)
class ProofreadingRecipe:
    """One proofreading model: its sizes, its data and its training."""

    name: str
    seed: int = 1
    model: ProofreadingSettings = field(default_factory=ProofreadingSettings)
    text: TextSettings = field(default_factory=TextSettings)
    writing: WritingSettings = field(default_factory=WritingSettings)
    training: ProofreadingTrainingSettings = field(default_factory=ProofreadingTrainingSettings)
