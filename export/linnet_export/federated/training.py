"""A whole federated fine-tuning, simulated in this process: devices, server, and what was found."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from flwr.app import Context, RecordDict
from flwr.client import NumPyClient
from flwr.client.mod import secaggplus_mod
from flwr.clientapp import ClientApp
from flwr.server import LegacyContext, ServerConfig
from flwr.server.workflow import DefaultWorkflow, SecAggPlusWorkflow

from linnet_export.federated.averaging import PrivateAveraging
from linnet_export.federated.device import Arrays, Device, put, taken, trained_parameters
from linnet_export.federated.local_grid import LocalGrid, Traffic
from linnet_export.federated.recipe import FederatedRecipe
from linnet_export.language_model import LanguageModel

logging.getLogger("flwr").setLevel(logging.ERROR)  # Flower itself sets it when it is imported

SHARES, THRESHOLD = 1.0, 0.5
"""Secure aggregation: all who take part hold a share of every key, and half of them can make it again."""
_STEPS = 2**22
"""Secure aggregation adds whole numbers: so many steps lie between -1 and 1 clip norm."""
Watch = Callable[[int, LanguageModel], None]
"""Told the number of a round, from 1, and the model after it."""


@dataclass(frozen=True)
class Federated:
    """What came of it beside the model."""

    cohorts: tuple[int, ...]
    """Updates of each round that came to its end: secure aggregation gives up below three."""
    dropped: int
    """Devices that took part and did not answer."""
    traffic: tuple[Traffic, ...]
    """Bytes of each round, all devices together."""
    sent_parameters: int
    """Numbers in one update."""


def federate(
    model: LanguageModel, devices: Sequence[Device], recipe: FederatedRecipe, *, secure: bool, watch: Watch
) -> Federated:
    """Fine-tune ``model`` in place on what is on the devices; with ``secure`` the server sees only sums."""
    parameters = trained_parameters(model, recipe.client)

    def watch_values(number: int, values: Arrays) -> None:
        put(parameters, values)
        watch(number, model)

    initial = taken(parameters)
    settings = (recipe.server, recipe.privacy)
    strategy = PrivateAveraging(initial, len(devices), settings, recipe.seed, watch_values)
    grid = LocalGrid(client_app(model, devices, recipe, secure=secure), len(devices))
    workflow = DefaultWorkflow(fit_workflow=_secure_sum(recipe) if secure else None)
    torch.manual_seed(recipe.seed)
    workflow(grid, LegacyContext(_context(), ServerConfig(recipe.server.rounds), strategy))
    put(parameters, strategy.values)
    rounds = [str(number) for number in range(1, recipe.server.rounds + 1)]
    traffic = tuple(grid.traffic.get(number, Traffic()) for number in rounds)
    return Federated(tuple(strategy.cohorts), strategy.dropped, traffic, sum(value.size for value in initial))


def client_app(
    model: LanguageModel, devices: Sequence[Device], recipe: FederatedRecipe, *, secure: bool
) -> ClientApp:
    """What runs on each device: Flower tells it by "partition-id" whose text it has."""

    class Client(NumPyClient):  # type: ignore[misc, unused-ignore]
        def __init__(self, device: Device) -> None:
            self._device = device

        def fit(self, parameters: Arrays, config: object) -> tuple[Arrays, int, dict[str, float]]:  # noqa: ARG002
            return self._device.update(model, parameters, recipe.privacy.clip_norm), 1, {}

    def client(context: Context) -> object:
        return Client(devices[int(context.node_config["partition-id"])]).to_client()

    return ClientApp(client, mods=[secaggplus_mod] if secure else [])


def _secure_sum(recipe: FederatedRecipe) -> SecAggPlusWorkflow:
    """SecAgg+ (Bell et al. 2020): every update is masked, and only the sum of all comes out from under."""
    return SecAggPlusWorkflow(
        SHARES,
        THRESHOLD,
        max_weight=1.0,
        clipping_range=recipe.privacy.clip_norm,
        quantization_range=_STEPS,
    )


def _context() -> Context:
    return Context(0, 0, {}, RecordDict(), {})
