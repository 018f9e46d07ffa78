"""A voice-activity bundle with random weights, and one that hears loudness; made by the real export path."""

from __future__ import annotations

from pathlib import Path

import torch

from linnet_export.new_manifest import BundleInfo
from linnet_export.voice_model import VoiceModel, VoiceSettings
from linnet_export.voice_pack import pack_voice
from linnet_runtime.bundle import Bundle

TINY = VoiceSettings(hidden=12)
DECISION_FRAMES = 2


def write_tiny_voice(directory: Path, seed: int = 0) -> Bundle:
    """Write a bundle whose model was never trained."""
    torch.manual_seed(seed)
    info = BundleInfo("tiny-voice", "und", "Apache-2.0", (), f"write_tiny_voice(seed={seed})")
    return pack_voice(VoiceModel(TINY), directory, info, DECISION_FRAMES)
