"""The parts of the study, each cell's result in a file of its own: what is there is not computed again."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from linnet_export.cells import CELL_STATES
from linnet_export.study.costs import cost_part, latency_part
from linnet_export.study.lag_parts import gradient_part, lag_part
from linnet_export.study.model_parts import SpeechPaths, TextPaths, acoustic_part, language_part
from linnet_export.study.recipe import StudyRecipe
from linnet_export.study.tasks import TASKS
from linnet_runtime.errors import InputError

CELLS = tuple(CELL_STATES)
Results = Mapping[str, Mapping[str, Any]]
"""By part, such as "adding", then by cell."""


@dataclass(frozen=True)
class StudyData:
    """Data of the parts that need some; None leaves such a part out."""

    text: TextPaths | None = None
    speech: SpeechPaths | None = None


def run_study(
    recipe: StudyRecipe, data: StudyData, folder: Path, say: Callable[[str], object] = print
) -> Results:
    """Compute what is not in the folder yet and return all results.

    Raises `InputError` when the folder's results are those of another recipe.
    """
    torch.set_num_threads(1)
    _keep_recipe(recipe, folder)
    results: dict[str, dict[str, Any]] = {}
    for part, compute in _parts(recipe, data, folder).items():
        for cell in CELLS:
            file = folder / f"{part}-{cell}.json"
            if not file.exists():
                say(f"{part}: {cell}")
                text = json.dumps(compute(cell))
                partial = file.with_suffix(".partial")
                partial.write_text(text, encoding="utf-8")
                partial.replace(file)
            results.setdefault(part, {})[cell] = json.loads(file.read_text(encoding="utf-8"))
    return results


def _parts(recipe: StudyRecipe, data: StudyData, folder: Path) -> dict[str, Callable[[str], dict[str, Any]]]:
    """What computes each part of a cell."""
    parts: dict[str, Callable[[str], dict[str, Any]]] = {
        "gradients": lambda cell: gradient_part(cell, recipe.lags, recipe.seed),
    }
    for name in TASKS:
        parts[name] = lambda cell, name=name: lag_part(cell, name, recipe.lags, recipe.seed)  # type: ignore[misc]
    if text := data.text:
        parts["language"] = lambda cell: language_part(cell, recipe, text, folder)
    if speech := data.speech:
        parts["acoustic"] = lambda cell: acoustic_part(cell, recipe, speech, folder)
    parts["latency"] = lambda cell: latency_part(cell, recipe.costs, recipe.acoustic.model)
    parts["costs"] = lambda cell: cost_part(cell, recipe.costs)
    return parts


def _keep_recipe(recipe: StudyRecipe, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    file, text = folder / "recipe.json", json.dumps(dataclasses.asdict(recipe), indent=1)
    if file.exists() and file.read_text(encoding="utf-8") != text:
        raise InputError(f"{folder}: expected results of this recipe, found another one's; take a new folder")
    file.write_text(text, encoding="utf-8")
