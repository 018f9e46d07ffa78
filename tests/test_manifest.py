"""The manifest: what is written is read back, and everything else is refused with the key's name."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any

import pytest

import tiny_graphs
from linnet_runtime.compose_weights import ComposeWeights
from linnet_runtime.errors import BundleError
from linnet_runtime.manifest import DataFile, Manifest
from linnet_runtime.manifest_checks import leaves_directory, problems
from linnet_runtime.typing_accuracy import Measure, TypingAccuracy
from linnet_runtime.typing_weights import TypingWeights

Json = dict[str, Any]
VALID = tiny_graphs.manifest()
MEASURED = TypingAccuracy(
    "a", "dev", "int8", "thumb", 1, 9, {"top3": Measure(0.3, 0.2, 0.4, 9)}, "none", "none"
)
LANGUAGE = dataclasses.replace(
    VALID,
    kind="language",
    files={name: DataFile(f"{name}.bin", "0" * 64, 1) for name in ("tokenizer", "lexicon")},
    audio=None,
    typing=TypingWeights(),
    typing_accuracy=(MEASURED,),
    speech=None,
    measurements=(),
)


def inside(value: Any, where: tuple[str | int, ...]) -> Any:
    """Return the part of a JSON value at this path."""
    for step in where:
        value = value[step]
    return value


def refused(change: Callable[[Json], object], valid: Manifest = VALID) -> str:
    """Return the error for a valid manifest after `change`, checking that it names the file."""
    value = json.loads(valid.to_json())
    change(value)
    with pytest.raises(BundleError) as caught:
        Manifest.from_json(json.dumps(value), "some/manifest.json")
    assert "some/manifest.json" in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("valid", [VALID, LANGUAGE, dataclasses.replace(LANGUAGE, typing=None)])
def test_written_manifest_is_read_back_equal(valid: Manifest) -> None:
    assert Manifest.from_json(valid.to_json()) == valid


def test_whole_number_is_read_as_float() -> None:
    value = json.loads(VALID.to_json())
    value["parity"]["max_abs_difference"] = 0
    parity = Manifest.from_json(json.dumps(value)).parity
    assert isinstance(parity.max_abs_difference, float)


@pytest.mark.parametrize("found", [1, 2, 0, "2", 2.5, True, None])
def test_unknown_format_is_refused(found: object) -> None:
    assert "'format'" in refused(lambda value: value.update(format=found))


def test_unknown_format_is_refused_before_its_unknown_keys() -> None:
    assert "expected key 'format' to be 3, got 7" in refused(lambda value: value.update(format=7, novelty=1))


@pytest.mark.parametrize(
    "where", [(), ("audio",), ("states", 0), ("graphs", "int8"), ("accuracy", 0), ("parity",)]
)
def test_unknown_key_is_refused_by_name(where: tuple[str | int, ...]) -> None:
    assert "novelty" in refused(lambda value: inside(value, where).update(novelty=1))


@pytest.mark.parametrize(
    "name", [field.name for field in dataclasses.fields(Manifest) if field.name != "compose"]
)
def test_missing_key_is_refused_by_name(name: str) -> None:
    assert f"'{name}'" in refused(lambda value: value.pop(name))


@pytest.mark.parametrize(
    "where",
    [("files", "lexicon"), ("typing",), ("typing_accuracy", 0), ("typing_accuracy", 0, "measures", "top3")],
)
def test_unknown_key_of_a_language_bundle_is_refused_by_name(where: tuple[str | int, ...]) -> None:
    assert "novelty" in refused(lambda value: inside(value, where).update(novelty=1), LANGUAGE)


def test_a_key_that_earlier_versions_did_not_write_may_be_missing() -> None:
    value = json.loads(dataclasses.replace(LANGUAGE, compose=ComposeWeights()).to_json())
    assert Manifest.from_json(json.dumps(value)).compose == ComposeWeights()
    del value["compose"]["slope"]
    with pytest.raises(BundleError, match=r"missing key 'compose\.slope'"):
        Manifest.from_json(json.dumps(value))
    del value["compose"]
    assert Manifest.from_json(json.dumps(value)) == LANGUAGE


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(TypingWeights)])
def test_missing_weight_is_refused_by_name(name: str) -> None:
    assert f"'typing.{name}'" in refused(lambda value: value["typing"].pop(name), LANGUAGE)


def test_missing_inner_key_is_refused_by_its_path() -> None:
    assert "'audio.chunk_samples'" in refused(lambda value: value["audio"].pop("chunk_samples"))


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("name", 1),
        ("credits", "me"),
        ("credits", [1]),
        ("graphs", []),
        ("tokens", {"sums": "ab"}),
    ],
)
def test_wrong_type_is_refused_by_name(key: str, found: object) -> None:
    assert key in refused(lambda value: value.update({key: found}))


@pytest.mark.parametrize(
    ("section", "key", "found"),
    [
        ("audio", "sample_rate_hz", 16_000.0),
        ("audio", "sample_rate_hz", True),
        ("audio", "sample_rate_hz", 0),
        ("audio", "frame_hop_samples", 0),
        ("audio", "chunk_samples", 9),
        ("audio", "lookahead_samples", -1),
        ("parity", "max_abs_difference", "small"),
        ("quantization", "per_channel", 1),
    ],
)
def test_wrong_value_is_refused_by_its_path(section: str, key: str, found: object) -> None:
    assert f"{section}.{key}" in refused(lambda value: value[section].update({key: found}))


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("shape", [2, 1]),
        ("shape", []),
        ("batch_axis", 2),
        ("batch_axis", -1),
        ("dtype", "object"),
        ("shape", [1, 0]),
    ],
)
def test_impossible_state_is_refused(key: str, found: object) -> None:
    assert "states.total" in refused(lambda value: value["states"][0].update({key: found}))


def test_state_named_twice_is_refused() -> None:
    assert "each name once" in refused(lambda value: value["states"].append(value["states"][0]))


def test_tokens_of_an_unknown_output_are_refused() -> None:
    assert "tokens.words" in refused(lambda value: value["tokens"].update(words=["a"]))


@pytest.mark.parametrize(
    ("key", "found"),
    [("file", "../x.onnx"), ("sha256", "0" * 63), ("sha256", "G" * 64), ("size_bytes", 0), ("required", 1)],
)
def test_impossible_graph_is_refused(key: str, found: object) -> None:
    assert f"graphs.int8.{key}" in refused(lambda value: value["graphs"]["int8"].update({key: found}))


def test_impossible_file_is_refused() -> None:
    change = {"file": "../pieces", "sha256": "", "size_bytes": 0}
    for key, found in change.items():
        message = refused(lambda value, k=key, f=found: value["files"]["tokenizer"].update({k: f}), LANGUAGE)  # type: ignore[misc]
        assert f"files.tokenizer.{key}" in message


def test_two_files_of_one_path_are_refused() -> None:
    message = refused(lambda value: value["files"]["lexicon"].update(file="tiny.int8.onnx"), LANGUAGE)
    assert "each path once" in message


@pytest.mark.parametrize(
    ("valid", "key", "found"),
    [
        (VALID, "audio", None),
        (VALID, "files", {"lexicon": {"file": "x", "sha256": "0" * 64, "size_bytes": 1}}),
        (VALID, "typing", dataclasses.asdict(TypingWeights())),
        (VALID, "typing_accuracy", [dataclasses.asdict(MEASURED)]),
        (LANGUAGE, "audio", dataclasses.asdict(VALID.sound())),
        (LANGUAGE, "files", {}),
    ],
)
def test_what_another_kind_of_bundle_has_is_refused(valid: Manifest, key: str, found: object) -> None:
    assert key in refused(lambda value: value.update({key: found}), valid)


@pytest.mark.parametrize(("key", "found"), [("low", 0.5), ("count", 0), ("value", "0.3")])
def test_impossible_measure_is_refused(key: str, found: object) -> None:
    where = ("typing_accuracy", 0, "measures", "top3")
    assert "measures.top3" in refused(lambda value: inside(value, where).update({key: found}), LANGUAGE)


def test_a_bundle_without_sound_says_so() -> None:
    assert VALID.sound() == VALID.audio
    with pytest.raises(BundleError, match="takes sound, 'tiny' is of kind 'language'"):
        LANGUAGE.sound()


def test_bundle_of_optional_graphs_only_is_refused() -> None:
    assert "at least one required" in refused(lambda value: value["graphs"]["int8"].update(required=False))


@pytest.mark.parametrize(
    "file", ["", ".", "..", "/etc/x", "a/../../x", "C:/x", "a\\..\\x", "x\0.onnx", "a\nb"]
)
def test_path_that_may_leave_the_directory_is_found(file: str) -> None:
    assert leaves_directory(file)


@pytest.mark.parametrize("file", ["x.onnx", "graphs/x.onnx", "..x.onnx"])
def test_path_inside_the_directory_is_accepted(file: str) -> None:
    assert not leaves_directory(file)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{",
        '{"format": 2, "format": 2}',
        '{"format": NaN}',
        "[" * 100_000,
        '{"format": 1e999}',
    ],
)
def test_text_that_is_not_a_manifest_is_refused(text: str) -> None:
    with pytest.raises(BundleError, match=r"manifest\.json"):
        Manifest.from_json(text)


def test_overflowing_float_is_refused() -> None:
    text = VALID.to_json().replace('"max_abs_difference": 0.0', '"max_abs_difference": 1e999')
    with pytest.raises(BundleError, match=r"parity\.max_abs_difference"):
        Manifest.from_json(text)


def test_impossible_manifest_is_not_written() -> None:
    with pytest.raises(BundleError, match="'kind'"):
        dataclasses.replace(VALID, kind="visual").to_json()


def test_valid_manifest_has_no_problems() -> None:
    assert problems(VALID) == []
