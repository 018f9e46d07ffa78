"""Stepping: streaming == whole, batched == alone, threads do not mix, what does not fit is refused."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import tiny_graphs
from linnet_runtime.errors import AudioFormatError, BundleError, StateError
from linnet_runtime.manifest import Manifest, StateTensor
from linnet_runtime.state import State
from linnet_runtime.step_model import StepModel

Audio = NDArray[np.float32]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> StepModel:
    return StepModel.load(tiny_graphs.tiny_bundle(tmp_path_factory.mktemp("tiny")))


def load(folder: Path, graph: onnx.ModelProto, of: Manifest | None = None) -> StepModel:
    return StepModel.load(tiny_graphs.tiny_bundle(folder, graph, of))


def whole_numbers(shape: tuple[int, ...], seed: int = 0) -> Audio:
    """Return samples whose float32 sums are exact in any order."""
    return np.random.default_rng(seed).integers(-9, 10, shape).astype(np.float32)


def run(model: StepModel, samples: Audio, state: State, cuts: tuple[int, ...] = ()) -> tuple[Audio, State]:
    """Step through (batch, samples), cut at `cuts`."""
    sums = []
    for start, end in pairwise([0, *sorted(cuts), samples.shape[1]]):
        if end > start:
            outputs, state = model.step({"audio": samples[:, start:end]}, state)
            sums.append(outputs["sums"])
    return np.concatenate(sums, axis=1), state


@given(cuts=st.lists(st.integers(0, 50), max_size=8), batch=st.integers(1, 3))
@settings(max_examples=25, deadline=None)
def test_streaming_equals_whole(model: StepModel, cuts: list[int], batch: int) -> None:
    samples = whole_numbers((batch, 50))
    sums, state = run(model, samples, model.initial(batch), tuple(cuts))
    np.testing.assert_array_equal(sums, samples.cumsum(axis=1))
    np.testing.assert_array_equal(state["total"], samples.sum(axis=1, keepdims=True))


def test_batched_equals_alone(model: StepModel) -> None:
    samples = whole_numbers((3, 2, 8))  # (stream, step, S): each stream has its own past
    states = [run(model, stream[:1], model.initial())[1] for stream in samples]
    together, stacked = run(model, samples[:, 1], model.spec.stack(states))
    for stream, past, sums, after in zip(samples, states, together, model.spec.split(stacked), strict=True):
        alone, state = run(model, stream[1:], past)
        np.testing.assert_array_equal(alone[0], sums)
        assert state == after


def test_step_leaves_its_state_as_it_was_and_returns_a_read_only_one(model: StepModel) -> None:
    before = model.initial()
    _, after = run(model, np.ones((1, 8), np.float32), before)
    assert before == model.initial()
    assert after["total"] == 8
    assert not after["total"].flags.writeable


def test_state_continues_after_a_trip_through_bytes(model: StepModel) -> None:
    _, state = run(model, np.ones((1, 8), np.float32), model.initial())
    sums, _ = run(model, np.ones((1, 4), np.float32), model.spec.from_bytes(state.to_bytes()))
    np.testing.assert_array_equal(sums, [[9, 10, 11, 12]])


def test_one_model_serves_many_threads(model: StepModel) -> None:
    streams = [whole_numbers((1, 400), seed) for seed in range(8)]

    def transcribe(samples: Audio) -> Audio:
        return run(model, samples, model.initial(), tuple(range(0, 400, 8)))[0]

    with ThreadPoolExecutor(8) as pool:
        for samples, sums in zip(streams, pool.map(transcribe, streams), strict=True):
            np.testing.assert_array_equal(sums, samples.cumsum(axis=1))


@pytest.mark.parametrize(
    "inputs",
    [
        {},
        {"sound": np.zeros((1, 8), np.float32)},
        {"audio": np.zeros((1, 8), np.float32), "extra": np.zeros((1, 8), np.float32)},
        {"audio": np.zeros((1, 8), np.float64)},
        {"audio": np.zeros(8, np.float32)},
        {"audio": np.zeros((1, 8, 1), np.float32)},
    ],
)
def test_inputs_that_do_not_fit_are_refused(model: StepModel, inputs: dict[str, Audio]) -> None:
    with pytest.raises(AudioFormatError, match=r"expected .*got"):
        model.step(inputs, model.initial())


def test_batch_of_inputs_and_state_must_agree(model: StepModel) -> None:
    with pytest.raises(StateError, match="a batch of 2 with the state of 1"):
        model.step({"audio": np.zeros((2, 8), np.float32)}, model.initial())


def test_state_of_another_model_is_refused(model: StepModel) -> None:
    with pytest.raises(StateError, match=r"expected states \['total'\], got \['h'\]"):
        model.step({"audio": np.zeros((1, 8), np.float32)}, State({"h": np.zeros(1)}))


def test_graph_pinned_to_a_chunk_refuses_other_lengths_and_batches(tmp_path: Path) -> None:
    model = load(tmp_path, tiny_graphs.cumulative_sum(batch=1, samples=8))
    for shape in ((1, 4), (2, 8)):
        with pytest.raises(AudioFormatError, match=r"expected float32\[1, 8\], got float32"):
            model.step({"audio": np.zeros(shape, np.float32)}, model.initial(shape[0]))


def test_refusal_by_the_graph_itself_is_a_typed_error(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    graph = tiny_graphs.cumulative_sum()
    graph.graph.node.append(onnx.helper.make_node("Reshape", ["local", "eight"], ["square"]))
    graph.graph.initializer.append(onnx.numpy_helper.from_array(np.array([2, 4], np.int64), "eight"))
    graph.graph.output.append(onnx.helper.make_tensor_value_info("square", tiny_graphs.FLOAT, [2, 4]))
    model = load(tmp_path, graph, tiny_graphs.manifest(outputs=("sums", "square")))
    with pytest.raises(AudioFormatError, match="refuses"):
        model.step({"audio": np.zeros((1, 7), np.float32)}, model.initial())
    assert capfd.readouterr() == ("", "")


def test_state_output_that_is_not_carried_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"tiny\.int8\.onnx: .*\['forgotten\.out'\]"):
        load(tmp_path, tiny_graphs.cumulative_sum(leak=True))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"input": "elsewhere"}, "lacks the inputs"),
        ({"output": "elsewhere"}, "lacks the outputs"),
        ({"shape": (1, 2)}, "state 'total'"),
        ({"shape": (1, 1, 1)}, "state 'total'"),
        ({"dtype": "int64"}, "state 'total'"),
    ],
)
def test_manifest_state_that_does_not_fit_the_graph_is_refused(
    tmp_path: Path, change: dict[str, object], message: str
) -> None:
    state: StateTensor = dataclasses.replace(tiny_graphs.TOTAL, **change)  # type: ignore[arg-type]
    with pytest.raises(BundleError, match=message):
        load(tmp_path, tiny_graphs.cumulative_sum(), tiny_graphs.manifest(states=(state,)))


def test_input_of_a_type_that_is_not_stepped_is_refused(tmp_path: Path) -> None:
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node("Identity", ["audio"], ["sums"])],
        "strings",
        [onnx.helper.make_tensor_value_info("audio", onnx.TensorProto.STRING, [1])],
        [onnx.helper.make_tensor_value_info("sums", onnx.TensorProto.STRING, [1])],
    )
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8)
    with pytest.raises(BundleError, match="input 'audio'"):
        load(tmp_path, model, tiny_graphs.manifest(states=()))


def test_file_that_is_protobuf_but_no_graph_is_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(BundleError, match="cannot load this graph"):
        load(tmp_path, onnx.ModelProto(ir_version=8))
    assert capfd.readouterr() == ("", "")


def test_absent_precision_is_refused(tmp_path: Path) -> None:
    bundle = tiny_graphs.tiny_bundle(tmp_path)
    bundle.graph_path("float32").unlink()
    with pytest.raises(BundleError, match="float32"):
        StepModel.load(bundle, "float32")


def test_lstm_steps_like_its_formula_remembers(tmp_path: Path) -> None:
    graph, states = tiny_graphs.lstm(hidden=5)
    model = load(tmp_path, graph, tiny_graphs.manifest(states=states, outputs=("out",)))
    x = np.full((1, 5), 0.5, np.float32)
    first, state = model.step({"audio": x}, model.initial())
    second, _ = model.step({"audio": x}, state)
    again, _ = model.step({"audio": x}, model.initial())
    assert not np.array_equal(first["out"], second["out"])
    np.testing.assert_array_equal(first["out"], again["out"])
    np.testing.assert_array_equal(first["out"], state["h"][0])


MEASURE = """
import sys, linnet_runtime, soundfile
model = linnet_runtime.StepModel.load(linnet_runtime.Bundle.open(sys.argv[1]))
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_loaded_model_needs_less_than_150_mb(tmp_path: Path) -> None:
    graph, states = tiny_graphs.lstm(hidden=350)  # 2 * 4 * 350 * 350 float32 weights: 3.9 MB
    bundle = tiny_graphs.tiny_bundle(tmp_path, graph, tiny_graphs.manifest(states=states, outputs=("out",)))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", MEASURE, str(bundle.directory)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert int(done.stdout) / 1024 < 150
    assert done.stderr == ""
