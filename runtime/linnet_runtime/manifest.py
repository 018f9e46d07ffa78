"""The bundle manifest: one dataclass, written by export and read here.

Reading is strict: an unknown format or key, a missing key, a value of the wrong type or an impossible value
is a `BundleError` that names the file and the key.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field

from . import manifest_checks, strict_json
from .compose_weights import ComposeWeights
from .errors import BundleError
from .measurement import Measurement
from .speech_weights import SpeechWeights
from .state import TensorSpec
from .typing_accuracy import TypingAccuracy
from .typing_weights import TypingWeights

FORMAT = 3
"""The only manifest format this version reads and writes."""


@dataclass(frozen=True)
class DataFile:
    """One file of the bundle."""

    file: str
    """Path relative to the bundle, with "/"."""
    sha256: str
    """Lower-case hexadecimal SHA-256 of the file."""
    size_bytes: int
    """How long the file is."""


@dataclass(frozen=True)
class GraphFile(DataFile):
    """One ONNX file of the bundle."""

    required: bool
    """False for a graph that an installed bundle may lack, such as the float graph."""


@dataclass(frozen=True)
class AudioSettings:
    """What the acoustic graph takes and how its output frames lie in time."""

    sample_rate_hz: int
    """Rate of the samples that the graph takes."""
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
    """Name of the graph's input that takes the state,"""
    output: str
    """and of the output that gives the next one."""


@dataclass(frozen=True)
class Quantization:
    """How the int8 graph was made."""

    method: str
    """Which values are int8."""
    per_channel: bool
    """Whether each channel of a weight has its own scale."""
    operators: tuple[str, ...]
    """ONNX operators that were quantized."""


@dataclass(frozen=True)
class Parity:
    """Largest difference between the PyTorch model and the float graph over many streaming steps."""

    steps: int
    """Streaming steps that were compared."""
    max_abs_difference: float
    """Over all outputs and states."""
    command: str
    """What was run."""


@dataclass(frozen=True)
class Accuracy:
    """Errors on one split of one data set; each rate (0.2 = 20 %) has the count it was measured on."""

    dataset: str
    """Name of the corpus."""
    split: str
    """Which part of it, such as "dev"."""
    graph: str
    """Precision of the graph that was measured, a key of `Manifest.graphs`."""
    utterances: int
    """Recordings that were heard."""
    phone_utterances: int
    """How many of the utterances have a phone reference."""
    phones: int
    """In these references."""
    phone_error_rate: float
    """Of the phone head, greedy."""
    characters: int
    """In the texts."""
    character_error_rate: float
    """Of the letter head, greedy."""
    words: int
    """In the texts."""
    word_error_rate: float
    """Of the letter head, greedy."""
    command: str
    """What was run."""
    data: str
    """Where the data comes from and which part was used."""


@dataclass(frozen=True)
class Manifest:
    """Everything a bundle says about itself."""

    format: int
    """Number of this format."""
    kind: str
    """What the bundle does, a key of `manifest_checks.DATA_FILES`, such as "acoustic"."""
    name: str
    """Of the recipe that the model was trained by."""
    language: str
    """BCP 47 tag, such as "en"."""
    licence: str
    """SPDX expression."""
    credits: tuple[str, ...]
    """Who gave data to train on."""
    graphs: dict[str, GraphFile]
    """By precision, see `manifest_checks.PRECISIONS`."""
    files: dict[str, DataFile]
    """What the graphs need beside them, see `manifest_checks.DATA_FILES`."""
    audio: AudioSettings | None
    """None for a bundle that takes no sound."""
    states: tuple[StateTensor, ...]
    """What a step takes from the step before; zeros at first."""
    inputs: tuple[str, ...]
    """Graph inputs that are not states."""
    outputs: tuple[str, ...]
    """Graph outputs that are not states."""
    tokens: dict[str, tuple[str, ...]]
    """For an output of log-probabilities, the unit of each column."""
    quantization: Quantization
    """How the int8 graph was made."""
    parity: Parity
    """How exactly the float graph does what PyTorch did."""
    accuracy: tuple[Accuracy, ...]
    """What the acoustic graph says by itself, without a search."""
    typing: TypingWeights | None
    """How taps and words are weighed; None for a bundle that nobody types with, or for the defaults."""
    typing_accuracy: tuple[TypingAccuracy, ...]
    """How well simulated taps became words."""
    speech: SpeechWeights | None
    """How sounds and words are weighed; None for a bundle that hears no words, or for the defaults."""
    measurements: tuple[Measurement, ...]
    """What was measured of other tasks, such as dictation."""
    made_by: str
    """The command that made the bundle."""
    compose: ComposeWeights | None = field(default=None, metadata=strict_json.MAY_LACK)
    """How sure phrases must be; None for a bundle that nobody types with, or for the defaults."""

    def all_files(self) -> dict[str, DataFile]:
        """Return graphs and other files; no key is in both."""
        return {**self.graphs, **self.files}

    def sound(self) -> AudioSettings:
        """Return the audio settings. Raises `BundleError` for a bundle that takes no sound."""
        if self.audio is None:
            raise BundleError(f"expected a bundle that takes sound, {self.name!r} is of kind {self.kind!r}")
        return self.audio

    def to_json(self) -> str:
        """Return the manifest as indented JSON. Raises `BundleError` when `from_json` would refuse it."""
        _refuse(self, "the new manifest")
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
        _refuse(manifest, file)
        return manifest


def _refuse(manifest: Manifest, file: str) -> None:
    """Raise `BundleError` naming `file` when the manifest says something impossible."""
    found = manifest_checks.problems(manifest)
    if manifest.format != FORMAT:
        found.append(f"key 'format': expected {FORMAT}, got {manifest.format}")
    if found:
        raise BundleError(f"{file}: " + "; ".join(found))
