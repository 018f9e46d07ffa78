"""``linnet-export tune``: the weights of a search, from data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from linnet_export.cli_dictation import Acoustic, Dataset, Every, Language, Precision, Spoken
from linnet_export.dictation_evaluation import Sample
from linnet_runtime.bundle import Bundle
from linnet_runtime.speech_weights import SpeechWeights

app = typer.Typer(help="Choose the weights of a search.", rich_markup_mode=None)


@app.callback()
def tune() -> None:
    """Keep `speech` a command of its own: further searches may be tuned, too."""


@app.command("speech")
def speech_command(
    bundle: Acoustic,
    manifest: Spoken,
    language: Language,
    pronunciation: Annotated[Path, typer.Option(help="Directory of the pronunciation bundle.")],
    dataset: Dataset = None,
    every: Every = 4,
    precision: Precision = "int8",
    rounds: Annotated[int, typer.Option(min=0, help="Times that each weight is tried.")] = 2,
    write: Annotated[bool, typer.Option(help="Write the weights into the acoustic bundle.")] = False,
) -> None:
    """Try weights of the speech search, keep those with the fewest errors, and calibrate confidence."""
    from linnet_export.speech_trials import SpeechTrials
    from linnet_export.speech_tuning import COORDINATES, Descent, calibrate

    acoustic = Bundle.open(bundle)
    sample = Sample(manifest, tuple(dataset or ()), every)
    trials = SpeechTrials.load(sample, bundle, language, pronunciation, precision)
    descent = Descent.start(trials, acoustic.manifest.speech or SpeechWeights(), print)
    calibration = calibrate(trials.run(descent.run(COORDINATES, rounds)), descent.best)
    print(
        f"expected calibration error in {calibration.words} other words: {calibration.error_before:.1%} "
        f"before, {calibration.error_after:.1%} after calibration"
    )
    print(calibration.weights)
    if write:
        from linnet_export.pack import update

        update(acoustic, speech=calibration.weights)
