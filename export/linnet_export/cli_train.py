"""``linnet-export train``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from linnet_export.augment_banks import Banks, load_noises, load_rooms, simulate_rooms
from linnet_export.cli_options import Native, Nodes, Precision, Processes, Threads
from linnet_export.corpora.jsonl import read_jsonl
from linnet_export.examples import read_corpus
from linnet_export.pronunciation import Pronunciations
from linnet_export.recipe import AcousticRecipe, SpeechRecipe, load_recipe
from linnet_runtime.bundle import Bundle
from linnet_runtime.errors import InputError
from linnet_runtime.letter_to_sound import LetterToSound


def train_command(
    recipe: Annotated[Path, typer.Argument(help="A recipe, such as export/recipes/en/acoustic.toml.")],
    run_folder: Annotated[Path, typer.Argument(help="Checkpoints and curves; a run found here goes on.")],
    dev: Annotated[Path, typer.Option(help="JSONL manifest to validate on.")],
    cmudict: Annotated[Path, typer.Option(help="Pronunciations in CMUdict's format.")],
    train: Annotated[
        list[Path] | None, typer.Option(help="JSONL manifest to train on; may be repeated.")
    ] = None,
    shards: Annotated[
        Path | None, typer.Option(help="What `linnet-export shard` wrote, instead of manifests.")
    ] = None,
    phones: Annotated[Path | None, typer.Option(help="Phones that `choose-phones` found.")] = None,
    worst: Annotated[float, typer.Option(help="Lowest score in them; others train letters only.")] = -2.3,
    start: Annotated[
        Path | None,
        typer.Option(help="Checkpoint, perhaps with fewer layers, or bundle that a new run begins with."),
    ] = None,
    noise: Annotated[Path | None, typer.Option(help="JSONL manifest of noises.")] = None,
    rooms: Annotated[Path | None, typer.Option(help="JSONL manifest of room responses.")] = None,
    cache: Annotated[Path, typer.Option(help="Decoded audio is kept here.")] = Path("cache"),
    processes: Processes = 1,
    nodes: Nodes = 1,
    precision: Precision = "32-true",
    threads: Threads = 1,
    native: Native = False,
    tiny: Annotated[bool, typer.Option(help="The recipe's small model, for a first try.")] = False,
) -> None:
    """Train an acoustic model, or go on with the run in RUN_FOLDER after its last checkpoint."""
    from linnet_export import speech_training, training  # here: torch and lightning take seconds to import
    from linnet_export.phone_choice import read_choices
    from linnet_export.sharded_corpus import ShardedCorpus
    from linnet_export.shards import Shards
    from linnet_export.start import start_model
    from linnet_export.whole_epochs import EpochRun

    settings = load_recipe(recipe, AcousticRecipe, tiny=tiny)
    pronunciations = Pronunciations.load(cmudict)
    rate_hz = settings.model.frontend.sample_rate_hz
    if bool(train) == bool(shards) or (shards and phones):
        raise InputError("expected either --train manifests, with --phones or without, or --shards")
    data = speech_training.TrainingData(
        ShardedCorpus(Shards.open(shards), pronunciations, rate_hz)
        if shards
        else read_corpus(
            train or [], pronunciations, rate_hz, cache, read_choices(phones, worst) if phones else None
        ),
        read_corpus([dev], pronunciations, rate_hz, cache),
        read_banks(settings, rate_hz, noise, rooms),
    )
    earlier = start_model(start, settings.model, data.dev) if start else None
    run = EpochRun(run_folder, threads, precision, processes=processes, nodes=nodes)
    training.train(settings, data, run, earlier, native=native)


def choose_phones_command(
    checkpoint: Annotated[Path, typer.Argument(help="A trained acoustic model.")],
    manifest: Annotated[Path, typer.Argument(help="JSONL manifest of transcribed recordings.")],
    output: Annotated[Path, typer.Argument(help="JSON lines of id, phones and score are written here.")],
    cmudict: Annotated[Path, typer.Option(help="Pronunciations in CMUdict's format.")],
    pronunciation: Annotated[
        Path | None, typer.Option(help="Pronunciation bundle, for words that the dictionary lacks.")
    ] = None,
) -> None:
    """Find which pronunciation of each word was said, to train the next model on."""
    from linnet_export.pack import load_model
    from linnet_export.phone_choice import Variants, write_choices
    from linnet_export.phone_choosing import choose_phones

    model, _ = load_model(checkpoint)
    letters = LetterToSound.load(Bundle.open(pronunciation)) if pronunciation else None
    variants = Variants(Pronunciations.load(cmudict), letters)
    write_choices(output, choose_phones(model, read_jsonl(manifest), variants))


def read_banks(recipe: SpeechRecipe, rate_hz: int, noise: Path | None, rooms: Path | None) -> Banks:
    """Noises and rooms for augmentation, the simulated rooms the recipe asks for among them."""
    simulated = simulate_rooms(recipe.data.simulated_rooms, rate_hz, np.random.default_rng(recipe.seed))
    return Banks(
        rate_hz,
        load_noises(noise, rate_hz) if noise else (),
        (*(load_rooms(rooms, rate_hz) if rooms else ()), *simulated),
    )


def average_command(
    out: Annotated[Path, typer.Argument(help="Where the checkpoint with the mean goes.")],
    models: Annotated[list[Path], typer.Argument(help="Checkpoints; after the first also language bundles.")],
    share: Annotated[list[float], typer.Option(help="Of each model in the mean, in their order.")],
) -> None:
    """Take the mean of the weights of models that were trained from one: often better than each."""
    import torch  # here: it takes seconds to import

    from linnet_export.weight_average import average

    torch.save(average(models, share), out)
    print(f"{out}: the mean of {len(models)} models")
