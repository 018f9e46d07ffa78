"""The mean of the weights of several models."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from linnet_export.cli import app
from linnet_export.language_pack import load_model
from linnet_export.recipe import RecipeError
from linnet_export.weight_average import average
from linnet_runtime.errors import InputError
from small_talk import SmallTalk


def changed(checkpoint: Path, path: Path, **parameters: Any) -> Path:
    """A copy of a checkpoint with other parameters."""
    saved = torch.load(checkpoint, weights_only=True)
    saved["state_dict"] |= {f"model.{name}": value for name, value in parameters.items()}
    torch.save(saved, path)
    return path


def test_the_command_writes_the_weighted_mean(small_talk: SmallTalk, tmp_path: Path) -> None:
    bias = load_model(small_talk.checkpoint)[0].bias.detach()
    other = changed(small_talk.checkpoint, tmp_path / "other.ckpt", bias=bias + 4.0)
    out = tmp_path / "mean.ckpt"
    models = [str(small_talk.checkpoint), str(other)]
    app(["average", str(out), *models, "--share", "3", "--share", "1"], standalone_mode=False)
    mean, recipe = load_model(out)
    assert torch.allclose(mean.bias, bias + 1.0)
    assert recipe == load_model(small_talk.checkpoint)[1]


def test_a_bundle_has_the_weights_it_was_packed_from(small_talk: SmallTalk) -> None:
    found = average([small_talk.checkpoint, small_talk.bundle], [0.5, 0.5])["state_dict"]
    for name, value in load_model(small_talk.checkpoint)[0].state_dict().items():
        assert torch.allclose(found[f"model.{name}"], value, atol=1e-6)


@pytest.mark.parametrize("shares", [[1.0], [1.0, 0.0], [1.0, 1.0, 1.0]])
def test_shares_that_do_not_fit_are_refused(small_talk: SmallTalk, shares: list[float]) -> None:
    with pytest.raises(InputError, match="a share above 0 for each of 2 models"):
        average([small_talk.checkpoint, small_talk.bundle], shares)


def test_another_kind_of_model_is_refused(small_talk: SmallTalk, tmp_path: Path) -> None:
    other = changed(small_talk.checkpoint, tmp_path / "other.ckpt", bias=torch.zeros(3))
    with pytest.raises(InputError, match=r"other\.ckpt: expected the same kind of model"):
        average([small_talk.checkpoint, other], [1.0, 1.0])


def test_the_first_must_be_a_checkpoint(small_talk: SmallTalk) -> None:
    with pytest.raises(RecipeError, match="expected a checkpoint"):
        average([small_talk.bundle, small_talk.checkpoint], [1.0, 1.0])
