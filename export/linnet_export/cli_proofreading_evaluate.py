"""``linnet-export evaluate proofreading`` and ``tune proofreading``."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from linnet_export.cli_bundle import command_line
from linnet_export.cli_peers import installed
from linnet_export.cli_proofreading import ConfusionsOption
from linnet_export.dictation_table import dictation_table
from linnet_export.metric import Measured
from linnet_export.proofreading_metrics import Corrector, measure_proofreading, proofread
from linnet_export.proofreading_sets import TypedSet
from linnet_export.typing_noise import Setting
from linnet_runtime.bundle import Bundle
from linnet_runtime.measurement import Measurement

TextOption = Annotated[list[Path], typer.Option(help="Text, one sentence a line; may be repeated.")]
PairsOption = Annotated[Path, typer.Option(help="Misspellings that the model was not trained on: TSV.")]
_WIDE = 200


def evaluate_proofreading_command(
    bundle: Annotated[Path, typer.Option(help="Directory of a proofreading bundle.")],
    text: TextOption,
    typos: PairsOption,
    confusions: ConfusionsOption,
    setting: Annotated[Setting, typer.Option(help="How steady the hand is.")] = Setting.CAREFUL,
    seed: Annotated[int, typer.Option(help="Of the sentences drawn and of the noise.")] = 1,
    sentences: Annotated[int, typer.Option(help="So many are drawn of each text and list of typos.")] = 300,
    precision: Annotated[str, typer.Option(help="int8 or weight_only.")] = "int8",
    keyboard: Annotated[Path | None, typer.Option(help="Language bundle of a keyboard to compare.")] = None,
    peer: Annotated[list[str] | None, typer.Option(help="Another corrector: FILE.py[=ARGUMENT].")] = None,
    write: Annotated[bool, typer.Option(help="Write the measures into the bundle's manifest.")] = False,
) -> None:
    """Measure errors before and after: on clean, typed and careless text, and on real misspellings."""
    from linnet_export.proofreading_engines import OWN, correctors

    found = correctors(bundle, precision, keyboard, installed(peer or []))
    measurements = []
    for one in typed_sets(text, typos, confusions, setting, sentences, seed):
        measured = _measure(one, found, seed)
        data = f"{len(one.texts)} texts of {one.dataset}, {one.noise}, seed {seed}"
        Console(width=None if sys.stdout.isatty() else _WIDE).print(dictation_table(data, measured))
        task, command = f"proofreading-{one.noise}", command_line()
        measurements.append(
            Measurement(task, one.dataset, "dev", precision, dict(measured[OWN]), command, data)
        )
    if write:
        from linnet_export.pack import with_measurements  # here, because it takes torch along

        with_measurements(Bundle.open(bundle), measurements)


def typed_sets(
    text: list[Path], typos: Path, confusions: Path, setting: Setting, sentences: int, seed: int
) -> list[TypedSet]:
    """Return everything that is measured on. Raises `CorpusError`."""
    from linnet_export import careless_writing, typing_noise
    from linnet_export.proofreading_recipe import WritingSettings
    from linnet_export.proofreading_sets import Spoiling, pair_sets, well_written
    from linnet_runtime.key_layout import KeyLayout

    layout = KeyLayout.load("qwerty")
    hands = typing_noise.TypingNoise(
        layout, setting.sigma_share, typing_noise.read_misspellings(typos), typing_noise.SlipRates()
    )
    alike = careless_writing.read_confusions(confusions)
    spoiling = Spoiling(hands, careless_writing.CarelessWriter(WritingSettings(), {}, alike, {}), seed)
    found, lines = [], list[str]()
    for file in text:
        found += spoiling.sets(file.name.split(".")[0], well_written(file, sentences, seed))
        lines += well_written(file, sys.maxsize, seed)
    return found + pair_sets(typos, lines, sentences, seed)


def _measure(one: TypedSet, found: Mapping[str, Corrector], seed: int) -> dict[str, Measured]:
    return {
        name: measure_proofreading(proofread(corrector, one.texts), seed) for name, corrector in found.items()
    }


def tune_proofreading_command(
    bundle: Annotated[Path, typer.Option(help="Directory of a proofreading bundle.")],
    text: TextOption,
    typos: PairsOption,
    confusions: ConfusionsOption,
    typo_source: Annotated[
        list[str] | None, typer.Option(help="Only this source of the misspellings; may be repeated.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the sentences drawn and of the noise.")] = 2,
    sentences: Annotated[int, typer.Option(help="So many are drawn of each text and list of typos.")] = 100,
    rounds: Annotated[int, typer.Option(min=0, help="Times that each weight is tried.")] = 2,
    write: Annotated[bool, typer.Option(help="Write the weights into the bundle.")] = False,
) -> None:
    """Try weights of the proofreader's search and keep those with the fewest wrong words.

    Use other texts than those of `evaluate proofreading`.
    """
    from dataclasses import asdict

    from linnet_export.engine_source import EngineSource
    from linnet_export.proofreading_tuning import COORDINATES, begin
    from linnet_runtime.proofreading_weights import ProofreadingWeights

    proofreader = EngineSource.parse("linnet:Proofreader.load", str(bundle)).load()

    def correct(weights: ProofreadingWeights, typed: str) -> str:
        return str(proofreader.with_weights(weights).correct(typed))

    sets = typed_sets(text, typos, confusions, Setting.CAREFUL, sentences, seed)
    kept = [one for one in sets if one.noise != "pairs" or one.dataset in (typo_source or (one.dataset,))]
    weights = begin(correct, kept, proofreader.weights, print).run(COORDINATES, rounds)
    print(asdict(weights))
    if write:
        from linnet_export.proofreading_pack import with_weights

        with_weights(Bundle.open(bundle), weights)
