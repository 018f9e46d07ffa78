"""The server's part as a Flower strategy: who takes part, and how their updates become a new model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from flwr.common import FitIns, ndarrays_to_parameters, parameters_to_ndarrays
from flwr.server.strategy import FedAvg
from numpy.typing import NDArray

from linnet_export.federated.device import Arrays
from linnet_export.federated.recipe import PrivacySettings, ServerSettings

Watch = Callable[[int, Arrays], None]
"""Told the number of a round, from 1, and the parameters after it."""


class PrivateAveraging(FedAvg):
    """Adds the sum of clipped updates, and noise, to the model it sent out (DP-FedAvg).

    McMahan et al. 2018, "Learning differentially private recurrent language models", algorithm 1: everybody
    takes part with the same chance, counts the same, and the sum is divided by how many are expected, not by
    how many came, so that one person more or less changes it by one clip norm at most.

    Devices send updates, not models. Below secure aggregation every result holds the mean of all updates; the
    sum is the same.
    """

    def __init__(
        self,
        initial: Arrays,
        people: int,
        settings: tuple[ServerSettings, PrivacySettings],
        seed: int,
        watch: Watch,
    ) -> None:
        super().__init__(
            fraction_evaluate=0.0, min_fit_clients=1, min_evaluate_clients=1, min_available_clients=1
        )
        self.values = initial
        """The parameters after the last round."""
        self._people = people
        self._server, self._privacy = settings
        self._seed = seed
        self._watch = watch
        self.cohorts: list[int] = []
        """How many updates each round had."""
        self.dropped = 0
        """Devices that did not answer."""

    def initialize_parameters(self, client_manager: Any) -> Any:  # noqa: ARG002
        """What the server begins with."""
        return ndarrays_to_parameters(self.values)

    def configure_fit(self, server_round: int, parameters: Any, client_manager: Any) -> list[Any]:
        """Draw who takes part: everybody alone, with the same chance."""
        rng = np.random.default_rng([self._seed, server_round])
        clients = sorted(client_manager.all().values(), key=lambda proxy: int(proxy.cid))
        drawn = rng.random(len(clients)) < self._server.share
        instructions = FitIns(parameters, {})
        return [(proxy, instructions) for proxy, is_in in zip(clients, drawn, strict=True) if is_in]

    def aggregate_fit(self, server_round: int, results: Any, failures: Any) -> tuple[Any, dict[str, Any]]:
        """Make the next model of the updates that came; a device that dropped out is one update less."""
        self.dropped += len(failures)
        self.cohorts.append(len(results))
        updates = [parameters_to_ndarrays(result.parameters) for _, result in results]
        self.values = self._next(server_round, updates)
        self._watch(server_round, self.values)
        return ndarrays_to_parameters(self.values), {}

    def _next(self, server_round: int, updates: Sequence[Sequence[NDArray[np.float32]]]) -> Arrays:
        """Return the parameters plus the noisy sum of updates over the number that is expected."""
        rng = np.random.default_rng([self._seed, server_round, 1])
        expected = self._people * self._server.share
        deviation = self._privacy.noise * self._privacy.clip_norm
        new = []
        for index, value in enumerate(self.values):
            total = np.sum([update[index] for update in updates], axis=0, dtype=np.float64)
            noisy = total + rng.normal(0.0, deviation, value.shape)
            new.append((value + self._server.learning_rate * noisy / expected).astype(np.float32))
        return new
