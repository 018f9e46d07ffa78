"""From a checkpoint of the voice-activity model to a bundle: graphs, parity, manifest."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from linnet_export import parity
from linnet_export.checkpoint import load_checkpoint
from linnet_export.export import export_float, export_int8, state_tensors
from linnet_export.new_manifest import BundleInfo, new_manifest
from linnet_export.pack import CHUNK_FRAMES, update
from linnet_export.voice_model import VoiceModel
from linnet_export.voice_recipe import VoiceRecipe
from linnet_export.weight_only import export_weight_only, graph_files
from linnet_runtime.bundle import Bundle, write_bundle
from linnet_runtime.manifest import AudioSettings, Manifest, Parity
from linnet_runtime.step_model import StepModel
from linnet_runtime.voice_activity import ACTIVITIES, OUTPUT

GRAPHS = graph_files("voice")


def load_model(checkpoint: Path) -> tuple[VoiceModel, VoiceRecipe]:
    """The weights of a checkpoint and the recipe they were trained by. Raises `RecipeError`."""
    return load_checkpoint(checkpoint, VoiceRecipe, lambda recipe: VoiceModel(recipe.model))


def pack_voice(model: VoiceModel, directory: Path, info: BundleInfo, decision_frames: int) -> Bundle:
    """Export all graphs, check the float one against PyTorch, and write a bundle without measures yet."""
    hop, frontend = model.settings.frame_hop_samples, model.settings.frontend
    audio = AudioSettings(frontend.sample_rate_hz, hop, CHUNK_FRAMES * hop, decision_frames * hop)
    with tempfile.TemporaryDirectory() as folder:
        sources = write_graphs(model, Path(folder))
        bundle = write_bundle(directory, _manifest(model, info, audio), sources)
    graph = StepModel.load(bundle, "float32")
    noise = parity.varying_noise(parity.STEPS * audio.chunk_samples)
    difference = parity.parity(model, graph, noise, audio.chunk_samples, (OUTPUT,))
    return update(bundle, parity=Parity(parity.STEPS, difference, info.made_by))


def write_graphs(model: VoiceModel, folder: Path) -> dict[str, Path]:
    """Write the graph of each precision into ``folder``; returns their paths."""
    files = {precision: folder / name for precision, name in GRAPHS.items()}
    export_float(model, files["float32"], (OUTPUT,))
    export_int8(files["float32"], files["int8"], CHUNK_FRAMES * model.settings.frame_hop_samples)
    export_weight_only(files["float32"], files["weight_only"])
    return files


def _manifest(model: VoiceModel, info: BundleInfo, audio: AudioSettings) -> Manifest:
    return replace(
        new_manifest("voice_activity", info, GRAPHS),
        audio=audio,
        states=state_tensors(model),
        inputs=("audio",),
        outputs=(OUTPUT,),
        tokens={OUTPUT: ACTIVITIES},
    )
