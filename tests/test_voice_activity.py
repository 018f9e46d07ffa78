"""The five proofs of a streaming piece, for the voice-activity graph."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from linnet_export.parity import varying_noise
from linnet_export.recipe import RecipeError
from linnet_export.voice_model import VoiceModel, VoiceSettings
from linnet_export.voice_pack import load_model
from linnet_runtime.bundle import Bundle
from linnet_runtime.errors import AudioFormatError, BundleError, StateError
from linnet_runtime.step_model import StepModel
from linnet_runtime.voice_activity import ACTIVITIES, OUTPUT, VoiceActivity
from tiny_voice import DECISION_FRAMES, TINY, write_tiny_voice

HOP, CHUNK = 480, 1920
AUDIO = varying_noise(12 * CHUNK, seed=3)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return write_tiny_voice(tmp_path_factory.mktemp("voice") / "bundle")


@pytest.fixture(scope="module")
def graph(bundle: Bundle) -> StepModel:
    return StepModel.load(bundle, "float32")


def whole(graph: StepModel, audio: NDArray[np.float32]) -> NDArray[np.float32]:
    outputs, _ = graph.step({"audio": audio[np.newaxis]}, graph.initial())
    found: NDArray[np.float32] = outputs[OUTPUT][0]
    return found


@pytest.mark.parametrize("lengths", [[HOP], [CHUNK], [HOP, 3 * HOP, 5 * HOP]])
def test_voice_streaming_equals_whole(graph: StepModel, lengths: list[int]) -> None:
    state, parts, place = graph.initial(), [], 0
    while place < len(AUDIO):
        length = lengths[len(parts) % len(lengths)]
        outputs, state = graph.step({"audio": AUDIO[np.newaxis, place : place + length]}, state)
        parts.append(outputs[OUTPUT][0])
        place += length
    np.testing.assert_allclose(np.concatenate(parts), whole(graph, AUDIO), atol=1e-5)


def test_voice_is_causal(graph: StepModel) -> None:
    other = AUDIO.copy()
    other[6 * CHUNK :] = 0.3
    before, after = whole(graph, AUDIO), whole(graph, other)
    np.testing.assert_array_equal(before[: 6 * 4], after[: 6 * 4])
    assert np.abs(before[6 * 4 :] - after[6 * 4 :]).max() > 1e-3


def test_voice_batched_equals_alone(graph: StepModel) -> None:
    both = np.stack([AUDIO, AUDIO[::-1]])
    outputs, _ = graph.step({"audio": both}, graph.initial(2))
    for row, audio in zip(outputs[OUTPUT], both, strict=True):
        np.testing.assert_allclose(row, whole(graph, np.ascontiguousarray(audio)), atol=1e-5)


def test_voice_reset_equals_new_and_snapshot_continues(bundle: Bundle) -> None:
    voice = VoiceActivity.load(bundle)
    chunks = AUDIO.reshape(-1, CHUNK)
    first, state = voice.step(chunks[0], voice.initial())
    again, _ = voice.step(chunks[0], voice.initial())
    np.testing.assert_array_equal(first, again)
    resumed = voice.model.spec.from_bytes(state.to_bytes())
    np.testing.assert_array_equal(voice.step(chunks[1], state)[0], voice.step(chunks[1], resumed)[0])


def test_torch_equals_onnx_and_int8_is_near(bundle: Bundle) -> None:
    assert bundle.manifest.parity.max_abs_difference < 1e-4
    exact, near = VoiceActivity.load(bundle, "float32"), VoiceActivity.load(bundle)
    states, differences = (exact.initial(), near.initial()), []
    for chunk in AUDIO.reshape(-1, CHUNK):
        expected, first = exact.step(chunk, states[0])
        got, second = near.step(chunk, states[1])
        states = first, second
        differences.append(np.abs(expected - got).max())
    assert max(differences) < 0.1


def test_output_is_a_probability_of_each_frame(bundle: Bundle) -> None:
    voice = VoiceActivity.load(bundle)
    speech, _ = voice.step(AUDIO[:CHUNK], voice.initial())
    assert speech.shape == (4,)
    assert speech.dtype == np.float32
    assert ((speech > 0) & (speech < 1)).all()
    assert voice.audio.lookahead_samples == DECISION_FRAMES * HOP
    assert bundle.manifest.tokens == {OUTPUT: ACTIVITIES}


def test_what_does_not_fit_is_refused(bundle: Bundle, tiny_bundle: Path) -> None:
    voice = VoiceActivity.load(bundle)
    with pytest.raises(AudioFormatError, match="audio"):
        voice.step(AUDIO[: CHUNK - 1], voice.initial())
    with pytest.raises(StateError):
        voice.step(AUDIO[:CHUNK], voice.model.initial(2))
    with pytest.raises(BundleError, match="voice_activity"):
        VoiceActivity.load(Bundle.open(tiny_bundle))
    with pytest.raises(ValueError, match="at least 1"):
        VoiceSettings(layers=0)


def test_other_files_are_no_checkpoint(tmp_path: Path) -> None:
    (tmp_path / "x.ckpt").write_bytes(b"no")
    with pytest.raises(RecipeError, match=r"x\.ckpt"):
        load_model(tmp_path / "x.ckpt")


def test_model_is_small() -> None:
    assert sum(parameter.numel() for parameter in VoiceModel(VoiceSettings()).parameters()) < 50_000
    shapes = [tuple(tensor.shape) for tensor in VoiceModel(TINY).initial(3).values()]
    assert shapes == [(3, 96), (1, 3, 12), (1, 3, 12)]
