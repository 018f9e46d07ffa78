"""The study of the cells: its tasks, what is read off its numbers, and a tiny run from recipe to pictures."""

from __future__ import annotations

import dataclasses
import json
import math
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from matplotlib.image import imread

import tones
from conftest import REPOSITORY
from linnet_export.cells import CELL_STATES
from linnet_export.cli import run
from linnet_export.language_model import LanguageModel, LanguageSettings
from linnet_export.language_pack import write_graphs
from linnet_export.recipe import load_recipe
from linnet_export.study.costs import resident_bytes
from linnet_export.study.lag_parts import peaks, thinned
from linnet_export.study.lag_training import Descent, LagModel, gradient_by_lag, train_on_lag
from linnet_export.study.model_parts import spread
from linnet_export.study.parts import StudyData, run_study
from linnet_export.study.readings import conclusions, faded_at, longest_mastered
from linnet_export.study.recipe import LagSettings, StudyRecipe
from linnet_export.study.tasks import SYMBOLS, TASKS
from linnet_runtime.errors import InputError
from small_talk import SmallTalk, write_text

RECIPE = REPOSITORY / "export" / "recipes" / "study-cells.toml"
PARTS = ("gradients", "adding", "copying", "language", "acoustic", "costs", "latency")
SMALL = LagSettings(hidden=16, updates=150, batch=16, lags=(2, 3, 4, 5), judged=200, descent_lag=5)


# Tasks


def test_the_sum_needs_what_was_marked_first() -> None:
    batch = TASKS["adding"].draw(20, 50, torch.Generator().manual_seed(0))
    assert batch.inputs.shape == (21, 50, 2)
    assert (batch.inputs[:, :, 1].sum(0) == 2).all()
    assert (batch.inputs[0, :, 1] == 1).all()
    expected = (batch.inputs[:, :, 0] * batch.inputs[:, :, 1]).sum(0)
    torch.testing.assert_close(batch.targets[0], expected)


def test_a_guess_is_as_good_as_said() -> None:
    sums = TASKS["adding"].draw(9, 20_000, torch.Generator().manual_seed(0)).targets
    assert float((sums - 1).square().mean()) == pytest.approx(TASKS["adding"].without_memory, rel=0.05)
    copying = TASKS["copying"]
    assert copying.without_memory == pytest.approx(math.log(SYMBOLS))


def test_copies_are_asked_for_at_the_end() -> None:
    batch = TASKS["copying"].draw(7, 3, torch.Generator().manual_seed(0))
    units = batch.inputs.argmax(dim=2)
    assert torch.equal(units[:2], batch.targets)
    assert (units[2:9] == SYMBOLS).all()
    assert (units[9:] == SYMBOLS + 1).all()


def test_a_cell_learns_a_short_lag() -> None:
    task = TASKS["copying"]
    _, found = train_on_lag("gru", task, 2, SMALL, Descent(1e-2, 1.0), seed=1)
    assert found.loss < 0.5 * task.without_memory
    assert len(found.losses) == len(found.norms) == SMALL.updates


def test_the_gradient_by_lag_is_that_of_the_formula() -> None:
    """Of a plain RNN: dL/ds(t - 1) = W' (1 - s(t)^2) dL/ds(t), computed anew."""
    torch.manual_seed(0)
    task, lag = TASKS["adding"], 6
    model = LagModel("rnn", task, 5)
    found = gradient_by_lag(model, task, lag, count=3)
    batch = task.draw(lag, 3, torch.Generator().manual_seed(4321))
    with torch.no_grad():
        frames, _ = model.recurrent(batch.inputs, model.initial(3)[0])  # (T, B, H)
        error = 2 * (model.readout(frames[-1])[:, 0] - batch.targets[-1])
        gradient = error[:, None] * model.readout.weight
        weight = model.recurrent.get_parameter("weight_hh_l0")
        for back in range(lag + 1):
            assert found[back] == pytest.approx(float(gradient.norm(dim=1).mean()), rel=1e-4)
            gradient = (gradient * (1 - frames[-1 - back] ** 2)) @ weight


def test_what_explodes_ends_a_run() -> None:
    _, found = train_on_lag("irnn", TASKS["adding"], 40, SMALL, Descent(1e6, None, adam=False), seed=1)
    assert len(found.losses) < SMALL.updates
    assert not math.isfinite(found.norms[-1])


# What is read off


def test_mastered_and_faded() -> None:
    assert longest_mastered({"20": 0.01, "10": 0.0, "40": 0.9, "80": 0.0}, 1.0) == 20
    assert longest_mastered({"10": float("nan"), "20": 0.0}, 1.0) == 0
    assert faded_at([5.0, 1.0, 0.04, 0.2]) == 2
    assert faded_at([5.0, 1.0]) is None


def test_sentences_follow_the_numbers() -> None:
    losses = {"rnn": 0.9, "lstm": 0.001}
    adding = {cell: {"losses": {"10": 0.001, "20": loss / 6}} for cell, loss in losses.items()}
    assert conclusions({"adding": adding}) == [
        "Adding, longest lag mastered (loss below 25% of a guess's): lstm 20, rnn 10."
    ]
    adding["rnn"]["losses"]["10"] = 0.17
    assert conclusions({"adding": adding})[-1] == "Adding: rnn does not master the shortest lag."


def test_what_is_no_number_is_said_and_not_ranked() -> None:
    losses = {"rnn": 4.6, "irnn": float("nan"), "lstm": 4.5}
    acoustic = {
        cell: {"losses": [9.0, loss], "dev": [{"error/phones/x": 0.95}]} for cell, loss in losses.items()
    }
    assert conclusions({"acoustic": acoustic}) == [
        "Acoustic model, CTC loss at the end (dev phone errors), best first: lstm 4.50 (95%), "
        "rnn 4.60 (95%).",
        "Acoustic model: the loss of irnn is no number any more.",
        "No cell hears phones after so short a training: 95% to 95% errors.",
    ]


def test_curves_are_thinned() -> None:
    values = [float(number) for number in range(250)]
    assert len(thinned(values)) == len(peaks(values)) == 84
    assert thinned(values)[:2] == [1.0, 4.0]
    assert peaks(values)[:2] == [2.0, 5.0]
    assert thinned([1.0, 2.0]) == [1.0, 2.0]
    assert spread([0, 1, 2, 3, 4], 3) == [0, 2, 4]


# The whole


@pytest.fixture(scope="module")
def folder(small_talk: SmallTalk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny study of all parts, by the command."""
    folder = tmp_path_factory.mktemp("study")
    tones.pronunciations(folder)
    assert run(command(folder, small_talk)) == 0
    return folder


def command(folder: Path, small_talk: SmallTalk) -> list[str]:
    speech = {
        "speech": tones.write_corpus(folder / "train", 8),
        "speech-dev": tones.write_corpus(folder / "dev", 4, seed=1),
        "cmudict": folder / "tones.dict",
    }
    text = {
        "text": write_text(folder / "text", 200, seed=1),
        "text-dev": write_text(folder / "text-dev", 30, seed=2),
        "tokenizer": small_talk.files.tokenizer,
    }
    options = [word for name, path in {**speech, **text}.items() for word in (f"--{name}", str(path))]
    return ["study", "cells", str(RECIPE), str(folder / "run"), str(folder / "cells.md"), *options, "--tiny"]


def test_every_part_of_every_cell_is_there(folder: Path) -> None:
    for part in PARTS:
        for cell in CELL_STATES:
            assert json.loads((folder / "run" / f"{part}-{cell}.json").read_text())


def test_the_report_shows_every_picture_and_table(folder: Path) -> None:
    text = (folder / "cells.md").read_text()
    shown = re.findall(r"!\[.+\]\((.+\.png)\)", text)
    assert sorted(shown) == sorted(path.name for path in folder.glob("*.png"))
    assert len(shown) == 5
    for name in shown:
        assert imread(folder / name).std() > 0.01
    for cell in CELL_STATES:
        assert len(re.findall(rf"^\| {cell} \|", text, re.MULTILINE)) >= 9
    assert text.count("\n- ") > 12
    assert "nan" not in text
    page = (folder / "cells.html").read_text()
    assert re.findall(r'<img src="(.+?)"', page) == shown
    assert page.count("<tr>") == len(re.findall(r"^\| (?!-)", text, re.MULTILINE))


def test_a_part_that_is_there_is_kept(folder: Path, small_talk: SmallTalk) -> None:
    file = folder / "run" / "costs-gru.json"
    found = json.loads(file.read_text())
    found["1"]["parameters"] = 424242
    file.write_text(json.dumps(found))
    (folder / "run" / "latency-rnn.json").unlink()
    assert run(command(folder, small_talk)) == 0
    assert "424,242" in (folder / "cells.md").read_text()
    assert (folder / "run" / "latency-rnn.json").exists()


def test_results_of_another_recipe_are_refused(folder: Path) -> None:
    recipe = dataclasses.replace(load_recipe(RECIPE, StudyRecipe, tiny=True), seed=2)
    with pytest.raises(InputError, match="expected results of this recipe"):
        run_study(recipe, StudyData(), folder / "run")


def test_half_of_a_part_s_data_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["study", "cells", str(RECIPE), str(tmp_path / "run"), str(tmp_path / "x.md"), "--tiny"]
    assert run([*arguments, "--text", str(tmp_path)]) == 2
    assert "or none of them" in capsys.readouterr().err


def test_a_process_needs_memory(tmp_path: Path) -> None:
    files = write_graphs(LanguageModel(LanguageSettings(32, 8, 16, cell="gru")), tmp_path)
    assert 1e5 < resident_bytes(files["int8"]) < 1e9


def test_costs_grow_with_depth(folder: Path) -> None:
    for cell in CELL_STATES:
        if cell == "gru":  # spoiled by the test before
            continue
        depths = json.loads((folder / "run" / f"costs-{cell}.json").read_text())
        for measure in ("parameters", "state_bytes", "kept_bytes"):
            values = [depths[str(depth)][measure] for depth in (1, 2, 3, 4)]
            assert (np.diff(values) > 0).all(), (cell, measure)
