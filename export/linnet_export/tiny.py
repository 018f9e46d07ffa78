"""A small bundle with random weights, made by the real export path: for tests."""

from __future__ import annotations

from pathlib import Path

import torch

from linnet_export.model import AcousticModel, AcousticSettings
from linnet_export.new_manifest import BundleInfo
from linnet_export.pack import pack

TINY = AcousticSettings(channels=8, hidden=12, layers=2, middle_head_layer=1)


def write_tiny_bundle(directory: Path, seed: int = 0) -> Path:
    """Write a bundle whose model was never trained; returns ``directory``."""
    torch.manual_seed(seed)
    info = BundleInfo("tiny", "en", "Apache-2.0", (), f"write_tiny_bundle(seed={seed})")
    pack(AcousticModel(TINY), directory, info, lookahead_samples=4 * TINY.frame_hop_samples)
    return directory
