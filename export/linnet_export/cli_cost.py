"""``linnet-export cost``: what the training of an acoustic model will take, before it begins."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from linnet_export.cli_options import Precision, Threads
from linnet_export.recipe import AcousticRecipe, load_recipe

_COPIES = 5
"""Of the weights: themselves, gradients, two moments, the average."""
_RECORDING_S = 8.0
_INDEX_BYTES = 150
"""Of each recording: 26 of numbers, the text, and some to spare."""


def cost_command(
    recipe: Annotated[Path, typer.Argument(help="A recipe, such as export/recipes/en/acoustic-1000h.toml.")],
    hours: Annotated[float, typer.Option(help="Hours of speech in one pass.")],
    processes: Annotated[list[int] | None, typer.Option(help="Processes or GPUs; may be repeated.")] = None,
    updates: Annotated[int, typer.Option(help="So many are timed.")] = 5,
    precision: Precision = "32-true",
    threads: Threads = 1,
    tiny: Annotated[bool, typer.Option(help="The recipe's small model, for a first try.")] = False,
) -> None:
    """Time a few updates of a recipe on this machine, and work out hours and memory of the whole training."""
    from linnet_export.training_cost import EFFICIENCY, measure_speed
    from linnet_export.whole_epochs import EpochRun

    settings = load_recipe(recipe, AcousticRecipe, tiny=tiny)
    counts = processes or [1]
    speed = measure_speed(settings, max(counts), updates, EpochRun(Path(), threads, precision))
    passes = settings.training.epochs / settings.data.parts
    index, weights = hours * 3600 / _RECORDING_S * _INDEX_BYTES, _COPIES * 4 * speed.parameters
    print(f"{settings.name}: {speed.parameters / 1e6:.1f} M parameters, {precision}, {threads} thread(s)")
    print(f"one process of {max(counts)}: {speed.speech_s_per_s:.1f} s of speech a second")
    print(
        f"{speed.peak_bytes / 1e9:.2f} GB ({weights / 1e9:.2f} of it weights) + {index / 1e9:.2f} GB of index"
    )
    for count in counts:
        whole = speed.hours(settings, hours, count)
        efficiency = f" at an assumed efficiency of {EFFICIENCY:.0%}" if count > 1 else ""
        print(f"{passes:g} passes of {hours:g} h on {count}: {whole:,.0f} hours{efficiency}")
