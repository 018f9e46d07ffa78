"""``linnet-export tune``: the weights of a search, from data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from linnet_export.cli_compose import tune_compose_command
from linnet_export.cli_dictation import Acoustic, Dataset, Every, Language, Precision, Seed, Spoken
from linnet_export.cli_emoji import tune_emoji_command
from linnet_export.cli_proofreading_evaluate import tune_proofreading_command
from linnet_export.corpora.jsonl import read_jsonl
from linnet_export.dictation_evaluation import Sample
from linnet_export.evaluation import Listening
from linnet_runtime.bundle import Bundle
from linnet_runtime.lexicon import Lexicon
from linnet_runtime.speech_weights import SpeechWeights

app = typer.Typer(help="Choose the weights of a search.", rich_markup_mode=None)
app.command("compose")(tune_compose_command)
app.command("emoji")(tune_emoji_command)


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
    from linnet_export.speech_tuning import COORDINATES, begin, calibrate

    acoustic = Bundle.open(bundle)
    sample = Sample(manifest, tuple(dataset or ()), every)
    trials = SpeechTrials.load(sample, bundle, language, pronunciation, precision)
    descent = begin(trials, acoustic.manifest.speech or SpeechWeights(), print)
    calibration = calibrate(trials.run(descent.run(COORDINATES, rounds)), descent.best)
    print(
        f"expected calibration error in {calibration.words} other words: {calibration.error_before:.1%} "
        f"before, {calibration.error_after:.1%} after calibration"
    )
    print(calibration.weights)
    if write:
        from linnet_export.pack import update

        update(acoustic, speech=calibration.weights)


app.command("proofreading")(tune_proofreading_command)


@app.command("keywords")
def keywords_command(
    bundle: Acoustic,
    manifests: Annotated[
        list[Path], typer.Argument(help="JSONL manifests of recordings, with texts or of noise.")
    ],
    language: Language,
    pronunciation: Annotated[Path, typer.Option(help="Directory of the pronunciation bundle.")],
    keywords: Annotated[int, typer.Option(min=1, help="How many are drawn from the lexicon.")] = 200,
    every: Every = 1,
    precision: Precision = "int8",
    seed: Seed = 1,
    write: Annotated[bool, typer.Option(help="Write the weights into the acoustic bundle.")] = False,
) -> None:
    """Listen for words that nobody says and fit the scores to how often they are heard all the same."""
    from linnet_export.cli_commands import load_sounds
    from linnet_export.keyword_tuning import draw_keywords, false_alarms, fit_keywords

    acoustic = Bundle.open(bundle)
    weights = acoustic.manifest.speech or SpeechWeights()
    utterances = [one for manifest in manifests for one in read_jsonl(manifest)][::every]
    drawn = draw_keywords(
        Lexicon.open(Bundle.open(language).file_path("lexicon")), utterances, keywords, seed
    )
    alarms = false_alarms(
        Listening.of(acoustic, precision),
        acoustic.manifest.sound().sample_rate_hz,
        drawn,
        load_sounds(language, pronunciation, precision),
        weights,
        utterances,
    )
    fitted = fit_keywords(alarms, weights)
    print(
        f"{alarms.hours:.2f} hours, {len(drawn)} keywords: slope {fitted.keyword_slope:.3f}, "
        f"phones {fitted.keyword_phones:.3f}, offset {fitted.keyword_offset:.3f}"
    )
    if write:
        from linnet_export.pack import update

        update(acoustic, speech=fitted)
