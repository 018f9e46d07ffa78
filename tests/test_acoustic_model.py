"""STYLE rule 10: what streaming must never change, in PyTorch and in the float graphs."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from linnet_export.export import state_tensors
from linnet_export.model import AcousticModel, AcousticSettings
from linnet_export.recording import read_mono
from linnet_export.tiny import TINY
from linnet_runtime.audio import Rechunker
from linnet_runtime.bundle import Bundle
from linnet_runtime.state import State, StateSpec
from linnet_runtime.step_model import StepModel
from linnet_runtime.units import LETTERS, PHONES

RATE_HZ = 16_000
HOP = 480
CHUNK = 4 * HOP
ROUNDING = 4e-4
"""Of float32 log-probabilities: matrix products of other shapes add in another order (1.8e-4 seen)."""
SHIPPED = Path(__file__).parent.parent / "sdk" / "linnet" / "bundles" / "en-acoustic"
Audio = NDArray[np.float32]
Outputs = dict[str, NDArray[Any]]


class Stepper(Protocol):
    """What `StepModel` is, and PyTorch behind the same interface."""

    @property
    def spec(self) -> StateSpec: ...

    def step(self, inputs: Mapping[str, Audio], state: State) -> tuple[Outputs, State]: ...


class TorchModel:
    """The PyTorch model as a `Stepper`."""

    def __init__(self, model: AcousticModel) -> None:
        self._model = model.eval()
        self.spec = StateSpec(state_tensors(model))

    @torch.no_grad()
    def step(self, inputs: Mapping[str, Audio], state: State) -> tuple[Outputs, State]:
        tensors = {name: torch.tensor(array) for name, array in state.items()}
        phones, letters, trunk, new = self._model(torch.tensor(inputs["audio"]), tensors)
        outputs = {"phones": phones.numpy(), "letters": letters.numpy(), "trunk": trunk.numpy()}
        return outputs, State({name: tensor.contiguous().numpy() for name, tensor in new.items()})


@pytest.fixture(scope="module", params=["torch", "tiny", "en-acoustic"])
def model(request: pytest.FixtureRequest, tiny_bundle: Path) -> Stepper:
    """PyTorch, the tiny float graph, and the shipped float graph, which the repository must have."""
    if request.param == "torch":
        torch.manual_seed(0)
        return TorchModel(AcousticModel(TINY))
    return StepModel.load(Bundle.open(tiny_bundle if request.param == "tiny" else SHIPPED), "float32")


@pytest.fixture(scope="module")
def speech(clip: Path) -> Audio:
    """3.6 seconds of a person, whole chunks, (samples,)."""
    samples = 30 * CHUNK
    speech = read_mono(clip, RATE_HZ)[:samples]
    assert len(speech) == samples
    return speech


@pytest.fixture(scope="module")
def whole(model: Stepper, speech: Audio) -> Outputs:
    return model.step({"audio": speech[None]}, model.spec.initial())[0]


def listen(model: Stepper, chunks: list[Audio], state: State | None = None) -> tuple[Outputs, State]:
    """Step through chunks (samples,), from silence unless a state is given."""
    state, parts = state or model.spec.initial(), []
    for chunk in chunks:
        outputs, state = model.step({"audio": chunk[None]}, state)
        parts.append(outputs)
    return {name: np.concatenate([part[name] for part in parts], axis=1) for name in parts[0]}, state


def in_chunks(samples: Audio, chunk_samples: int) -> list[Audio]:
    return np.split(samples, len(samples) // chunk_samples)


def assert_same(got: Outputs, expected: Outputs, tolerance: float = ROUNDING) -> None:
    assert got.keys() == expected.keys() >= {"phones", "letters"}
    for name, array in expected.items():
        np.testing.assert_allclose(got[name], array, atol=tolerance, rtol=0, err_msg=name)


def test_outputs_are_log_probabilities_one_frame_each_480_samples(whole: Outputs, speech: Audio) -> None:
    frames = len(speech) // HOP
    assert whole["phones"].shape == (1, frames, len(PHONES))
    assert whole["letters"].shape == (1, frames, len(LETTERS))
    for name in ("phones", "letters"):
        np.testing.assert_allclose(np.exp(whole[name]).sum(axis=-1), 1.0, atol=1e-5)


@pytest.mark.parametrize("chunk_samples", [HOP, CHUNK])
def test_streaming_equals_whole(model: Stepper, speech: Audio, whole: Outputs, chunk_samples: int) -> None:
    assert_same(listen(model, in_chunks(speech, chunk_samples))[0], whole)


@pytest.mark.parametrize("pushed_samples", [1_280, 1_009, 7_919])
@pytest.mark.parametrize("chunk_samples", [HOP, CHUNK])
def test_streaming_pieces_of_any_length_equals_whole(
    model: Stepper, speech: Audio, whole: Outputs, pushed_samples: int, chunk_samples: int
) -> None:
    rechunker = Rechunker(chunk_samples)
    pieces = np.split(speech, range(pushed_samples, len(speech), pushed_samples))
    chunks = [chunk for piece in pieces for chunk in rechunker.push(piece)] + rechunker.flush()
    assert_same(listen(model, chunks)[0], whole)


@pytest.mark.parametrize("changed_frame", [1, 40, 119])
def test_later_input_never_changes_earlier_output(
    model: Stepper, speech: Audio, whole: Outputs, changed_frame: int
) -> None:
    other = speech.copy()
    other[changed_frame * HOP :] = np.random.default_rng(0).normal(0, 0.3, len(speech) - changed_frame * HOP)
    changed = model.step({"audio": other[None]}, model.spec.initial())[0]
    for name, array in whole.items():
        before, after = slice(0, changed_frame), slice(changed_frame, None)
        np.testing.assert_allclose(changed[name][:, before], array[:, before], atol=1e-6, rtol=0)
        assert np.abs(changed[name][:, after] - array[:, after]).max() > 1e-3


def test_batched_equals_alone(model: Stepper, speech: Audio) -> None:
    rows = np.stack([speech, speech[::-1], np.random.default_rng(1).normal(0, 0.2, len(speech))])
    batch = rows.astype(np.float32)
    state, parts = model.spec.initial(len(batch)), []
    for chunk in np.split(batch, 10, axis=1):
        outputs, state = model.step({"audio": chunk}, state)
        parts.append(outputs)
    for index, row in enumerate(batch):
        alone, alone_state = listen(model, [row])
        assert_same({name: np.concatenate([p[name][[index]] for p in parts], 1) for name in alone}, alone)
        for name, array in model.spec.split(state)[index].items():
            np.testing.assert_allclose(array, alone_state[name], rtol=1e-5, atol=ROUNDING, err_msg=name)


def test_reset_equals_new_and_what_was_heard_matters(model: Stepper, speech: Audio, whole: Outputs) -> None:
    _, heard = listen(model, [speech])
    assert_same(listen(model, [speech], model.spec.initial())[0], whole, tolerance=0)
    after = listen(model, [speech], heard)[0]
    assert all(np.abs(after[name] - whole[name]).max() > 1e-3 for name in whole)


def test_every_state_matters(model: Stepper, speech: Audio, whole: Outputs) -> None:
    half = len(speech) // 2
    first, state = listen(model, [speech[:half]])
    for name in state:
        forgetful = State({**state, name: np.zeros_like(state[name])})
        rest = listen(model, [speech[half:]], forgetful)[0]
        joined = {head: np.concatenate([first[head], rest[head]], axis=1) for head in whole}
        assert max(np.abs(joined[head] - whole[head]).max() for head in whole) > 1e-4, name


def test_saved_loaded_continued_equals_continued(model: Stepper, speech: Audio) -> None:
    chunks = in_chunks(speech, CHUNK)
    _, state = listen(model, chunks[:13])
    loaded = model.spec.from_bytes(state.to_bytes())
    assert loaded == state
    straight, last = listen(model, chunks[13:], state)
    resumed, resumed_last = listen(model, chunks[13:], loaded)
    assert_same(resumed, straight, tolerance=0)
    assert resumed_last == last


def test_a_step_leaves_the_state_it_was_given_alone(speech: Audio) -> None:
    model = AcousticModel(TINY).eval()
    state = model.initial(1)
    with torch.no_grad():
        *_, new = model(torch.from_numpy(speech[None]), state)
    assert all(not tensor.any() for tensor in state.values())
    assert all(tensor.any() for tensor in new.values())


def test_sizes_come_from_the_settings() -> None:
    settings = AcousticSettings(channels=4, kernel=4, stride=2, hidden=6, layers=3, middle_head_layer=0)
    model = AcousticModel(settings)
    phones, letters, trunk, state = model(torch.zeros(2, 8 * settings.frame_hop_samples), model.initial(2))
    assert settings.frame_hop_samples == 320
    assert phones.shape == (2, 8, len(PHONES))
    assert letters.shape == (2, 8, len(LETTERS))
    assert trunk.shape == (2, 8, settings.hidden)
    assert state.keys() == model.initial(2).keys()
    assert {name: tensor.shape for name, tensor in state.items()} == {
        name: tensor.shape for name, tensor in model.initial(2).items()
    }


@pytest.mark.parametrize(
    "change",
    [
        {"cell": "tree"},
        {"norm": "group"},
        {"stride": 5},
        {"stride": 0},
        {"middle_head_layer": 4},
        {"kernel": 3},
    ],
)
def test_impossible_settings_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="expected"):
        dataclasses.replace(AcousticSettings(), **change)
