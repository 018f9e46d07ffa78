"""The model that a new run begins with: of a checkpoint, or of a bundle that somebody shipped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import torch
from torch import Tensor

from linnet_export.examples import BatchSettings, Corpus, pad
from linnet_export.graph_weights import read_acoustic_model, settle_norms
from linnet_export.model import AcousticModel, AcousticSettings
from linnet_export.pack import load_model
from linnet_runtime.bundle import Bundle

SETTLING_UTTERANCES = 64
"""How many recordings the batch norms of a bundle's model are measured on."""
_BATCH = 8


def start_model(path: Path, settings: AcousticSettings, recordings: Corpus) -> AcousticModel:
    """Load the model of a checkpoint, or of a bundle directory by its float32 graph.

    Args:
        path: the checkpoint or the bundle.
        settings: what a bundle's model must have; a checkpoint has settings of its own.
        recordings: unchanged sound, to measure the bundle's batch norms on.

    Raises:
        RecipeError: the checkpoint is none.
        BundleError, InputError: the bundle has no float32 graph, or one of another model.
    """
    if not path.is_dir():
        return load_model(path)[0]
    model = read_acoustic_model(Bundle.open(path), settings)
    settle_norms(model, _features(model, recordings))
    return model


def _features(model: AcousticModel, recordings: Corpus) -> Iterator[Tensor]:
    """Log-mel frames (B, F, mels) of recordings from all over a corpus."""
    count = len(recordings.targets)
    chosen = range(0, count, max(count // SETTLING_UTTERANCES, 1))
    shape = BatchSettings(model.settings.frontend.sample_rate_hz, model.settings.frame_hop_samples, 0, 0)
    for first in range(0, len(chosen), _BATCH):
        samples = [recordings.audio.read(index) for index in chosen[first : first + _BATCH]]
        audio, _ = pad(samples, shape)
        with torch.inference_mode():
            yield model.features(audio, model.initial(len(audio)))[0]
