"""``linnet-export train-second-pass`` and ``pack-second-pass``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from linnet_export.cli_options import Nodes, Precision, Processes, Threads
from linnet_export.cli_train import read_banks
from linnet_export.examples import read_corpus
from linnet_export.pronunciation import Pronunciations
from linnet_export.recipe import load_recipe
from linnet_export.second_pass import SecondPassRecipe
from linnet_runtime.bundle import Bundle


def train_second_pass_command(
    recipe: Annotated[Path, typer.Argument(help="A recipe, such as export/recipes/en/second-pass.toml.")],
    streaming: Annotated[Path, typer.Argument(help="Checkpoint of the acoustic model; it stays as it is.")],
    run_folder: Annotated[Path, typer.Argument(help="Checkpoints and curves; a run found here goes on.")],
    train: Annotated[list[Path], typer.Option(help="JSONL manifest to train on; may be repeated.")],
    dev: Annotated[Path, typer.Option(help="JSONL manifest to validate on.")],
    cmudict: Annotated[Path, typer.Option(help="Pronunciations in CMUdict's format.")],
    noise: Annotated[Path | None, typer.Option(help="JSONL manifest of noises.")] = None,
    rooms: Annotated[Path | None, typer.Option(help="JSONL manifest of room responses.")] = None,
    cache: Annotated[Path, typer.Option(help="Decoded audio is kept here.")] = Path("cache"),
    processes: Processes = 1,
    nodes: Nodes = 1,
    precision: Precision = "32-true",
    threads: Threads = 1,
    tiny: Annotated[bool, typer.Option(help="The recipe's small model, for a first try.")] = False,
) -> None:
    """Train a second pass over the trunk of a trained acoustic model, or go on with the run."""
    from linnet_export import second_pass_training  # here: torch and lightning take seconds to import
    from linnet_export.pack import load_model
    from linnet_export.speech_training import TrainingData
    from linnet_export.whole_epochs import EpochRun

    settings = load_recipe(recipe, SecondPassRecipe, tiny=tiny)
    model, _ = load_model(streaming)
    pronunciations, rate_hz = Pronunciations.load(cmudict), model.settings.frontend.sample_rate_hz
    data = TrainingData(
        read_corpus(train, pronunciations, rate_hz, cache),
        read_corpus([dev], pronunciations, rate_hz, cache),
        read_banks(settings, rate_hz, noise, rooms),
    )
    run = EpochRun(run_folder, threads, precision, processes=processes, nodes=nodes)
    second_pass_training.train(settings, model, data, run)


def pack_second_pass_command(
    checkpoint: Annotated[Path, typer.Argument(help="A checkpoint of `linnet-export train-second-pass`.")],
    bundle: Annotated[Path, typer.Argument(help="The acoustic bundle whose model it was trained on.")],
) -> None:
    """Export a second pass, check it against PyTorch and put it into its acoustic bundle."""
    from linnet_export.second_pass_pack import load_second_pass, with_second_pass

    opened = Bundle.open(bundle)
    width = next(state.shape[-1] for state in reversed(opened.manifest.states))
    model, _ = load_second_pass(checkpoint, width)
    packed, difference = with_second_pass(opened, model)
    size_bytes = packed.manifest.files["second_pass"].size_bytes
    print(f"torch and ONNX differ by at most {difference:.1e}; {size_bytes / 1e6:.2f} MB")
