"""Tables of documents are made from bundles, and only marked ones are touched."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import onnxruntime as ort
import pytest

from linnet_export.cli import run
from linnet_export.document_tables import document_tables, open_bundles, refreshed
from linnet_runtime.bundle import Bundle
from linnet_runtime.errors import InputError
from linnet_runtime.manifest import Manifest

TONE = 0.5 * np.sin(2 * np.pi * 440 * np.arange(3_840) / 16_000)
"""What docs/mobile.md says is fed in two chunks, (samples,)."""


def test_only_marked_tables_change() -> None:
    text = "a\n<!-- table: one -->\n| old |\n<!-- end -->\n| old |\n"
    assert refreshed(text, {"one": ["| new |", "| row |"]}) == (
        "a\n<!-- table: one -->\n| new |\n| row |\n<!-- end -->\n| old |\n"
    )


def test_a_table_that_is_not_there_is_named() -> None:
    with pytest.raises(InputError, match="'two'; measure it"):
        refreshed("<!-- table: two -->\n<!-- end -->", {"one": []})


def test_the_command_writes_documents(
    tiny_bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = tmp_path / "page.md"
    document.write_text("<!-- table: tensors-acoustic -->\n<!-- end -->\n")
    for expected in ("changed", "as it was"):
        assert run(["tables", str(document), "--bundles", str(tiny_bundle.parent)]) == 0
        assert capsys.readouterr().out == f"{document}: {expected}\n"
    assert "| input | `audio` |  | float32 | (1, 1920) |" in document.read_text()


def test_a_folder_without_bundles_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = tmp_path / "page.md"
    document.write_text("nothing")
    assert run(["tables", str(document), "--bundles", str(tmp_path)]) == 2
    assert "expected folders with bundles, found none" in capsys.readouterr().err


def test_every_key_of_a_manifest_has_a_meaning(tiny_bundle: Path) -> None:
    tables = document_tables([Bundle.open(tiny_bundle)])
    rows = [row for name, table in tables.items() if name.startswith("keys-") for row in table[2:]]
    assert len(rows) > len(Manifest.__dataclass_fields__)
    assert [row for row in rows if row.endswith("|  |")] == []


def test_worked_steps_are_what_onnxruntime_says(tiny_bundle: Path) -> None:
    """Computed anew with nothing of Linnet but the manifest."""
    bundle = Bundle.open(tiny_bundle)
    rows = document_tables([bundle])["step-acoustic"][2:]
    shown = [np.array(re.findall(r"-?\d+\.\d{4}", row), np.float64) for row in rows]
    manifest, computed = bundle.manifest, []
    options = ort.SessionOptions()
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    file = re.search(r"`([\w.-]+\.onnx)`", document_tables([bundle])["step-acoustic"][0])
    assert file is not None
    session = ort.InferenceSession(str(tiny_bundle / file[1]), options)
    state = {one.input: np.zeros(one.shape, one.dtype) for one in manifest.states}
    for chunk in TONE.astype(np.float32).reshape(2, 1, -1):
        names = [*manifest.outputs, *(one.output for one in manifest.states)]
        values = dict(zip(names, session.run(names, {"audio": chunk, **state}), strict=True))
        state = {one.input: values[one.output] for one in manifest.states}
        computed += [values[name][0, -1, :5] for name in manifest.outputs]
    np.testing.assert_allclose(np.stack(shown), np.stack(computed), atol=1e-3)


def test_bundles_are_found_in_a_folder(tiny_bundle: Path) -> None:
    assert [bundle.directory for bundle in open_bundles(tiny_bundle.parent)] == [tiny_bundle]
