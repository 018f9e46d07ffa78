"""Checkpoints of training runs: the recipe and the weights that are exported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from pickle import UnpicklingError
from typing import Any, TypeVar

import torch
from torch import nn

from linnet_export.recipe import RecipeError, recipe_from_table

R = TypeVar("R")
M = TypeVar("M", bound=nn.Module)


def load_checkpoint(path: Path, recipe_class: type[R], build: Callable[[R], M]) -> tuple[M, R]:
    """The model that ``build`` makes of a checkpoint's recipe, with its weights, and the recipe.

    Raises `RecipeError` for anything that is not a checkpoint of such a model.
    """
    try:
        saved: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
        recipe = recipe_from_table(saved["recipe"], recipe_class)
        model = build(recipe)
        weights = {name.removeprefix("model."): value for name, value in saved["state_dict"].items()}
        model.load_state_dict(weights, strict=True)
    except (OSError, EOFError, LookupError, TypeError, RuntimeError, UnpicklingError) as error:
        raise RecipeError(f"{path}: expected a checkpoint of `linnet-export train`: {error}") from error
    model.eval()
    return model, recipe
