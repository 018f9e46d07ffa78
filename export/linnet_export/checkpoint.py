"""Checkpoints of training runs: the recipe and the weights that are exported."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from pickle import UnpicklingError
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

from linnet_export.recipe import RecipeError, recipe_from_table

R = TypeVar("R")
M = TypeVar("M", bound=nn.Module)


_PARAMETER = "model."
"""What a checkpoint puts before the name of every parameter."""


def load_checkpoint(path: Path, recipe_class: type[R], build: Callable[[R], M]) -> tuple[M, R]:
    """The model that ``build`` makes of a checkpoint's recipe, with its weights, and the recipe.

    Raises `RecipeError` for anything that is not a checkpoint of such a model.
    """
    with _refusing(path):
        saved = read_checkpoint(path)
        recipe = recipe_from_table(saved["recipe"], recipe_class)
        model = build(recipe)
        weights = {name.removeprefix(_PARAMETER): value for name, value in saved["state_dict"].items()}
        model.load_state_dict(weights, strict=True)
    model.eval()
    return model, recipe


def read_checkpoint(path: Path) -> dict[str, Any]:
    """Return "recipe" and "state_dict" of a checkpoint. Raises `RecipeError` for anything that is none."""
    with _refusing(path):
        saved: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
        return {name: saved[name] for name in ("recipe", "state_dict")}


def checkpoint_weights(model: nn.Module) -> dict[str, Tensor]:
    """Return a model's weights by the names that they have in a checkpoint."""
    return {f"{_PARAMETER}{name}": value for name, value in model.state_dict().items()}


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    """Turn what a file that is no such checkpoint raises into a `RecipeError`."""
    try:
        yield
    except (OSError, EOFError, LookupError, TypeError, RuntimeError, UnpicklingError) as error:
        raise RecipeError(f"{path}: expected a checkpoint of `linnet-export train`: {error}") from error
