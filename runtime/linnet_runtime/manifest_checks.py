"""What a manifest of correct types may still not say, such as a path that leaves the bundle."""

from __future__ import annotations

import dataclasses
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .compose_weights import ComposeWeights
    from .manifest import AudioSettings, DataFile, Manifest
    from .measurement import Measurement
    from .typing_accuracy import TypingAccuracy

DATA_FILES: dict[str, tuple[str, ...]] = {
    "acoustic": (),
    "emoji": ("tokenizer", "emoji"),
    "language": ("tokenizer", "lexicon"),
    "pronunciation": ("pronunciations",),
    "proofreading": ("encoder", "lexicon", "weights"),
    "voice_activity": (),
    "formatting": ("tokenizer", "writing"),
}
"""The kinds of bundle, and the keys of `Manifest.files` that a bundle of each kind has."""
OPTIONAL_FILES: dict[str, tuple[str, ...]] = {
    "acoustic": ("second_pass",),
    "proofreading": ("encoder_weight_only",),
}
"""Further keys that a bundle of a kind may have."""
KINDS_OF_SOUND = ("acoustic", "voice_activity")
"""The kinds of bundle that take sound."""
PRECISIONS = ("int8", "weight_only", "float32")
EXACT_PRECISIONS = ("weight_only", "float32")
"""Those in which nothing depends on what else is in a call. Dynamic int8 takes its scales over a call."""
"""Keys of `Manifest.graphs`: int8 weights and activations, int8 weights only, and all float."""
STATE_DTYPES = ("float32", "int64")


def problems(manifest: Manifest) -> list[str]:
    """Return what is impossible in a manifest of correct types; empty when all is well."""
    return [
        *_kind_problems(manifest),
        *_file_problems(manifest),
        *(_audio_problems(manifest.audio) if manifest.audio else ()),
        *_state_problems(manifest),
        *_name_problems(manifest),
        *(
            problem
            for one in manifest.typing_accuracy
            for problem in _measure_problems(one, "typing_accuracy")
        ),
        *(problem for one in manifest.measurements for problem in _measure_problems(one, "measurements")),
    ]


def leaves_directory(file: str) -> bool:
    """Tell whether a path from a manifest is anything but a plain relative path below the bundle."""
    path = PurePosixPath(file)
    odd = re.search(r"[\\:\x00-\x1f]", file) is not None  # Windows separators and drives, control characters
    return odd or not path.name or path.is_absolute() or ".." in path.parts


def _kind_problems(manifest: Manifest) -> list[str]:
    """Check that a bundle has what its kind has and nothing else."""
    kind, files = manifest.kind, sorted(manifest.files)
    if kind not in DATA_FILES:
        return [f"key 'kind': expected one of {tuple(DATA_FILES)}, got {kind!r}"]
    found = []
    may_have = {*DATA_FILES[kind], *OPTIONAL_FILES.get(kind, ())}
    if not {*DATA_FILES[kind]} <= {*files} <= may_have:
        found.append(
            f"key 'files': expected {sorted(DATA_FILES[kind])} in a bundle of kind {kind!r}, got {files}"
        )
    if (manifest.audio is None) == (kind in KINDS_OF_SOUND):
        found.append(
            f"key 'audio': expected settings only in a bundle that takes sound, got {manifest.audio} "
            f"in one of kind {kind!r}"
        )
    if kind != "acoustic" and manifest.speech:
        found.append(f"key 'speech': no words are heard with a bundle of kind {kind!r}")
    if kind != "language" and (manifest.typing or manifest.typing_accuracy):
        found.append(f"keys 'typing' and 'typing_accuracy': nobody types with a bundle of kind {kind!r}")
    if manifest.compose and (kind != "language" or not _is_possible(manifest.compose)):
        found.append(
            "key 'compose': expected shares and numbers of words above 0 and a rising calibration, only in a "
            f"bundle of kind 'language', got {manifest.compose} in one of kind {kind!r}"
        )
    return found


def _is_possible(weights: ComposeWeights) -> bool:
    """Tell whether a phrase can be found with these weights."""
    return 0 < weights.least < 1 and weights.slope > 0 and min(weights.most_words, weights.width) > 0


def _file_problems(manifest: Manifest) -> list[str]:
    """Check all files, each of them once, the precisions, and that one graph at least is required."""
    found = [
        f"key 'graphs.{precision}': expected one of {PRECISIONS}"
        for precision in manifest.graphs
        if precision not in PRECISIONS
    ]
    keyed = {
        f"{part}.{key}": file for part in ("graphs", "files") for key, file in getattr(manifest, part).items()
    }
    for key, file in keyed.items():
        found += _entry_problems(key, file)
    paths = [file.file for file in keyed.values()]
    if len(set(paths)) != len(paths):
        found.append(f"keys 'graphs' and 'files': expected each path once, got {paths}")
    if not any(graph.required for graph in manifest.graphs.values()):
        found.append("key 'graphs': expected at least one required graph")
    return found


def _entry_problems(key: str, file: DataFile) -> list[str]:
    """Check one file: safe path, well-formed hash, possible size."""
    found = []
    if leaves_directory(file.file):
        found.append(f"key '{key}.file': expected a path inside the bundle, got {file.file!r}")
    if re.fullmatch(r"[0-9a-f]{64}", file.sha256) is None:
        found.append(f"key '{key}.sha256': expected 64 lower-case hexadecimal digits, got {file.sha256!r}")
    if file.size_bytes < 1:
        found.append(f"key '{key}.size_bytes': expected a positive size, got {file.size_bytes}")
    return found


def _audio_problems(audio: AudioSettings) -> list[str]:
    """Check that rates and lengths are positive and that a chunk is whole frames."""
    found = [
        f"key 'audio.{name}': expected a positive number, got {value}"
        for name, value in dataclasses.asdict(audio).items()
        if value < 1 and name != "lookahead_samples"
    ]
    if audio.lookahead_samples < 0:
        found.append(f"key 'audio.lookahead_samples': expected 0 or more, got {audio.lookahead_samples}")
    if audio.frame_hop_samples > 0 and audio.chunk_samples % audio.frame_hop_samples:
        found.append(
            f"key 'audio.chunk_samples': expected a multiple of {audio.frame_hop_samples}, "
            f"got {audio.chunk_samples}"
        )
    return found


def _state_problems(manifest: Manifest) -> list[str]:
    """Check that state names are unique, dtypes known, shapes positive and 1 along the batch axis."""
    found = []
    names = [state.name for state in manifest.states]
    if len(set(names)) != len(names):
        found.append(f"key 'states': expected each name once, got {names}")
    for state in manifest.states:
        in_range = 0 <= state.batch_axis < len(state.shape)
        if not in_range or state.shape[state.batch_axis] != 1 or min(state.shape) < 1:
            found.append(
                f"key 'states.{state.name}': expected a shape with 1 along the batch axis, "
                f"got {state.shape} and axis {state.batch_axis}"
            )
        if state.dtype not in STATE_DTYPES:
            found.append(
                f"key 'states.{state.name}.dtype': expected one of {STATE_DTYPES}, got {state.dtype!r}"
            )
    return found


def _name_problems(manifest: Manifest) -> list[str]:
    """Check that inputs and outputs have names of their own, and that units are given for outputs only."""
    found = [
        f"key 'tokens.{name}': there is no such output"
        for name in manifest.tokens.keys() - set(manifest.outputs)
    ]
    all_inputs = [*manifest.inputs, *(state.input for state in manifest.states)]
    all_outputs = [*manifest.outputs, *(state.output for state in manifest.states)]
    for key, values in (("inputs", all_inputs), ("outputs", all_outputs)):
        if len(set(values)) != len(values):
            found.append(f"keys '{key}' and 'states': expected each name once, got {values}")
    return found


def _measure_problems(accuracy: TypingAccuracy | Measurement, key: str) -> list[str]:
    """Check that something was measured and that intervals are intervals."""
    return [
        f"key '{key}.measures.{name}': expected low to high and a count, got {one}"
        for name, one in accuracy.measures.items()
        if one.low > one.high or one.count < 1
    ]
