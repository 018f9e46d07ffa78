"""The language model's graphs: the table is stored once, steps are the whole, a batch is each alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from linnet_export.language_export import QUANTIZED_OPERATORS
from linnet_export.language_model import LanguageModel, LanguageSettings
from linnet_export.language_pack import load_model, parity, write_graphs
from linnet_export.weight_only import quantized
from linnet_runtime.bundle import Bundle
from linnet_runtime.onnx_external_data import external_tensors
from linnet_runtime.state import State
from linnet_runtime.step_model import StepModel
from small_talk import SmallTalk

SETTINGS = LanguageSettings(pieces=300, embedding=24, hidden=40)
STEPS = 240


@pytest.fixture(scope="module")
def bundle(small_talk: SmallTalk) -> Bundle:
    return Bundle.open(small_talk.bundle)


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Graphs of a model that was never trained."""
    torch.manual_seed(0)
    return write_graphs(LanguageModel(SETTINGS), tmp_path_factory.mktemp("graphs"))


def tensors(path: Path) -> list[NDArray[np.generic]]:
    """All constants of a graph, those inside nodes too."""
    graph = onnx.load(path).graph
    inner = [attribute.t for node in graph.node for attribute in node.attribute if attribute.HasField("t")]
    return [numpy_helper.to_array(tensor) for tensor in (*graph.initializer, *inner)]


def read(
    model: StepModel, pieces: NDArray[np.int64], state: State, steps: int
) -> Iterator[NDArray[np.float32]]:
    """Read pieces (B, T), so many steps a call; yields log-probabilities (B, pieces) after each call."""
    for start in range(0, pieces.shape[1], steps):
        outputs, state = model.step({"pieces": pieces[:, start : start + steps]}, state)
        yield outputs["log_probs"]


def random_pieces(model: StepModel, batch: int, steps: int, seed: int = 0) -> NDArray[np.int64]:
    (scores,) = read(model, np.zeros((1, 1), np.int64), model.initial(), 1)
    return np.random.default_rng(seed).integers(0, scores.shape[1], (batch, steps))


def test_torch_and_float_graph_agree_over_many_steps(small_talk: SmallTalk, bundle: Bundle) -> None:
    model, _ = load_model(small_talk.checkpoint)
    assert parity(model, StepModel.load(bundle, "float32"), STEPS) < 1e-4
    assert bundle.manifest.parity.steps >= 200
    assert bundle.manifest.parity.max_abs_difference < 1e-4


@pytest.mark.parametrize("steps", [1, 3, 7, STEPS])
def test_reading_in_steps_is_reading_at_once(bundle: Bundle, steps: int) -> None:
    model = StepModel.load(bundle, "float32")
    pieces = random_pieces(model, 1, STEPS)
    *_, stepped = read(model, pieces, model.initial(), steps)
    (whole,) = read(model, pieces, model.initial(), STEPS)
    np.testing.assert_allclose(stepped, whole, atol=1e-4)


def test_later_pieces_change_no_earlier_output(bundle: Bundle) -> None:
    model = StepModel.load(bundle, "float32")
    pieces = random_pieces(model, 1, 40)
    other = np.concatenate([pieces[:, :20], random_pieces(model, 1, 20, seed=1)], axis=1)
    first, second = ([*read(model, text, model.initial(), 1)] for text in (pieces, other))
    np.testing.assert_array_equal(first[:20], second[:20])


def test_a_batch_is_each_text_alone(bundle: Bundle) -> None:
    model = StepModel.load(bundle, "float32")
    pieces = random_pieces(model, 5, 30)
    together = np.stack([*read(model, pieces, model.initial(5), 1)])  # (T, B, pieces)
    for row in range(5):
        alone = np.concatenate([*read(model, pieces[row : row + 1], model.initial(), 1)])
        np.testing.assert_allclose(together[:, row], alone, atol=1e-4)


def test_a_saved_state_goes_on(bundle: Bundle) -> None:
    model = StepModel.load(bundle, "int8")
    pieces = random_pieces(model, 1, 20)
    expected = [*read(model, pieces, model.initial(), 1)]
    state = model.initial()
    for start in range(10):
        _, state = model.step({"pieces": pieces[:, start : start + 1]}, state)
    resumed = model.spec.from_bytes(state.to_bytes())
    np.testing.assert_array_equal([*read(model, pieces[:, 10:], resumed, 1)], expected[10:])


@pytest.mark.parametrize("precision", ["int8", "float32"])
def test_outputs_are_log_probabilities(bundle: Bundle, precision: str) -> None:
    model = StepModel.load(bundle, precision)
    for scores in read(model, random_pieces(model, 4, 10), model.initial(4), 1):
        np.testing.assert_allclose(np.logaddexp.reduce(scores, axis=1), 0, atol=1e-4)


def test_int8_says_nearly_the_same_and_the_state_is_carried(bundle: Bundle) -> None:
    exact, rough = (StepModel.load(bundle, precision) for precision in ("float32", "int8"))
    pieces = random_pieces(exact, 1, STEPS)
    expected, got = (np.concatenate([*read(m, pieces, m.initial(), 1)]) for m in (exact, rough))
    difference = np.abs(np.exp(expected) - np.exp(got)).sum(axis=1) / 2  # total variation, (T,)
    assert difference.mean() < 0.05
    assert difference[-20:].mean() < 0.05
    forgetful = np.concatenate(
        [next(read(exact, piece[None, None], exact.initial(), 1)) for piece in pieces[0]]
    )
    assert np.abs(np.exp(expected) - np.exp(forgetful)).sum(axis=1).mean() / 2 > 0.1


@pytest.mark.parametrize(("precision", "dtype"), [("int8", np.int8), ("float32", np.float32)])
def test_the_table_is_stored_once(graphs: dict[str, Path], precision: str, dtype: type) -> None:
    size = SETTINGS.pieces * SETTINGS.embedding
    large = [tensor for tensor in tensors(graphs[precision]) if tensor.size >= size]
    assert [tensor.dtype for tensor in large if tensor.size == size] == [dtype]
    assert external_tensors(graphs[precision]) == []


def test_recurrence_and_table_are_int8(graphs: dict[str, Path]) -> None:
    nodes = [node.op_type for node in onnx.load(graphs["int8"]).graph.node]
    assert nodes.count("DynamicQuantizeLSTM") == nodes.count("DynamicQuantizeMatMul") == 1
    assert "LSTM" not in nodes
    assert nodes.count("MatMul") == 1  # the projection
    assert set(QUANTIZED_OPERATORS) == {"LSTM", "Gather", "Gemm"}
    sizes = {precision: path.stat().st_size for precision, path in graphs.items()}
    weights = SETTINGS.pieces * SETTINGS.embedding + 4 * SETTINGS.hidden * (
        SETTINGS.embedding + SETTINGS.hidden
    )
    assert sizes["int8"] < 1.5 * weights + 20_000
    assert sizes["float32"] > 4 * weights


def test_rows_are_quantized_each_with_its_scale() -> None:
    rng = np.random.default_rng(0)
    table = (rng.standard_normal((50, 8)) * rng.uniform(0.01, 5, (50, 1))).astype(np.float32)
    table[3] = 0
    values, scale = quantized(table)
    assert values.dtype == np.int8
    assert values.min() >= -127
    assert (np.abs(values).max(axis=1)[np.arange(50) != 3] == 127).all()
    assert (np.abs(values * scale[:, np.newaxis] - table) <= 0.5001 * scale[:, np.newaxis]).all()


def test_one_model_gives_one_pair_of_graphs(tmp_path: Path) -> None:
    pairs = []
    for name in ("first", "second"):
        torch.manual_seed(0)
        (tmp_path / name).mkdir()
        files = write_graphs(LanguageModel(SETTINGS), tmp_path / name)
        pairs.append({precision: path.read_bytes() for precision, path in files.items()})
    assert pairs[0] == pairs[1]


def test_the_model_is_not_put_into_training_mode(tmp_path: Path) -> None:
    model = LanguageModel(SETTINGS).eval()
    write_graphs(model, tmp_path)
    assert not any(module.training for module in model.modules())
