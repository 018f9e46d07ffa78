"""Formats side by side, `.ort` files, and what quantization costs layer by layer, on tiny bundles."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest

import tones
from conftest import REPOSITORY
from linnet_export.cli import run
from linnet_export.format_tables import costliest_lines
from linnet_export.formats import SpeechSource, measure_formats, open_graph
from linnet_export.layer_errors import LayerError, layer_errors, readable
from linnet_export.model import AcousticModel, AcousticSettings
from linnet_export.new_manifest import BundleInfo
from linnet_export.ort_format import convert, operators, write_ort
from linnet_export.pack import pack
from linnet_export.real_input import Source, feeds
from linnet_export.real_input import run as run_steps
from linnet_runtime.bundle import Bundle
from linnet_runtime.errors import InputError
from small_talk import SmallTalk

FORMATS = ["float32", "float32.ort", "int8", "int8.ort", "weight_only", "weight_only.ort"]
PRONUNCIATION = REPOSITORY / "sdk" / "linnet" / "bundles" / "en-pronunciation"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """Random, and wide enough that weights are worth quantizing."""
    model = AcousticModel(AcousticSettings(channels=24, hidden=48, layers=2, middle_head_layer=1))
    info = BundleInfo("small", "en", "CC0-1.0", (), "test")
    return pack(model, tmp_path_factory.mktemp("small") / "bundle", info, lookahead_samples=960)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory, clip: Path) -> Source:
    text = tmp_path_factory.mktemp("text") / "text.txt"
    text.write_text("I like the house.\nSee you tomorrow morning\n\nthe 20 cars\n")
    return Source(clip, text, longest=20)


def test_every_format_is_measured(bundle: Bundle, source: Source) -> None:
    rows = {row.format: row for row in measure_formats(bundle, source)}
    assert sorted(rows) == FORMATS
    for row in rows.values():
        assert row.size_bytes > 10_000
        assert row.load_ms > 0 < row.step_ms
        assert (row.steps, row.frames, row.accuracy) == (20, 80, "")
    for exact in ("float32", "float32.ort"):
        assert rows[exact].largest_difference == pytest.approx(0, abs=1e-6)
        assert rows[exact].other_best == 0
    for near in ("int8", "weight_only"):
        assert 0 < rows[near].largest_difference < 0.05
        assert rows[f"{near}.ort"].largest_difference == pytest.approx(
            rows[near].largest_difference, abs=1e-3
        )
    assert rows["weight_only.ort"].size_bytes < 0.6 * rows["float32.ort"].size_bytes


def test_phone_errors_are_counted(bundle: Bundle, source: Source, tmp_path: Path) -> None:
    tones.pronunciations(tmp_path)
    speech = SpeechSource(tones.write_corpus(tmp_path / "dev", 3), tmp_path / "tones.dict", utterances=2)
    for row in measure_formats(bundle, source, speech)[:2]:
        assert row.accuracy.startswith("phone errors ")
        assert row.accuracy.endswith(tuple("0123456789"))


def test_a_language_model_has_a_perplexity(small_talk: SmallTalk, source: Source) -> None:
    rows = measure_formats(Bundle.open(small_talk.bundle), source)
    values = {row.format: float(row.accuracy.split()[1]) for row in rows}
    steps = len(feeds(Bundle.open(small_talk.bundle), source))
    assert all(row.accuracy.endswith(f"over {steps - 1} pieces") for row in rows)
    assert values["float32"] > 1
    assert values["int8"] == pytest.approx(values["float32"], rel=0.1)


def test_words_are_real_input_of_a_pronunciation_bundle(source: Source) -> None:
    found = feeds(Bundle.open(PRONUNCIATION), source)
    assert [feed["letters"].shape for feed in found] == [(1, len(word)) for word in WORDS]


WORDS = ["i", "like", "the", "house", "see", "you", "tomorrow", "morning", "cars"]


def test_text_that_says_nothing_is_refused(source: Source, tmp_path: Path) -> None:
    (tmp_path / "none.txt").write_text("\n")
    with pytest.raises(InputError, match="expected input for 'pronunciation'"):
        feeds(Bundle.open(PRONUNCIATION), Source(source.audio, tmp_path / "none.txt"))


# .ort


def test_ort_files_say_the_same(bundle: Bundle, source: Source, tmp_path: Path) -> None:
    written = write_ort(bundle, tmp_path / "out", ["int8", "float32"])
    steps = feeds(bundle, source)
    for precision, path in written.graphs.items():
        got, expected = (
            run_steps(open_graph(one, bundle), steps)["phones"]
            for one in (path, bundle.graph_path(precision))
        )
        np.testing.assert_allclose(np.concatenate(got), np.concatenate(expected), atol=1e-4)
    found = operators(written.config)
    assert "com.microsoft:DynamicQuantizeLSTM" in found
    assert "ai.onnx:LSTM" in found
    assert all(":" in one and " " not in one for one in found)


def test_the_list_has_the_operators_of_the_graph(bundle: Bundle, tmp_path: Path) -> None:
    """Unoptimized, so that the file's operators are the ONNX graph's."""
    written = write_ort(bundle, tmp_path, ["weight_only"])
    graph = onnx.load(bundle.graph_path("weight_only")).graph
    used = {node.op_type for node in graph.node if node.op_type != "Constant"}
    assert {one.split(":")[1] for one in operators(written.config)} == used


def test_small_keeps_int8_weights(bundle: Bundle, tmp_path: Path) -> None:
    for small in (True, False):
        convert(bundle.graph_path("weight_only"), tmp_path / f"{small}.ort", small=small)
    assert (tmp_path / "True.ort").stat().st_size < 0.6 * (tmp_path / "False.ort").stat().st_size


def test_the_command_writes_ort_files(
    bundle: Bundle, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["ort", str(bundle.directory), str(tmp_path)]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "acoustic.int8.ort",
        "required_operators_and_types.config",
    ]
    assert "operators" in capsys.readouterr().out
    assert run(["ort", str(bundle.directory), str(tmp_path), "--precision", "int4"]) == 2
    assert "expected a 'int4' graph" in capsys.readouterr().err


# Layers


def test_each_layer_has_its_error(bundle: Bundle, source: Source) -> None:
    found = layer_errors(bundle, feeds(bundle, source))
    assert {one.layer for one in found} == {
        "first/convolution/Conv",
        "second/convolution/Conv",
        "layers.0/lstm/LSTM",
        "layers.1/lstm/LSTM",
    }
    for one in found:
        assert 0 < one.inside["weight_only"] < 0.1
        assert 0 < one.inside["int8"] < 0.2
        assert 0 < one.alone < 0.01
    assert [one.alone for one in found] == sorted((one.alone for one in found), reverse=True)
    assert {one.weights for one in found if "lstm" in one.layer} == {4 * 48 * (24 + 48), 4 * 48 * 96}


def test_the_costliest_layer_is_named() -> None:
    layers = [LayerError("b", name, "LSTM", 100, {}, cost) for name, cost in (("x", 1e-6), ("y", 3e-6))]
    (line,) = costliest_lines(layers)
    assert line == (
        "- b: `y` costs most, 75% of what the layers cost one by one, with 50% of the quantized weights."
    )
    assert readable("/model/layers.0/lstm/LSTM_output_0") == "layers.0/lstm/LSTM"


def test_the_command_fills_a_document(
    bundle: Bundle, source: Source, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    page.write_text("".join(f"<!-- formats: {name} -->\n<!-- end -->\n" for name in ("formats", "layers")))
    options = ["--audio", str(source.audio), "--text", str(source.text), "--steps", "5"]
    assert run(["formats", str(bundle.directory), *options, "--document", str(page)]) == 0
    text = page.read_text()
    assert all(f"| small | `{name}` |" in text for name in FORMATS)
    assert "| small | `layers.1/lstm/LSTM` |" in text
    assert "costs most" in capsys.readouterr().out
    assert run(["formats", str(bundle.directory), *options, "--speech", str(page)]) == 2
    assert "--cmudict" in capsys.readouterr().err


def test_the_page_is_of_every_shipped_bundle_of_these_kinds() -> None:
    text = (REPOSITORY / "docs" / "formats.md").read_text(encoding="utf-8")
    for name in ("en-acoustic", "en-language", "en-pronunciation", "voice-activity"):
        assert all(f"| {name} | `{format_}` |" in text for format_ in FORMATS)
        assert f"\n- {name}: `" in text
