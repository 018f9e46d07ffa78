"""What runs on a person's device: a few steps of training on their own text, and a clipped update."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import cross_entropy

from linnet_export.federated.recipe import ClientSettings
from linnet_export.language_data import Segments
from linnet_export.language_model import LanguageModel
from linnet_export.piece_text import END_ID, encode
from linnet_export.recipe import RecipeError
from linnet_runtime.pieces import Pieces

Arrays = list[NDArray[np.float32]]
"""The trained parameters, or changes of them, sorted by name."""


def trained_parameters(model: LanguageModel, settings: ClientSettings) -> dict[str, torch.nn.Parameter]:
    """Return what is trained and sent, by name and sorted. Raises `RecipeError` when that is nothing."""
    beginnings = tuple(settings.trained.split())
    found = {name: one for name, one in sorted(model.named_parameters()) if name.startswith(beginnings)}
    if not beginnings or not found:
        known = ", ".join(name for name, _ in model.named_parameters())
        raise RecipeError(f"trained: expected beginnings of some of {known}, got {settings.trained!r}")
    return found


def put(parameters: Mapping[str, torch.nn.Parameter], values: Sequence[NDArray[np.float32]]) -> None:
    """Give parameters new values."""
    with torch.no_grad():
        for parameter, value in zip(parameters.values(), values, strict=True):
            parameter.copy_(torch.from_numpy(value))


def taken(parameters: Mapping[str, torch.nn.Parameter]) -> Arrays:
    """Return a copy of the values of parameters."""
    return [parameter.detach().numpy().copy() for parameter in parameters.values()]


def clipped(update: Sequence[NDArray[np.float32]], clip_norm: float) -> Arrays:
    """Shorten an update to at most ``clip_norm``, all of it together: nobody has more influence than that.

    McMahan et al. 2018, "Learning differentially private recurrent language models", FlatClip.
    """
    norm = float(np.sqrt(sum(float(np.square(one, dtype=np.float64).sum()) for one in update)))
    factor = np.float32(min(1.0, clip_norm / norm) if norm else 1.0)
    return [one * factor for one in update]


class Device:
    """One person's text, encoded, and the model that all simulated devices share in turn."""

    def __init__(self, lines: Sequence[str], pieces: Pieces, settings: ClientSettings) -> None:
        text = encode(lines, pieces).pieces
        self._settings = settings
        self._segments = Segments(
            np.concatenate([np.array([END_ID], np.uint16), text]), settings.streams, settings.segment
        )

    def update(self, model: LanguageModel, values: Sequence[NDArray[np.float32]], clip_norm: float) -> Arrays:
        """Train from ``values`` on the person's text; returns the clipped change."""
        parameters = trained_parameters(model, self._settings)
        put(parameters, values)
        optimizer = torch.optim.SGD(parameters.values(), self._settings.learning_rate)
        model.eval().requires_grad_(False)  # no dropout: a few steps on little text
        for parameter in parameters.values():
            parameter.requires_grad_(True)
        for _ in range(self._settings.passes):
            self._read(model, optimizer)
        changes = [after - before for after, before in zip(taken(parameters), values, strict=True)]
        return clipped(changes, clip_norm)

    def _read(self, model: LanguageModel, optimizer: torch.optim.Optimizer) -> None:
        state = model.initial(self._settings.streams)
        for index in range(len(self._segments)):
            segment = self._segments[index]
            features, state = model.features(segment.inputs, state)
            loss = self._loss(model.logits(features).flatten(0, 1), segment.targets.flatten())
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            state = tuple(one.detach() for one in state)

    def _loss(self, logits: Tensor, targets: Tensor) -> Tensor:
        """Cross-entropy per piece and the penalty on log Z, as in `language_training`; logits (N, pieces)."""
        log_z = torch.logsumexp(logits, dim=-1)
        return cross_entropy(logits, targets) + self._settings.log_z_penalty * log_z.square().mean()
