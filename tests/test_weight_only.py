"""Weight-only int8: near the float graph, a quarter of its size, the same whatever the chunks and batches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from linnet_export.cli import run
from linnet_export.export import OUTPUTS
from linnet_export.language_model import LanguageModel, LanguageSettings
from linnet_export.language_pack import write_graphs
from linnet_export.model import AcousticModel, AcousticSettings
from linnet_export.new_manifest import BundleInfo
from linnet_export.pack import pack
from linnet_export.parity import varying_noise
from linnet_export.weight_only import export_weight_only, quantized, with_weight_only
from linnet_runtime.bundle import Bundle, write_bundle
from linnet_runtime.errors import BundleError
from linnet_runtime.step_model import StepModel
from linnet_runtime.whole_model import WholeModel

CHUNKS_OF_NOISE = 12
GIVEN = {"MatMul": (5, 64), "Gemm": (5, 64), "Conv": (1, 64, 5), "LSTM": (5, 1, 40)}
"""Shapes of what an operator is given."""
SHIPPED = Path(__file__).parents[1] / "sdk" / "linnet" / "bundles"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    torch.manual_seed(0)
    model = AcousticModel(AcousticSettings(channels=24, hidden=48, layers=2, middle_head_layer=1))
    info = BundleInfo("small", "en", "CC0-1.0", (), "test")
    return pack(model, tmp_path_factory.mktemp("small") / "bundle", info, lookahead_samples=960)


def whole(model: StepModel, audio: NDArray[np.float32], hop: int) -> dict[str, NDArray[np.float32]]:
    """All outputs of some sound, heard in chunks of `hop` samples."""
    state, found = model.initial(), dict[str, list[NDArray[np.float32]]]()
    for start in range(0, audio.shape[1], hop):
        outputs, state = model.step({"audio": audio[:, start : start + hop]}, state)
        for name, values in outputs.items():
            found.setdefault(name, []).append(values)
    return {name: np.concatenate(values, axis=1) for name, values in found.items()}


def test_streaming_is_whole(bundle: Bundle) -> None:
    model, hop = StepModel.load(bundle, "weight_only"), bundle.manifest.sound().frame_hop_samples
    audio = varying_noise(CHUNKS_OF_NOISE * 4 * hop)[np.newaxis]
    expected = whole(model, audio, audio.shape[1])
    for frames in (1, 3, 4, 7):
        for name, values in whole(model, audio, frames * hop).items():
            np.testing.assert_allclose(values, expected[name], rtol=0, atol=1e-4)


def test_a_stream_does_not_hear_its_batch_mates(bundle: Bundle) -> None:
    model, chunk = StepModel.load(bundle, "weight_only"), bundle.manifest.sound().chunk_samples
    loud, quiet = varying_noise(chunk)[np.newaxis], varying_noise(chunk, seed=1)[np.newaxis] / 50
    together, state = model.step({"audio": np.concatenate([quiet, loud])}, model.initial(2))
    alone, alone_state = model.step({"audio": quiet}, model.initial())
    for name in OUTPUTS:
        np.testing.assert_allclose(together[name][:1], alone[name], rtol=0, atol=1e-4)
    for name, values in model.spec.split(state)[0].items():
        np.testing.assert_allclose(values, alone_state[name], rtol=0, atol=1e-4)


def test_it_says_nearly_what_the_float_graph_says(bundle: Bundle) -> None:
    chunk = bundle.manifest.sound().chunk_samples
    audio = varying_noise(CHUNKS_OF_NOISE * chunk)[np.newaxis]
    small, large = (whole(StepModel.load(bundle, p), audio, chunk) for p in ("weight_only", "float32"))
    for name in OUTPUTS:
        difference = np.abs(np.maximum(small[name], -20) - np.maximum(large[name], -20))
        assert 0 < difference.mean() < 0.05


def test_a_language_model_keeps_one_table(tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = LanguageModel(LanguageSettings(pieces=3000, embedding=32, hidden=64))
    files = write_graphs(model, tmp_path)
    table = 3000 * 32
    assert table < files["weight_only"].stat().st_size < 2 * table


def test_each_channel_has_a_scale_of_its_own() -> None:
    weight = np.array([[0.5, -1.0, 0.25], [100.0, 50.0, -25.0], [0.0, 0.0, 0.0]], np.float32)
    values, scale = quantized(weight)
    assert values[0].tolist() == [64, -127, 32]
    assert values[1].tolist() == [127, 64, -32]
    assert values[2].tolist() == [0, 0, 0]
    assert np.abs(values * scale[:, np.newaxis] - weight).max() <= 0.5 * scale.max()


def test_weights_of_every_operator_are_restored(tmp_path: Path) -> None:
    """Both factors' layouts, a convolution's and a bidirectional LSTM's."""
    rng = np.random.default_rng(0)
    shapes = {"MatMul": (64, 40), "Gemm": (40, 64), "Conv": (40, 64, 3), "LSTM": (2, 64, 40)}
    for operator, shape in shapes.items():
        weight = (rng.standard_normal(shape) * np.exp(rng.standard_normal(shape[-1]))).astype(np.float32)
        exact, small = tmp_path / "exact.onnx", tmp_path / "small.onnx"
        onnx.save(one_weight(operator, weight), exact)
        export_weight_only(exact, small)
        given = rng.standard_normal(GIVEN[operator]).astype(np.float32)
        got, expected = (WholeModel(path, "x", "y").run(given) for path in (small, exact))
        assert 0 < np.abs(got - expected).mean() < 0.02 * np.abs(expected).mean() + 1e-3
        assert small.stat().st_size < 0.4 * exact.stat().st_size


def test_a_basis_that_is_none_is_refused(tmp_path: Path) -> None:
    tensor = numpy_helper.from_array(np.ones((10, 1, 8), np.float32))
    nodes = [
        helper.make_node("Constant", [], ["w"], value=tensor),
        helper.make_node("Conv", ["x", "w"], ["y"]),
    ]
    onnx.save(model_of(nodes, [], (1, 1, 16)), tmp_path / "x.onnx")
    with pytest.raises(ValueError, match="expected a windowed Fourier basis"):
        export_weight_only(tmp_path / "x.onnx", tmp_path / "y.onnx")


def test_the_command_adds_a_graph_and_keeps_the_rest(bundle: Bundle, tmp_path: Path) -> None:
    for name in ("a", "b"):
        without = {key: one for key, one in bundle.manifest.graphs.items() if key != "weight_only"}
        sources = {key: bundle.graph_path(key) for key in without}
        write_bundle(tmp_path / name, replace(bundle.manifest, graphs=without), sources)
    assert run(["add-weight-only", str(tmp_path / "a"), str(tmp_path / "b")]) == 0
    made = Bundle.open(tmp_path / "a").manifest
    assert made.graphs["weight_only"].file == "acoustic.weight_only.onnx"
    assert not made.graphs["weight_only"].required
    assert {key: graph for key, graph in made.graphs.items() if key != "weight_only"} == {
        key: graph for key, graph in bundle.manifest.graphs.items() if key != "weight_only"
    }
    assert made.measurements == bundle.manifest.measurements
    assert made == with_weight_only(Bundle.open(tmp_path / "a")).manifest


def test_a_bundle_without_float_graph_is_refused(bundle: Bundle, tmp_path: Path) -> None:
    copy = copied(bundle, tmp_path / "copy")
    (copy / "acoustic.float32.onnx").unlink()
    with pytest.raises(BundleError, match="expected a 'float32' graph"):
        with_weight_only(Bundle.open(copy))


def test_every_shipped_bundle_with_a_float_graph_has_one() -> None:
    found = [bundle for bundle in shipped() if "float32" in bundle.manifest.graphs]
    assert len(found) >= 4
    for bundle in found:
        graphs = bundle.manifest.graphs
        assert graphs["weight_only"].size_bytes < min(
            graphs["int8"].size_bytes, graphs["float32"].size_bytes / 3
        )


def shipped() -> Iterator[Bundle]:
    yield from (Bundle.open(path) for path in sorted(SHIPPED.iterdir()))


def copied(bundle: Bundle, directory: Path) -> Path:
    """A copy of a bundle's files."""
    directory.mkdir()
    for file in bundle.directory.iterdir():
        (directory / file.name).write_bytes(file.read_bytes())
    return directory


def one_weight(operator: str, weight: NDArray[np.float32]) -> onnx.ModelProto:
    """A graph of one operator with one weight."""
    initializers = [numpy_helper.from_array(weight, "w")]
    if operator == "LSTM":
        recurrent = np.zeros((2, 64, 16), np.float32)
        initializers.append(numpy_helper.from_array(recurrent, "r"))
        node = helper.make_node("LSTM", ["x", "w", "r"], ["y"], hidden_size=16, direction="bidirectional")
        return model_of([node], initializers, GIVEN[operator])
    attributes = {"transB": 1} if operator == "Gemm" else {}
    node = helper.make_node(operator, ["x", "w"], ["y"], **attributes)
    return model_of([node], initializers, GIVEN[operator])


def model_of(
    nodes: list[onnx.NodeProto], initializers: list[onnx.TensorProto], shape: tuple[int, ...]
) -> onnx.ModelProto:
    """A graph from "x" of some shape to "y"."""
    x = helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, shape)
    rank = 4 if nodes[0].op_type == "LSTM" else len(shape)
    y = helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [*"abcd"[:rank]])
    graph = helper.make_graph(nodes, "one", [x], [y], initializers)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
