"""What runs on the device: verified bundles, state as a value, graph stepping, audio, decoding.

Nothing here prints, opens a socket or downloads. The public API is `linnet`; it is built on these parts.
"""

from __future__ import annotations

from . import telemetry  # noqa: F401 (before anything loads onnxruntime)
from .audio import Rechunker, Resampler, ResamplerState, to_mono_float32
from .bundle import Bundle, FileCheck, FileStatus, write_bundle
from .errors import (
    AudioFormatError,
    BundleError,
    LinnetError,
    MissingExtraError,
    PersonalStoreError,
    StateError,
)
from .manifest import Manifest
from .state import State, StateSpec, TensorSpec
from .step_model import StepModel

__all__ = [
    "AudioFormatError",
    "Bundle",
    "BundleError",
    "FileCheck",
    "FileStatus",
    "LinnetError",
    "Manifest",
    "MissingExtraError",
    "PersonalStoreError",
    "Rechunker",
    "Resampler",
    "ResamplerState",
    "State",
    "StateError",
    "StateSpec",
    "StepModel",
    "TensorSpec",
    "to_mono_float32",
    "write_bundle",
]
