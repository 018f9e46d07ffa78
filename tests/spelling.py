"""A hand-made acoustic bundle that spells: the level of the sound is the letter, so tests know the text.

Each flat frame at level k / 40 is the k-th letter, as far as there is one, and the k-th phone; silence and
every frame whose level moves is blank. One state delays the sound by the look-ahead, as a real model does. So
texts, times and endpoints are exact.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from linnet_runtime.bundle import write_bundle
from linnet_runtime.manifest import (
    FORMAT,
    AudioSettings,
    GraphFile,
    Manifest,
    Parity,
    Quantization,
    StateTensor,
)
from linnet_runtime.units import LETTERS, PHONES

RATE_HZ = 16_000
HOP = 480
AUDIO = AudioSettings(RATE_HZ, frame_hop_samples=HOP, chunk_samples=4 * HOP, lookahead_samples=5 * HOP)
LEVELS = 40
LETTER_S, GAP_S = 0.12, 0.06


def spell(text: str, sample_rate_hz: int = RATE_HZ) -> NDArray[np.float32]:
    """Sound that the spelling bundle hears as ``text``: 0.18 s a character, ``(samples,)``."""
    letter = np.ones(round(LETTER_S * sample_rate_hz), np.float32)
    gap = silence(GAP_S, sample_rate_hz)
    pieces = [piece for char in text for piece in (letter * LETTERS.index(char) / LEVELS, gap)]
    return np.concatenate([np.zeros(0, np.float32), *pieces])


def silence(duration_s: float, sample_rate_hz: int = RATE_HZ) -> NDArray[np.float32]:
    """Zeros, ``(samples,)``."""
    return np.zeros(round(duration_s * sample_rate_hz), np.float32)


def write_spelling_bundle(directory: Path) -> Path:
    """Write the bundle and return its directory."""
    graph = directory.parent / f"{directory.name}.source.onnx"
    onnx.save(_model(), str(graph))
    write_bundle(directory, _manifest(), {"int8": graph})
    graph.unlink()
    return directory


def _manifest() -> Manifest:
    return Manifest(
        format=FORMAT,
        kind="acoustic",
        name="spelling",
        language="en",
        licence="Apache-2.0",
        credits=(),
        graphs={"int8": GraphFile("spelling.int8.onnx", "0" * 64, 1, required=True)},
        files={},
        audio=AUDIO,
        states=(StateTensor("delay", (1, AUDIO.lookahead_samples), 0, "float32", "delay.in", "delay.out"),),
        inputs=("audio",),
        outputs=("phones", "letters"),
        tokens={"phones": PHONES, "letters": LETTERS},
        quantization=Quantization("none", per_channel=False, operators=()),
        parity=Parity(0, 0.0, "none"),
        accuracy=(),
        typing=None,
        typing_accuracy=(),
        speech=None,
        measurements=(),
        made_by="tests/spelling.py",
    )


def _model() -> onnx.ModelProto:
    constants = {
        "hop": np.array([0, -1, HOP]),
        "begin": np.array([0]),
        "split": np.array([-AUDIO.lookahead_samples]),
        "end": np.array([np.iinfo(np.int64).max]),
        "samples_axis": np.array([1]),
        "frame_axis": np.array([2]),
        "levels": (np.arange(1, len(PHONES)) / LEVELS).astype(np.float32).reshape(1, 1, -1),
        "sharpness": np.float32(20 * LEVELS),
        "peak": np.float32(10),
        "blank_score": np.float32(5),
        "motion_score": np.float32(1000),
        "letters_axis": np.array([2]),
        "letter_count": np.array([len(LETTERS)]),
    }
    nodes = [
        helper.make_node("Concat", ["delay.in", "audio"], ["joined"], axis=1),
        helper.make_node("Slice", ["joined", "begin", "split", "samples_axis"], ["heard"]),
        helper.make_node("Slice", ["joined", "split", "end", "samples_axis"], ["delay.out"]),
        helper.make_node("Reshape", ["heard", "hop"], ["frames"]),
        helper.make_node("ReduceMean", ["frames", "frame_axis"], ["level"], keepdims=1),
        helper.make_node("ReduceMax", ["frames", "frame_axis"], ["highest"], keepdims=1),
        helper.make_node("ReduceMin", ["frames", "frame_axis"], ["lowest"], keepdims=1),
        helper.make_node("Sub", ["highest", "lowest"], ["motion"]),
        helper.make_node("Mul", ["motion", "motion_score"], ["moving"]),
        helper.make_node("Add", ["moving", "blank_score"], ["blank"]),
        helper.make_node("Sub", ["level", "levels"], ["signed"]),
        helper.make_node("Abs", ["signed"], ["distance"]),
        helper.make_node("Mul", ["distance", "sharpness"], ["loss"]),
        helper.make_node("Sub", ["peak", "loss"], ["unit_scores"]),
        helper.make_node("Concat", ["blank", "unit_scores"], ["scores"], axis=2),
        helper.make_node("LogSoftmax", ["scores"], ["phones"], axis=2),
        helper.make_node("Slice", ["scores", "begin", "letter_count", "letters_axis"], ["letter_scores"]),
        helper.make_node("LogSoftmax", ["letter_scores"], ["letters"], axis=2),
    ]
    floats = TensorProto.FLOAT
    graph = helper.make_graph(
        nodes,
        "spelling",
        inputs=[
            helper.make_tensor_value_info("audio", floats, ["batch", "samples"]),
            helper.make_tensor_value_info("delay.in", floats, ["batch", AUDIO.lookahead_samples]),
        ],
        outputs=[
            helper.make_tensor_value_info("phones", floats, ["batch", "frames", len(PHONES)]),
            helper.make_tensor_value_info("letters", floats, ["batch", "frames", len(LETTERS)]),
            helper.make_tensor_value_info("delay.out", floats, ["batch", AUDIO.lookahead_samples]),
        ],
        initializer=[numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8)
