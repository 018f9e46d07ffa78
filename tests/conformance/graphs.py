"""A few steps of each shipped graph: inputs, outputs and the states they leave."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linnet import AudioFile
from linnet.acoustics import DEFAULT_BUNDLE
from linnet_runtime.bundle import Bundle
from linnet_runtime.state import State
from linnet_runtime.step_model import StepModel

from .speech import CLIP

PRECISION = "weight_only"
NAMES = ("en-acoustic", "en-language", "en-pronunciation", "voice-activity")
STEPS = 4
SPOKEN_AT_S = 0.5
"""Where in the clip someone speaks."""
MOST_VALUES = 120
"""Of one tensor."""
_DIGITS = 6


def vectors() -> dict[str, Any]:
    """Return the steps of each bundle's graph by the bundle's name."""
    return {name: _steps(Bundle.open(DEFAULT_BUNDLE.parent / name)) for name in NAMES}


def _steps(bundle: Bundle) -> list[dict[str, Any]]:
    """Return some steps of a graph, one after the other."""
    model, steps = StepModel.load(bundle, PRECISION), []
    state = model.initial()
    (name,) = bundle.manifest.inputs
    for given in _audio(bundle) if bundle.manifest.audio else _letters(name):
        outputs, state = model.step({name: _array(given)}, state)
        steps.append({"inputs": {name: given}, "outputs": _tensors(outputs), "state": _tensors(state)})
    return steps


def _audio(bundle: Bundle) -> list[dict[str, Any]]:
    """Return chunks of the clip as 16-bit numbers in base64."""
    audio = bundle.manifest.sound()
    with AudioFile.open(CLIP) as clip:
        samples = np.concatenate([block[:, 0] for block in clip.blocks()])
    first, count = round(SPOKEN_AT_S * audio.sample_rate_hz), audio.chunk_samples
    found = []
    for start in range(first, first + STEPS * count, count):
        whole = np.round(samples[start : start + count] * 2**15).clip(-(2**15), 2**15 - 1).astype("<i2")
        found.append({"shape": [1, count], "int16": base64.b64encode(whole.tobytes()).decode()})
    return found


def _letters(name: str) -> list[dict[str, Any]]:
    """Return small numbers: single pieces, or words of letters."""
    rng = np.random.default_rng(0)
    lengths, most = ([1] * STEPS, 16_384) if name == "pieces" else (range(1, 3 * STEPS, 3), 29)
    return [{"shape": [1, n], "int64": rng.integers(1, most, n).tolist()} for n in lengths]


def _array(given: dict[str, Any]) -> NDArray[Any]:
    """Return a graph's input."""
    if "int64" in given:
        return np.array([given["int64"]], np.int64)
    whole = np.frombuffer(base64.b64decode(given["int16"]), "<i2")
    return (whole.astype(np.float32) / 2**15)[np.newaxis]


def _tensors(tensors: dict[str, NDArray[np.float32]] | State) -> dict[str, Any]:
    """Return each tensor's shape and some of its values, evenly spread."""
    found = {}
    for name, array in tensors.items():
        every = -(-array.size // MOST_VALUES)
        values = [round(float(value), _DIGITS) for value in array.ravel()[::every]]
        found[name] = {"shape": list(array.shape), "every": every, "values": values}
    return found
