"""Every cell proves what STYLE.md asks of a streaming piece, in an acoustic and in a language bundle."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from numpy.typing import NDArray
from onnxruntime.quantization import quantize_dynamic

from linnet_export.cells import CELL_OPERATORS, CELL_STATES, CoupledLSTM, build_cell, run_cell
from linnet_export.export import OUTPUTS, export_float, export_whole
from linnet_export.language_export import state_tensors
from linnet_export.language_model import LanguageModel, LanguageSettings
from linnet_export.language_pack import parity as language_parity
from linnet_export.language_pack import write_graphs
from linnet_export.model import AcousticModel
from linnet_export.new_manifest import BundleInfo
from linnet_export.pack import pack
from linnet_export.parity import varying_noise
from linnet_export.recipe import RecipeError
from linnet_export.recurrent import LayerSettings, RecurrentLayer
from linnet_export.tiny import TINY
from linnet_export.warm_start import warm_start
from linnet_runtime.bundle import Bundle
from linnet_runtime.errors import InputError
from linnet_runtime.state import State
from linnet_runtime.step_model import StepModel, session_options
from linnet_runtime.whole_model import WholeModel

CELLS = sorted(CELL_STATES)
HOP = TINY.frame_hop_samples
CHUNK = 4 * HOP
FRAMES = 60
WIDE = dataclasses.replace(TINY, channels=24, hidden=48)
"""Wide enough that weights are worth quantizing."""
Audio = NDArray[np.float32]


@pytest.fixture(scope="module", params=CELLS)
def bundle(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    torch.manual_seed(0)
    model = AcousticModel(dataclasses.replace(WIDE, cell=request.param))
    info = BundleInfo(request.param, "en", "CC0-1.0", (), "test")
    return pack(model, tmp_path_factory.mktemp(request.param) / "bundle", info, lookahead_samples=0)


@pytest.fixture(scope="module")
def model(bundle: Bundle) -> StepModel:
    return StepModel.load(bundle, "float32")


@pytest.fixture(scope="module")
def whole(model: StepModel) -> dict[str, Audio]:
    return model.step({"audio": noise()}, model.initial())[0]


def noise(seed: int = 0) -> Audio:
    """Sound of `FRAMES` frames, (1, samples)."""
    return varying_noise(FRAMES * HOP, seed)[np.newaxis]


def stepped(model: StepModel, audio: Audio, samples: int, state: State) -> dict[str, Audio]:
    """All outputs of sound (B, samples), heard in chunks."""
    parts = []
    for start in range(0, audio.shape[1], samples):
        outputs, state = model.step({"audio": audio[:, start : start + samples]}, state)
        parts.append(outputs)
    return {name: np.concatenate([part[name] for part in parts], axis=1) for name in OUTPUTS}


def operators(path: Path) -> list[str]:
    return [node.op_type for node in onnx.load(path).graph.node]


def test_torch_is_onnx(bundle: Bundle) -> None:
    assert bundle.manifest.parity.steps >= 200
    assert bundle.manifest.parity.max_abs_difference < 2e-4
    recurrent = CELL_OPERATORS[bundle.manifest.name]
    assert operators(bundle.graph_path("float32")).count(recurrent) == WIDE.layers
    assert len(bundle.manifest.states) == 3 + WIDE.layers * len(CELL_STATES[bundle.manifest.name])


@pytest.mark.parametrize("frames", [1, 4, 7])
def test_streaming_is_whole(model: StepModel, whole: dict[str, Audio], frames: int) -> None:
    found = stepped(model, noise(), frames * HOP, model.initial())
    for name, values in found.items():
        np.testing.assert_allclose(values, whole[name], rtol=0, atol=2e-4)


def test_later_sound_changes_nothing_earlier(model: StepModel, whole: dict[str, Audio]) -> None:
    other = np.concatenate([noise()[:, : 20 * HOP], noise(1)[:, 20 * HOP :]], axis=1)
    changed, _ = model.step({"audio": other}, model.initial())
    for name in OUTPUTS:
        np.testing.assert_allclose(changed[name][:, :20], whole[name][:, :20], rtol=0, atol=1e-6)
        assert np.abs(changed[name][:, 20:] - whole[name][:, 20:]).max() > 1e-4


def test_a_batch_is_each_alone(model: StepModel) -> None:
    rows = [noise(seed) for seed in range(3)]
    together = stepped(model, np.concatenate(rows), CHUNK, model.initial(3))
    for index, row in enumerate(rows):
        for name, values in stepped(model, row, CHUNK, model.initial()).items():
            np.testing.assert_allclose(together[name][index : index + 1], values, rtol=0, atol=2e-4)


def test_reset_is_new_and_every_state_matters(model: StepModel, whole: dict[str, Audio]) -> None:
    _, heard = model.step({"audio": noise(1)}, model.initial())
    again, _ = model.step({"audio": noise()}, model.initial())
    for name in OUTPUTS:
        np.testing.assert_array_equal(again[name], whole[name])
    kept, _ = model.step({"audio": noise()}, heard)
    for name in heard:
        less = State({**heard, name: np.zeros_like(heard[name])})
        other, _ = model.step({"audio": noise()}, less)
        assert max(np.abs(other[one] - kept[one]).max() for one in OUTPUTS) > 1e-6, name


def test_saved_loaded_continued_is_continued(model: StepModel) -> None:
    _, state = model.step({"audio": noise(1)}, model.initial())
    loaded = model.spec.from_bytes(state.to_bytes())
    straight, resumed = (stepped(model, noise(), CHUNK, one) for one in (state, loaded))
    for name in OUTPUTS:
        np.testing.assert_array_equal(resumed[name], straight[name])


def test_quantized_is_near_and_the_manifest_says_what_is_not(bundle: Bundle, whole: dict[str, Audio]) -> None:
    """LSTMs are computed as int8; GRU and RNN have int8 weights and are computed as float, exactly."""
    found = {
        precision: stepped(StepModel.load(bundle, precision), noise(), CHUNK, bundle_state(bundle, precision))
        for precision in ("int8", "weight_only")
    }
    for values in found.values():
        assert 0 < np.abs(np.exp(values["phones"]) - np.exp(whole["phones"])).max() < 0.05
    kinds, said = operators(bundle.graph_path("int8")), bundle.manifest.quantization
    if CELL_OPERATORS[bundle.manifest.name] == "LSTM":
        assert kinds.count("DynamicQuantizeLSTM") == WIDE.layers
        assert (said.method, said.operators) == ("dynamic int8 weights and activations", ("LSTM",))
    else:
        operator = CELL_OPERATORS[bundle.manifest.name]
        assert kinds.count(operator) == WIDE.layers
        assert (
            said.method
            == f"int8 weights, float activations in {operator}: onnxruntime has no int8 {operator}"
        )
        np.testing.assert_allclose(found["int8"]["phones"], found["weight_only"]["phones"], atol=1e-4)
    sizes = bundle.manifest.graphs
    assert sizes["int8"].size_bytes < 0.75 * sizes["float32"].size_bytes


def bundle_state(bundle: Bundle, precision: str) -> State:
    return StepModel.load(bundle, precision).initial()


def test_onnxruntime_quantizes_lstms_alone(bundle: Bundle, tmp_path: Path) -> None:
    """What the manifest says of GRU and RNN: asked to quantize them, it changes nothing in them."""
    path, operator = tmp_path / "q.onnx", CELL_OPERATORS[bundle.manifest.name]
    quantize_dynamic(bundle.graph_path("float32"), path, op_types_to_quantize=[operator], per_channel=True)
    kept = operators(path).count(operator)
    assert kept == (0 if operator == "LSTM" else WIDE.layers)


# Cells by themselves


def test_a_cifg_forgets_what_it_takes_in() -> None:
    """Computed anew from the formula, frame by frame."""
    torch.manual_seed(0)
    cell = CoupledLSTM(5, 7)
    frames, hidden, memory = torch.randn(9, 2, 5), torch.randn(1, 2, 7), torch.randn(1, 2, 7)
    with torch.no_grad():
        out, _ = cell(frames, (hidden, memory))
        h, c = hidden[0], memory[0]
        w, r = cell.get_parameter("weight_ih_l0"), cell.get_parameter("weight_hh_l0")
        b = cell.get_parameter("bias_ih_l0") + cell.get_parameter("bias_hh_l0")
        for frame, got in zip(frames, out, strict=True):
            i, g, o = (frame @ w.T + h @ r.T + b).chunk(3, dim=1)
            c = (1 - i.sigmoid()) * c + i.sigmoid() * g.tanh()
            h = o.sigmoid() * c.tanh()
            torch.testing.assert_close(got, h, rtol=0, atol=1e-6)


def test_a_cifg_is_what_onnx_calls_coupled(tmp_path: Path) -> None:
    """The attribute `input_forget` of ONNX's LSTM, which onnxruntime honours, gives the same numbers."""
    import onnxruntime as ort

    torch.manual_seed(0)
    model = AcousticModel(dataclasses.replace(TINY, cell="cifg"))
    export_float(model, tmp_path / "rows.onnx")
    marked = onnx.load(tmp_path / "rows.onnx")
    for node in marked.graph.node:
        if node.op_type == "LSTM":
            node.attribute.append(onnx.helper.make_attribute("input_forget", 1))
            spoil_forget_rows(marked.graph, node, TINY.hidden)
    onnx.save(marked, tmp_path / "attribute.onnx")
    feed = {"audio": noise()} | {f"{name}.in": value.numpy() for name, value in model.initial(1).items()}
    found = [
        ort.InferenceSession(str(tmp_path / name), session_options(1)).run(["phones"], feed)[0]
        for name in ("rows.onnx", "attribute.onnx")
    ]
    np.testing.assert_allclose(found[0], found[1], rtol=0, atol=1e-5)


def spoil_forget_rows(graph: onnx.GraphProto, node: onnx.NodeProto, hidden: int) -> None:
    """Put noise into the forget rows of an LSTM, which coupled gates never read."""
    for tensor in graph.initializer:
        if tensor.name in node.input[1:3]:
            values = onnx.numpy_helper.to_array(tensor).copy()
            values[:, 2 * hidden : 3 * hidden] = 9.0  # ONNX's order: input, output, forget, candidate
            tensor.CopyFrom(onnx.numpy_helper.from_array(values, tensor.name))


def test_how_cells_begin() -> None:
    hidden = 6
    lstm, cifg, irnn = (
        dict(build_cell(cell, 4, hidden).named_parameters()) for cell in ("lstm", "cifg", "irnn")
    )
    assert (lstm["bias_ih_l0"] + lstm["bias_hh_l0"])[hidden : 2 * hidden].tolist() == [1.0] * hidden
    assert (cifg["bias_ih_l0"] + cifg["bias_hh_l0"])[:hidden].tolist() == [-1.0] * hidden
    assert torch.equal(irnn["weight_hh_l0"], torch.eye(hidden))
    assert irnn["weight_ih_l0"].abs().max() < 0.01
    assert (
        sum(value.numel() for value in cifg.values()) * 4 == sum(value.numel() for value in lstm.values()) * 3
    )


@pytest.mark.parametrize("cell", CELLS)
def test_both_directions_see_the_whole(cell: str) -> None:
    torch.manual_seed(0)
    module = build_cell(cell, 5, 7, bidirectional=True)
    state = tuple(torch.zeros(2, 1, 7) for _ in CELL_STATES[cell])
    frames = torch.randn(9, 1, 5)
    out, _ = run_cell(module, frames, state)
    back, _ = run_cell(module, torch.cat([frames[:-1], frames[-1:] + 1]), state)
    assert out.shape == (9, 1, 14)
    assert not torch.equal(out[0, :, 7:], back[0, :, 7:])
    torch.testing.assert_close(out[0, :, :7], back[0, :, :7])


def test_parameters_have_the_names_of_earlier_checkpoints() -> None:
    of_cell = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    names = [name for name, _ in AcousticModel(TINY).layers.named_parameters()]
    expected = [
        f"{index}.{name}" for index in range(2) for name in ("norm.weight", "norm.bias", *lstm(of_cell))
    ]
    assert names == expected
    names = [name for name, _ in LanguageModel(LanguageSettings(9, 2, 3)).named_parameters()]
    assert names == ["table", "bias", *lstm(of_cell), "projection.weight", "projection.bias"]


def lstm(names: tuple[str, ...]) -> list[str]:
    return [f"lstm.{name}" for name in names]


# Layers


@pytest.mark.parametrize("change", [{"norm": "batch"}, {"norm": "none", "residual": False}, {"cell": "cifg"}])
def test_other_layers_stream_too(change: dict[str, str | bool], tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = AcousticModel(dataclasses.replace(TINY, layers=3, **change))  # type: ignore[arg-type]
    model.train()(torch.from_numpy(noise()), model.initial(1))  # a batch norm that has seen something
    info = BundleInfo("layers", "en", "CC0-1.0", (), "test")
    packed = pack(model, tmp_path / "bundle", info, lookahead_samples=0)
    assert packed.manifest.parity.max_abs_difference < 2e-4
    graph = StepModel.load(packed, "float32")
    found = stepped(graph, noise(), HOP, graph.initial())
    expected, _ = graph.step({"audio": noise()}, graph.initial())
    for name in OUTPUTS:
        np.testing.assert_allclose(found[name], expected[name], rtol=0, atol=2e-4)


def test_a_batch_norm_is_over_all_frames() -> None:
    layer = RecurrentLayer(3, 4, LayerSettings(cell="rnn", norm="batch"))
    frames = torch.randn(5, 6, 3) * 7 + 2
    normed = layer.norm(frames)
    assert normed.shape == frames.shape
    torch.testing.assert_close(normed.flatten(0, 1).mean(0), torch.zeros(3), atol=1e-5, rtol=0)


def test_a_bidirectional_model_is_refused_by_a_streaming_export(tmp_path: Path) -> None:
    model = AcousticModel(dataclasses.replace(TINY, bidirectional=True))
    info = BundleInfo("both", "en", "CC0-1.0", (), "test")
    with pytest.raises(RecipeError, match=r"bidirectional: expected false in a model that streams, got true"):
        pack(model, tmp_path / "bundle", info, lookahead_samples=0)
    with pytest.raises(RecipeError, match="bidirectional"):
        export_float(model, tmp_path / "graph.onnx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("cell", CELLS)
def test_a_bidirectional_model_hears_whole_recordings(cell: str, tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = AcousticModel(dataclasses.replace(TINY, bidirectional=True, cell=cell)).eval()
    export_whole(model, tmp_path / "whole.onnx")
    audio = noise()[:, : 20 * HOP]
    with torch.no_grad():
        expected = model(torch.from_numpy(audio), model.initial(1))[0].numpy()
    got = WholeModel(tmp_path / "whole.onnx", "audio", "phones").run(audio)
    np.testing.assert_allclose(got, expected, rtol=0, atol=2e-4)


@pytest.mark.parametrize("cell", CELLS)
def test_new_layers_of_a_warm_start(cell: str) -> None:
    settings = dataclasses.replace(TINY, cell=cell)
    earlier, deeper = (
        AcousticModel(settings).eval(),
        AcousticModel(dataclasses.replace(settings, layers=3)).eval(),
    )
    if cell == "irnn":
        with pytest.raises(
            InputError, match="expected new layers that can begin as the identity, got 'irnn'"
        ):
            warm_start(deeper, earlier)
        return
    warm_start(deeper, earlier)
    audio = torch.from_numpy(noise())
    with torch.no_grad():
        torch.testing.assert_close(
            deeper(audio, deeper.initial(1))[0], earlier(audio, earlier.initial(1))[0], atol=1e-5, rtol=0
        )


# The language model


@pytest.mark.parametrize(("cell", "layers"), [*((cell, 1) for cell in CELLS), ("gru", 2), ("cifg", 3)])
def test_language_models(cell: str, layers: int, tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = LanguageModel(LanguageSettings(pieces=100, embedding=32, hidden=48, cell=cell, layers=layers))
    files, states = write_graphs(model, tmp_path), state_tensors(model.settings)
    graphs = {precision: load_graph(path, states) for precision, path in files.items()}
    graph = graphs["float32"]
    assert language_parity(model, graph, 200) < 1e-4
    pieces = np.random.default_rng(0).integers(0, 100, (3, 30))
    whole, end = graph.step({"pieces": pieces}, graph.initial(3))
    state = graph.initial(3)
    for place in range(30):
        outputs, state = graph.step({"pieces": pieces[:, place : place + 1]}, state)
    np.testing.assert_allclose(outputs["log_probs"], whole["log_probs"], atol=1e-4)
    for name in model.settings.states:
        np.testing.assert_allclose(state[name], end[name], atol=1e-4)
    alone, _ = graph.step({"pieces": pieces[1:2]}, graph.initial())
    np.testing.assert_allclose(alone["log_probs"], whole["log_probs"][1:2], atol=1e-4)
    for precision in ("int8", "weight_only"):
        small, _ = graphs[precision].step({"pieces": pieces[1:2]}, graph.initial())
        assert np.abs(np.exp(small["log_probs"]) - np.exp(alone["log_probs"])).max() < 0.01
    assert files["int8"].stat().st_size < 0.6 * files["float32"].stat().st_size


def load_graph(path: Path, states: tuple[object, ...]) -> StepModel:
    import onnxruntime as ort

    session = ort.InferenceSession(str(path), session_options(1), providers=["CPUExecutionProvider"])
    return StepModel(session, ["pieces"], ["log_probs"], states)  # type: ignore[arg-type]
