"""The recipe of a federated fine-tuning: who takes part, what they train, and how private it is."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class PeopleSettings:
    """Pseudo-users: neighbouring lines of one source belong together, so each has topics of their own."""

    people: int = 100
    lines: int = 100
    """Of each, in the order of time."""
    later_lines: int = 20
    """The last of them, which only judge."""


@dataclass(frozen=True)
class ClientSettings:
    """What happens on a person's device in one round."""

    trained: str = "bias"
    """Beginnings of the names of the parameters that are trained and sent, with spaces between them."""
    passes: int = 1
    """Over the person's earlier text."""
    streams: int = 8
    segment: int = 20
    learning_rate: float = 20.0
    """Of plain SGD; the gradient of a mean over pieces is small for each of 16,384 biases."""
    log_z_penalty: float = 0.05


@dataclass(frozen=True)
class PrivacySettings:
    """How little an update may say about one person."""

    clip_norm: float = 1.0
    """Longest update of one person (L2 norm, all trained parameters together)."""
    noise: float = 1.0
    """Standard deviation of the noise on the sum of all updates, in clip norms. 0: no privacy at all."""
    delta: float = 1e-5
    """Chance for which epsilon need not hold; below 1 / people."""


@dataclass(frozen=True)
class ServerSettings:
    """How updates become a new model."""

    rounds: int = 10
    share: float = 0.1
    """Chance of each person to take part in a round (Poisson sampling, which the accounting needs)."""
    learning_rate: float = 4.0
    """Factor on the mean update."""


@dataclass(frozen=True)
class FederatedRecipe:
    """One federated fine-tuning."""

    name: str
    seed: int = 1
    people: PeopleSettings = field(default_factory=PeopleSettings)
    client: ClientSettings = field(default_factory=ClientSettings)
    privacy: PrivacySettings = field(default_factory=PrivacySettings)
    server: ServerSettings = field(default_factory=ServerSettings)
