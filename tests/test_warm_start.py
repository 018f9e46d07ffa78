"""Beginning with an earlier model."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

import tones
from linnet_export.model import AcousticModel
from linnet_export.warm_start import warm_start
from linnet_runtime.errors import InputError

SETTINGS = tones.tiny_recipe().model


def outputs(model: AcousticModel) -> torch.Tensor:
    audio = torch.from_numpy(tones.say("bad bed"))[None]
    audio = audio[:, : audio.shape[1] // SETTINGS.frame_hop_samples * SETTINGS.frame_hop_samples]
    phones: torch.Tensor = model.eval()(audio, model.initial(1))[0]
    return phones


def test_a_deeper_model_begins_where_the_earlier_one_ended() -> None:
    earlier = AcousticModel(SETTINGS)
    deeper = AcousticModel(replace(SETTINGS, layers=SETTINGS.layers + 2))
    assert not torch.allclose(outputs(deeper), outputs(earlier))
    warm_start(deeper, earlier)
    assert torch.allclose(outputs(deeper), outputs(earlier), atol=1e-6)


def test_the_new_layers_can_learn() -> None:
    deeper = AcousticModel(replace(SETTINGS, layers=SETTINGS.layers + 1))
    warm_start(deeper, AcousticModel(SETTINGS))
    outputs(deeper).sum().backward()
    candidates = deeper.layers[-1].lstm.weight_ih_l0.grad
    assert candidates is not None
    assert candidates.abs().max() > 0


@pytest.mark.parametrize(
    "other", [replace(SETTINGS, hidden=32), replace(SETTINGS, layers=SETTINGS.layers + 1)]
)
def test_a_model_of_another_shape_is_refused(other: object) -> None:
    with pytest.raises(InputError, match="expected an earlier model"):
        warm_start(AcousticModel(SETTINGS), AcousticModel(other))  # type: ignore[arg-type]
