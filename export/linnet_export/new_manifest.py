"""The manifest of a bundle that is being packed, as far as it is alike for all kinds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from linnet_runtime.manifest import FORMAT, DataFile, GraphFile, Manifest, Parity, Quantization

_NO_HASH, _NO_SIZE = "0" * 64, 1
"""`bundle.write_bundle` puts the true ones in their place."""


@dataclass(frozen=True)
class BundleInfo:
    """What a manifest says that no measurement tells."""

    name: str
    language: str
    licence: str
    credits: tuple[str, ...]
    made_by: str


def new_manifest(
    kind: str, info: BundleInfo, graphs: Mapping[str, str], files: Mapping[str, str] | None = None
) -> Manifest:
    """Return a manifest with int8 LSTMs, the int8 graph alone required, and nothing measured.

    Args:
        kind: what the bundle does, a key of `manifest_checks.DATA_FILES`.
        info: names, licence and credits.
        graphs: file of each precision.
        files: file of each key of `manifest_checks.DATA_FILES`.
    """
    return Manifest(
        format=FORMAT,
        kind=kind,
        name=info.name,
        language=info.language,
        licence=info.licence,
        credits=info.credits,
        graphs={name: GraphFile(file, _NO_HASH, _NO_SIZE, name == "int8") for name, file in graphs.items()},
        files={key: DataFile(file, _NO_HASH, _NO_SIZE) for key, file in (files or {}).items()},
        audio=None,
        states=(),
        inputs=(),
        outputs=(),
        tokens={},
        quantization=Quantization("dynamic int8 weights and activations", True, ("LSTM",)),
        parity=Parity(0, 0.0, "not measured"),
        accuracy=(),
        typing=None,
        typing_accuracy=(),
        speech=None,
        measurements=(),
        made_by=info.made_by,
    )
