"""The bundle manifest: one dataclass, written by export and read here.

Reading is strict: an unknown format or key, a missing key, a value of the wrong type or an impossible value
is a `BundleError` that names the file and the key.
"""

from __future__ import annotations

import dataclasses
import json
import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from . import strict_json
from .errors import BundleError
from .state import TensorSpec

FORMAT = 1
"""The only manifest format this version reads and writes."""
KINDS = ("acoustic",)
PRECISIONS = ("int8", "float32")
"""Keys of `Manifest.graphs`, smallest graph first."""
STATE_DTYPES = ("float32", "int64")


@dataclass(frozen=True)
class GraphFile:
    """One ONNX file of the bundle."""

    file: str
    """Path relative to the bundle, with "/"."""
    sha256: str
    """Lower-case hexadecimal SHA-256 of the file."""
    size_bytes: int
    required: bool
    """False for a graph that an installed bundle may lack, such as the float graph."""


@dataclass(frozen=True)
class AudioSettings:
    """What the acoustic graph takes and how its output frames lie in time."""

    sample_rate_hz: int
    frame_hop_samples: int
    """Samples per output frame, e.g. 480 = 30 ms at 16 kHz."""
    chunk_samples: int
    """Samples per step of the shipped graph, a multiple of `frame_hop_samples`."""
    lookahead_samples: int
    """How long after a sound the model may still report it (measured): `finish` adds so much silence."""


@dataclass(frozen=True)
class StateTensor(TensorSpec):
    """A state tensor and the graph input and output that carry it."""

    input: str
    output: str


@dataclass(frozen=True)
class Quantization:
    """How the int8 graph was made."""

    method: str
    per_channel: bool
    operators: tuple[str, ...]


@dataclass(frozen=True)
class Parity:
    """Largest difference between the PyTorch model and the float graph over many streaming steps."""

    steps: int
    max_abs_difference: float
    command: str


@dataclass(frozen=True)
class Accuracy:
    """Errors on one split of one data set; each rate (0.2 = 20 %) has the count it was measured on."""

    dataset: str
    split: str
    graph: str
    """Precision of the graph that was measured, one of `PRECISIONS`."""
    utterances: int
    phone_utterances: int
    """How many of the utterances have a phone reference."""
    phones: int
    phone_error_rate: float
    characters: int
    character_error_rate: float
    words: int
    word_error_rate: float
    command: str
    data: str
    """Where the data comes from and which part was used."""


@dataclass(frozen=True)
class Manifest:
    """Everything a bundle says about itself."""

    format: int
    kind: str
    """What the bundle does, one of `KINDS`."""
    name: str
    language: str
    """BCP 47 tag, such as "en"."""
    licence: str
    credits: tuple[str, ...]
    graphs: dict[str, GraphFile]
    """By precision, see `PRECISIONS`."""
    audio: AudioSettings
    states: tuple[StateTensor, ...]
    inputs: tuple[str, ...]
    """Graph inputs that are not states."""
    outputs: tuple[str, ...]
    """Graph outputs that are not states."""
    tokens: dict[str, tuple[str, ...]]
    """For an output of log-probabilities, the unit of each column."""
    quantization: Quantization
    parity: Parity
    accuracy: tuple[Accuracy, ...]
    made_by: str
    """The command that made the bundle."""

    def to_json(self) -> str:
        """Return the manifest as indented JSON. Raises `BundleError` when `from_json` would refuse it."""
        _refuse(problems(self), "the new manifest")
        return json.dumps(dataclasses.asdict(self), indent=2, ensure_ascii=False, allow_nan=False) + "\n"

    @staticmethod
    def from_json(text: str, file: str = "manifest.json") -> Manifest:
        """Read a manifest; `file` is named in errors. Raises `BundleError`, see the module's docstring."""
        value = strict_json.parse(text, file)
        found = value.get("format") if isinstance(value, dict) else None
        if found != FORMAT or isinstance(found, bool):
            raise BundleError(
                f"{file}: expected key 'format' to be {FORMAT}, got {found!r}; "
                "use a bundle made for this version of Linnet"
            )
        manifest = strict_json.read(Manifest, value, file)
        _refuse(problems(manifest), file)
        return manifest


def problems(manifest: Manifest) -> list[str]:
    """Return what is impossible in a manifest of correct types; empty when all is well."""
    found = _graph_problems(manifest) + _audio_problems(manifest.audio) + _state_problems(manifest)
    if manifest.format != FORMAT:
        found.append(f"key 'format': expected {FORMAT}, got {manifest.format}")
    if manifest.kind not in KINDS:
        found.append(f"key 'kind': expected one of {KINDS}, got {manifest.kind!r}")
    found += [
        f"key 'tokens.{name}': there is no such output"
        for name in manifest.tokens.keys() - set(manifest.outputs)
    ]
    all_inputs = [*manifest.inputs, *(state.input for state in manifest.states)]
    all_outputs = [*manifest.outputs, *(state.output for state in manifest.states)]
    for key, values in (("inputs", all_inputs), ("outputs", all_outputs)):
        if len(set(values)) != len(values):
            found.append(f"keys '{key}' and 'states': expected each name once, got {values}")
    return found


def leaves_directory(file: str) -> bool:
    """Tell whether a path from a manifest is anything but a plain relative path below the bundle."""
    path = PurePosixPath(file)
    odd = re.search(r"[\\:\x00-\x1f]", file) is not None  # Windows separators and drives, control characters
    return odd or not path.name or path.is_absolute() or ".." in path.parts


def _refuse(found: list[str], file: str) -> None:
    """Raise `BundleError` naming `file` when there are problems."""
    if found:
        raise BundleError(f"{file}: " + "; ".join(found))


def _graph_problems(manifest: Manifest) -> list[str]:
    """Check the graphs: known precision, safe path, well-formed hash and size, at least one required."""
    found = []
    for precision, graph in manifest.graphs.items():
        key = f"key 'graphs.{precision}"
        if precision not in PRECISIONS:
            found.append(f"{key}': expected one of {PRECISIONS}")
        if leaves_directory(graph.file):
            found.append(f"{key}.file': expected a path inside the bundle, got {graph.file!r}")
        if re.fullmatch(r"[0-9a-f]{64}", graph.sha256) is None:
            found.append(f"{key}.sha256': expected 64 lower-case hexadecimal digits, got {graph.sha256!r}")
        if graph.size_bytes < 1:
            found.append(f"{key}.size_bytes': expected a positive size, got {graph.size_bytes}")
    if not any(graph.required for graph in manifest.graphs.values()):
        found.append("key 'graphs': expected at least one required graph")
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
