"""The recipe of a formatting model: everything that decides how it is trained."""

from __future__ import annotations

from dataclasses import dataclass, field

from linnet_export.formatting_model import FormattingSettings


@dataclass(frozen=True)
class FormattingTextSettings:
    """Which text is read, and how."""

    shares: dict[str, float] = field(default_factory=dict)
    """Which share of each source's blocks is read in a pass; all where it is not named, 0 leaves it out."""
    most_lines: int = 350_000
    """So many lines at most are read of a source, from its beginning."""
    entity_repeats: int = 6
    """How often each sentence with persons and places marked by people is read in a pass."""
    block_lines: int = 16
    """So many neighbouring lines stay together."""
    more_lines: float = 0.6
    """Chance that another line follows in the same piece of speech."""
    longest_words: int = 64
    """Words in a piece of speech."""
    digit_lines: float = 0.1
    """Share of the lines whose numbers stay digits."""


@dataclass(frozen=True)
class FormattingTrainingSettings:
    """How the weights of a formatting model are found."""

    parts: int = 10
    """A pass is read in so many epochs: a checkpoint, and a look at dev, after each."""
    epochs: int = 10
    """Parts read."""
    batch_words: int = 3072
    """Words of one update, padded; all pieces of speech in it are about equally long."""
    learning_rate: float = 3e-3
    warmup_steps: int = 200
    decay_share: float = 0.6
    """The rate is constant, then falls linearly to zero over this last share of the updates."""
    clip_norm: float = 1.0
    delay_weights: tuple[float, float, float, float, float] = (0.12, 0.16, 0.24, 0.24, 0.24)
    """Share of the loss that each delay has, in words: 0, 1, 2, 3, 4."""
    entity_weight: float = 1.5
    """Weight of the entities' loss; capitals and marks have 1 each."""


@dataclass(frozen=True)
class FormattingRecipe:
    """One formatting model: its sizes, its text and its training."""

    name: str
    seed: int = 1
    model: FormattingSettings = field(default_factory=FormattingSettings)
    data: FormattingTextSettings = field(default_factory=FormattingTextSettings)
    training: FormattingTrainingSettings = field(default_factory=FormattingTrainingSettings)
