"""``linnet-export train-voice``, ``pack-voice`` and ``evaluate voice``: whether someone speaks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from linnet_export.cli_bundle import command_line
from linnet_export.cli_options import Nodes, Precision, Processes, Threads
from linnet_export.recipe import load_recipe
from linnet_runtime.bundle import Bundle


def train_voice_command(
    recipe: Annotated[Path, typer.Argument(help="A recipe, such as export/recipes/voice-activity.toml.")],
    run_folder: Annotated[Path, typer.Argument(help="Checkpoint and curves; a run found here goes on.")],
    acoustic: Annotated[Path, typer.Option(help="Acoustic bundle that says where speech is.")],
    train: Annotated[list[Path], typer.Option(help="JSONL manifest to train on; may be repeated.")],
    dev: Annotated[Path, typer.Option(help="JSONL manifest to validate on.")],
    noise: Annotated[Path, typer.Option(help="JSONL manifest of noises.")],
    rooms: Annotated[Path | None, typer.Option(help="JSONL manifest of room responses.")] = None,
    processes: Processes = 1,
    nodes: Nodes = 1,
    precision: Precision = "32-true",
    threads: Threads = 1,
    tiny: Annotated[bool, typer.Option(help="The recipe's small model, for a first try.")] = False,
) -> None:
    """Train a voice-activity model, or go on with the run in RUN_FOLDER after its last checkpoint."""
    from linnet_export import voice_training  # here, because torch and lightning take seconds to import
    from linnet_export.evaluation import Listening
    from linnet_export.voice_data import dev_mixer, training_mixer
    from linnet_export.voice_recipe import VoiceRecipe
    from linnet_export.whole_epochs import EpochRun

    settings = load_recipe(recipe, VoiceRecipe, tiny=tiny)
    listening = Listening.of(Bundle.open(acoustic), "int8")
    mixers = (
        training_mixer(settings, listening, train, noise, rooms),
        dev_mixer(settings, listening, dev, noise),
    )
    run = EpochRun(run_folder, threads, precision, processes=processes, nodes=nodes)
    voice_training.train(settings, *mixers, run)


def pack_voice_command(
    checkpoint: Annotated[Path, typer.Argument(help="A checkpoint of `linnet-export train-voice`.")],
    bundle: Annotated[Path, typer.Argument(help="Directory of the bundle; one that is there is replaced.")],
    licence: Annotated[str, typer.Option(help="SPDX expression.")] = "Apache-2.0",
    language: Annotated[str, typer.Option(help="BCP 47 tag; und: of no language.")] = "und",
    credit: Annotated[list[str] | None, typer.Option(help="Who gave data; may be repeated.")] = None,
) -> None:
    """Export a voice-activity model, check it against PyTorch and write a bundle."""
    from linnet_export.new_manifest import BundleInfo
    from linnet_export.voice_pack import load_model, pack_voice

    model, recipe = load_model(checkpoint)
    info = BundleInfo(recipe.name, language, licence, tuple(credit or ()), command_line())
    packed = pack_voice(model, bundle, info, recipe.data.decision_frames)
    parity = packed.manifest.parity
    sizes = {name: f"{graph.size_bytes / 1e3:.0f} kB" for name, graph in packed.manifest.graphs.items()}
    print(
        f"torch and ONNX differ by at most {parity.max_abs_difference:.1e} over {parity.steps} steps; {sizes}"
    )
