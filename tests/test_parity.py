"""torch == ONNX over many steps; the int8 graph stays near the float one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from linnet_export.evaluation import Listening, evaluate
from linnet_export.model import AcousticModel
from linnet_export.new_manifest import BundleInfo
from linnet_export.pack import load_model, pack
from linnet_export.parity import STEPS, parity, varying_noise
from linnet_export.recording import read_mono
from linnet_runtime.bundle import Bundle
from linnet_runtime.manifest import Accuracy
from linnet_runtime.step_model import StepModel
from tones import ToneRun, pronunciations, say

CHUNK = 1_920
INFO = BundleInfo("tones", "en", "Apache-2.0", (), "test")


@pytest.fixture(scope="module")
def learnt(tone_run: ToneRun, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """The tiny model that learnt tones, as a bundle."""
    model, _ = load_model(tone_run.checkpoint)
    return pack(model, tmp_path_factory.mktemp("learnt") / "bundle", INFO, lookahead_samples=4 * 480)


def error_rates(bundle: Bundle, precision: str, run: ToneRun) -> Accuracy:
    (found,) = evaluate(bundle, precision, run.manifest, pronunciations(run.folder), "test")
    return found


@pytest.mark.parametrize("chunk_samples", [480, CHUNK])
@pytest.mark.parametrize("kind", ["noise", "speech"])
def test_torch_equals_onnx_over_many_steps(
    learnt: Bundle, tone_run: ToneRun, clip: Path, kind: str, chunk_samples: int
) -> None:
    model, _ = load_model(tone_run.checkpoint)
    audio = varying_noise(STEPS * chunk_samples)
    if kind == "speech":
        audio = np.resize(read_mono(clip, 16_000), STEPS * chunk_samples)
    assert STEPS >= 200
    assert parity(model, StepModel.load(learnt, "float32"), audio, chunk_samples) <= 1e-4


def test_the_manifest_says_what_was_measured(learnt: Bundle) -> None:
    assert learnt.manifest.parity.steps == STEPS
    assert 0 < learnt.manifest.parity.max_abs_difference <= 1e-4


def test_another_model_is_told_apart(learnt: Bundle, tone_run: ToneRun) -> None:
    torch.manual_seed(1)
    other = AcousticModel(tone_run.recipe.model)
    assert parity(other, StepModel.load(learnt, "float32"), varying_noise(20 * CHUNK), CHUNK) > 0.1


def test_int8_probabilities_are_near_those_of_float(learnt: Bundle) -> None:
    sound = say("bad debt at tab dab bed")
    floating, quantized = (Listening.of(learnt, one).outputs(sound) for one in ("float32", "int8"))
    for name in ("phones", "letters"):
        difference = np.abs(np.exp(floating[name]) - np.exp(quantized[name]))
        assert 0 < difference.mean() < 0.005
        assert difference.max() < 0.5


def test_int8_makes_the_errors_of_float(learnt: Bundle, tone_run: ToneRun) -> None:
    floating, quantized = (error_rates(learnt, precision, tone_run) for precision in ("float32", "int8"))
    assert floating.character_error_rate < 0.2
    assert abs(quantized.character_error_rate - floating.character_error_rate) <= 0.05
    assert abs(quantized.phone_error_rate - floating.phone_error_rate) <= 0.05


def test_varying_noise_varies_in_loudness_and_is_the_same_each_time() -> None:
    noise = varying_noise(160_000)
    loudness = noise.reshape(-1, 1_600).std(axis=1)
    assert np.array_equal(noise, varying_noise(160_000))
    assert not np.array_equal(noise, varying_noise(160_000, seed=1))
    assert noise.dtype == np.float32
    assert np.abs(noise).max() <= 1.0
    assert loudness.max() > 20 * loudness.min()
