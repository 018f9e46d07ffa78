"""A bundle is written whole, verified before it is loaded, and refused when anything is wrong."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from onnx import helper, numpy_helper

import tiny_graphs
from linnet_runtime.bundle import MANIFEST_FILE, Bundle, FileStatus, write_bundle
from linnet_runtime.errors import BundleError
from linnet_runtime.onnx_external_data import external_tensors

INT8 = "tiny.int8.onnx"
FLOAT32 = "tiny.float32.onnx"


def edit(bundle: Bundle, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the JSON of a written manifest."""
    file = bundle.directory / MANIFEST_FILE
    value = json.loads(file.read_text())
    change(value)
    file.write_text(json.dumps(value))


def test_written_bundle_opens_with_sizes_and_hashes(tmp_path: Path) -> None:
    bundle = Bundle.open(tiny_graphs.tiny_bundle(tmp_path).directory)
    graph = bundle.manifest.graphs["int8"]
    assert graph.size_bytes == bundle.graph_path("int8").stat().st_size
    assert [check.status for check in bundle.verify()] == [FileStatus.OK, FileStatus.OK]


def test_optional_graph_may_be_absent(tmp_path: Path) -> None:
    written = tiny_graphs.tiny_bundle(tmp_path)
    written.graph_path("float32").unlink()
    bundle = Bundle.open(str(written.directory))
    assert [check.status for check in bundle.verify()] == [FileStatus.OK, FileStatus.ABSENT]
    with pytest.raises(BundleError, match=r"'float32' graph, the bundle here has \['int8'\]"):
        bundle.graph_path("float32")


def test_graph_of_unknown_precision_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="'int4'"):
        tiny_graphs.tiny_bundle(tmp_path).graph_path("int4")


def test_missing_required_graph_is_refused(tmp_path: Path) -> None:
    bundle = tiny_graphs.tiny_bundle(tmp_path)
    bundle.graph_path("int8").unlink()
    with pytest.raises(BundleError, match=INT8):
        Bundle.open(bundle.directory)


@pytest.mark.parametrize("file", [INT8, FLOAT32])
@pytest.mark.parametrize("position", [0, 100, -1])
def test_flipped_byte_is_refused(tmp_path: Path, file: str, position: int) -> None:
    bundle = tiny_graphs.tiny_bundle(tmp_path)
    data = bytearray((bundle.directory / file).read_bytes())
    data[position] ^= 1
    (bundle.directory / file).write_bytes(data)
    with pytest.raises(BundleError, match=rf"{file}: expected sha256"):
        Bundle.open(bundle.directory)


def test_cut_graph_is_refused(tmp_path: Path) -> None:
    bundle = tiny_graphs.tiny_bundle(tmp_path)
    path = bundle.graph_path("int8")
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(BundleError, match=r"expected \d+ bytes, got"):
        Bundle.open(bundle.directory)


def test_damaged_bundle_can_still_be_inspected(tmp_path: Path) -> None:
    bundle = tiny_graphs.tiny_bundle(tmp_path)
    bundle.graph_path("int8").write_bytes(b"x")
    checks = Bundle.read(bundle.directory).verify()
    assert [check.status for check in checks] == [FileStatus.BAD, FileStatus.OK]
    assert "got 1" in checks[0].problem


def test_unknown_manifest_key_is_refused(tmp_path: Path) -> None:
    bundle = tiny_graphs.tiny_bundle(tmp_path)
    edit(bundle, lambda value: value.update(novelty=1))
    with pytest.raises(BundleError, match=r"manifest\.json: unknown key 'novelty'"):
        Bundle.open(bundle.directory)


@pytest.mark.parametrize("file", ["../outside.onnx", "/etc/passwd", "a/../../outside.onnx"])
def test_path_escaping_the_bundle_is_refused(tmp_path: Path, file: str) -> None:
    bundle = tiny_graphs.tiny_bundle(tmp_path)
    bundle.graph_path("int8").rename(tmp_path / "outside.onnx")
    edit(bundle, lambda value: value["graphs"]["int8"].update(file=file))
    with pytest.raises(BundleError, match=r"'graphs\.int8\.file': expected a path inside the bundle"):
        Bundle.open(bundle.directory)


def test_symbolic_link_escaping_the_bundle_is_refused(tmp_path: Path) -> None:
    bundle = tiny_graphs.tiny_bundle(tmp_path)
    path = bundle.graph_path("int8")
    path.rename(tmp_path / "outside.onnx")
    path.symlink_to(tmp_path / "outside.onnx")
    with pytest.raises(BundleError, match="expected a file inside the bundle"):
        Bundle.open(bundle.directory)


def test_symbolic_link_loop_is_refused(tmp_path: Path) -> None:
    bundle = tiny_graphs.tiny_bundle(tmp_path)
    path = bundle.graph_path("int8")
    path.unlink()
    path.symlink_to(path)
    with pytest.raises(BundleError, match=INT8):
        Bundle.open(bundle.directory)


def test_bundle_directory_may_itself_be_a_link(tmp_path: Path) -> None:
    bundle = tiny_graphs.tiny_bundle(tmp_path)
    (tmp_path / "link").symlink_to(bundle.directory)
    assert Bundle.open(tmp_path / "link").manifest == bundle.manifest


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"not json", b"[" * 50_000])
def test_damaged_manifest_is_refused(tmp_path: Path, content: bytes) -> None:
    bundle = tiny_graphs.tiny_bundle(tmp_path)
    (bundle.directory / MANIFEST_FILE).write_bytes(content)
    with pytest.raises(BundleError, match=r"manifest\.json"):
        Bundle.open(bundle.directory)


def test_huge_manifest_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / MANIFEST_FILE).open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(BundleError, match="at most"):
        Bundle.open(tmp_path)


@pytest.mark.parametrize("name", ["", "absent", "file.txt"])
def test_what_is_not_a_bundle_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file.txt").write_text("hello")
    with pytest.raises(BundleError, match="expected a bundle directory"):
        Bundle.open(tmp_path / name)


def test_graph_with_external_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"self-contained graph, tensors \['.*'\] are in other files"):
        tiny_graphs.tiny_bundle(tmp_path, save_as_external_data=True, size_threshold=0)
    assert not (tmp_path / "bundle").exists()


def constant(name: str, *, external: bool) -> onnx.TensorProto:
    """Return a tensor of one number, or one that points to another file."""
    tensor = numpy_helper.from_array(np.zeros(1, np.float32), name)
    if external:
        onnx.external_data_helper.set_external_data(tensor, location="weights.bin")
        tensor.ClearField("raw_data")
    return tensor


def graph_with(where: str, tensor: onnx.TensorProto) -> onnx.ModelProto:
    """Return a model that holds `tensor` in one of the places where ONNX allows it (it need not run)."""
    node = helper.make_node("Constant", [], ["c"], value=tensor)
    inner = helper.make_graph([node], "inner", [], [])
    branch = helper.make_node("If", ["c"], ["d"], then_branch=inner)
    opsets = [helper.make_opsetid("", 17)]
    function = helper.make_function("local", "f", [], ["c"], [node], opsets)
    sparse = onnx.SparseTensorProto(values=tensor, dims=[4])
    models = {
        "initializer": helper.make_graph([], "g", [], [], [tensor]),
        "constant": helper.make_graph([node], "g", [], []),
        "subgraph": helper.make_graph([branch], "g", [], []),
        "sparse": helper.make_graph([], "g", [], [], sparse_initializer=[sparse]),
    }
    if where == "function":
        return helper.make_model(helper.make_graph([], "g", [], []), functions=[function])
    return helper.make_model(models[where])


@pytest.mark.parametrize("external", [True, False])
@pytest.mark.parametrize("where", ["initializer", "constant", "subgraph", "sparse", "function"])
def test_external_tensors_are_found_wherever_they_are(tmp_path: Path, where: str, external: bool) -> None:
    path = tmp_path / "graph.onnx"
    path.write_bytes(graph_with(where, constant("weights", external=external)).SerializeToString())
    assert external_tensors(path) == (["weights"] if external else [])


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=60))
def test_walk_over_any_bytes_ends_in_an_answer_or_a_bundle_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "graph.onnx"
    path.write_bytes(content)
    with contextlib.suppress(BundleError):
        assert isinstance(external_tensors(path), list)


def test_walk_into_deep_nesting_needs_no_deep_stack(tmp_path: Path) -> None:
    graph = b""
    for _ in range(3_000):  # graph -> node -> attribute -> graph
        for field in (6, 5, 1):
            graph = bytes([field << 3 | 2]) + helper_varint(len(graph)) + graph
    path = tmp_path / "deep.onnx"
    path.write_bytes(bytes([7 << 3 | 2]) + helper_varint(len(graph)) + graph)
    assert external_tensors(path) == []


def helper_varint(number: int) -> bytes:
    """Encode a number as protobuf does."""
    head = [number >> shift & 0x7F | 0x80 for shift in range(0, max(1, number.bit_length()), 7)]
    head[-1] &= 0x7F
    return bytes(head)


def test_writing_replaces_a_bundle_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    tiny_graphs.tiny_bundle(tmp_path)
    (tmp_path / "bundle" / "stale").write_text("left over")
    tiny_graphs.tiny_bundle(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bundle", "source.onnx"]
    assert sorted(path.name for path in (tmp_path / "bundle").iterdir()) == [MANIFEST_FILE, FLOAT32, INT8]


def test_failed_writing_keeps_the_old_bundle(tmp_path: Path) -> None:
    old = tiny_graphs.tiny_bundle(tmp_path)
    (tmp_path / "broken.onnx").write_bytes(b"\xff")
    with pytest.raises(BundleError, match="expected an ONNX graph"):
        write_bundle(
            old.directory, old.manifest, dict.fromkeys(("int8", "float32"), tmp_path / "broken.onnx")
        )
    assert Bundle.open(old.directory).manifest == old.manifest
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken.onnx", "bundle", "source.onnx"]


def test_writing_refuses_to_replace_what_is_not_a_bundle(tmp_path: Path) -> None:
    (tmp_path / "bundle").mkdir()
    (tmp_path / "bundle" / "thesis.txt").write_text("precious")
    with pytest.raises(BundleError, match="remove it first"):
        tiny_graphs.tiny_bundle(tmp_path)
    assert (tmp_path / "bundle" / "thesis.txt").read_text() == "precious"


def test_writing_needs_a_file_for_each_graph(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"expected files for \['float32', 'int8'\], got \['int8'\]"):
        write_bundle(tmp_path / "bundle", tiny_graphs.manifest(), {"int8": tmp_path / "source.onnx"})


def test_writing_never_leaves_its_directory(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="inside the bundle"):
        tiny_graphs.tiny_bundle(tmp_path, of=tiny_graphs.manifest(file="../escaped.onnx"))
    assert not (tmp_path / "escaped.onnx").exists()
