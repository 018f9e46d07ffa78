"""What a training will cost: the formula, and the command that measures what goes into it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from linnet_export.cli import run
from linnet_export.recipe import AcousticRecipe, load_recipe
from linnet_export.training_cost import EFFICIENCY, TrainingSpeed

RECIPE = Path(__file__).parent.parent / "export" / "recipes" / "en" / "acoustic-1000h.toml"


def test_hours_follow_from_speed_passes_and_processes() -> None:
    recipe = load_recipe(RECIPE, AcousticRecipe)
    assert recipe.training.epochs / recipe.data.parts == 12
    speed = TrainingSpeed(50.0, 10**9, 10**7)
    assert speed.hours(recipe, 1000.0, 1) == pytest.approx(12 * 1000 / 50)
    assert speed.hours(recipe, 1000.0, 8) == pytest.approx(12 * 1000 / 50 / 8 / EFFICIENCY)
    whole = dataclasses.replace(recipe, data=dataclasses.replace(recipe.data, parts=1))
    assert speed.hours(whole, 1000.0, 1) == pytest.approx(96 * 1000 / 50)


def test_the_command_measures_the_tiny_recipe(capsys: pytest.CaptureFixture[str]) -> None:
    command = ["cost", str(RECIPE), "--hours", "1000", "--processes", "1", "--processes", "4", "--tiny"]
    assert run([*command, "--updates", "2"]) == 0
    told = capsys.readouterr().out
    assert "one process of 4:" in told
    assert "2 passes of 1000 h on 1:" in told
    assert "2 passes of 1000 h on 4:" in told
