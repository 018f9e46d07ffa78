"""The mean of the weights of models that come from one (Wortsman et al. 2022, "Model soups", section 2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from linnet_export.checkpoint import checkpoint_weights, read_checkpoint
from linnet_export.from_graph import language_start
from linnet_runtime.errors import InputError

Weights = Mapping[str, Tensor]


def average(paths: Sequence[Path], shares: Sequence[float]) -> dict[str, Any]:
    """Return a checkpoint with the first one's recipe and the mean of all models' weights.

    Args:
        paths: checkpoints of one kind of model; after the first also directories of language bundles.
        shares: of each in the mean; they need not add up to 1.

    Raises:
        InputError: other models than the first, or shares that are too few, too many or not above 0.
        RecipeError, BundleError: no checkpoint, or no language bundle with a float graph.
    """
    if len(paths) != len(shares) or not paths or min(shares) <= 0:
        raise InputError(f"expected a share above 0 for each of {len(paths)} models, got {list(shares)}")
    first = read_checkpoint(paths[0])
    models = [first["state_dict"], *(_weights(path) for path in paths[1:])]
    for path, weights in zip(paths, models, strict=True):
        if _shapes(weights) != _shapes(models[0]):
            raise InputError(f"{path}: expected the same kind of model as {paths[0]}, got another")
    return {"state_dict": _mean(models, shares), "recipe": first["recipe"]}


def _mean(models: Sequence[Weights], shares: Sequence[float]) -> dict[str, Tensor]:
    """The weighted mean of every parameter; counts and the like are those of the first model."""
    total = sum(shares)
    return {
        name: sum((share / total * one[name] for one, share in zip(models, shares, strict=True)), 0.0 * value)
        if value.is_floating_point()
        else value
        for name, value in models[0].items()
    }


def _shapes(weights: Weights) -> dict[str, torch.Size]:
    return {name: value.shape for name, value in weights.items()}


def _weights(path: Path) -> Weights:
    if path.is_dir():
        return checkpoint_weights(language_start(path))
    found: Weights = read_checkpoint(path)["state_dict"]
    return found
