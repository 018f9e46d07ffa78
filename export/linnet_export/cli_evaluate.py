"""``linnet-export evaluate``: how good a bundle is."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from linnet_export.cli_bundle import command_line, evaluate_command
from linnet_export.cli_commands import commands_command, keywords_command
from linnet_export.cli_compose import evaluate_compose_command
from linnet_export.cli_dictation import phrases_command, wer_command
from linnet_export.cli_emoji import evaluate_emoji_command
from linnet_export.cli_formatting_evaluate import evaluate_formatting_command
from linnet_export.cli_peers import installed
from linnet_export.cli_pronunciation import evaluate_pronunciation_command
from linnet_export.cli_proofreading_evaluate import evaluate_proofreading_command
from linnet_export.cli_voice_evaluate import evaluate_noise_command, evaluate_voice_command
from linnet_export.engine_source import EngineSource
from linnet_export.metric import Measured
from linnet_export.typing_evaluation import Person, Trial, type_sentences
from linnet_export.typing_metrics import measure
from linnet_export.typing_noise import Setting, SlipRates, read_misspellings
from linnet_export.typing_record import TypingRecord, described
from linnet_export.typing_table import typing_table
from linnet_export.typing_text import Sentence, sample_sentences
from linnet_export.typing_words import ModelSource
from linnet_runtime.bundle import Bundle

app = typer.Typer(help="Measure a bundle.", rich_markup_mode=None)
app.command("speech")(evaluate_command)
app.command("wer")(wer_command)
app.command("phrases")(phrases_command)
app.command("keywords")(keywords_command)
app.command("commands")(commands_command)
app.command("formatting")(evaluate_formatting_command)
app.command("voice")(evaluate_voice_command)
app.command("noise")(evaluate_noise_command)
app.command("pronunciation")(evaluate_pronunciation_command)
app.command("compose")(evaluate_compose_command)
app.command("emoji")(evaluate_emoji_command)
app.command("proofreading")(evaluate_proofreading_command)

_WIDE = 200


@app.command("typing")
def typing_command(
    bundle: Annotated[Path, typer.Option(help="Directory of a language bundle.")],
    text: Annotated[list[Path], typer.Option(help="Text to type, one sentence a line; may be repeated.")],
    typos: Annotated[Path, typer.Option(help="Common misspellings: TSV of typo, correct, source.")],
    setting: Annotated[Setting, typer.Option(help="How steady the hand is.")] = Setting.CAREFUL,
    seed: Annotated[int, typer.Option(help="Of the sentences drawn and of the taps.")] = 1,
    sentences: Annotated[int, typer.Option(help="So many are drawn of each text.")] = 400,
    precision: Annotated[str, typer.Option(help="int8, weight_only or float32.")] = "int8",
    layout: Annotated[str, typer.Option(help="Layout of the keys.")] = "qwerty",
    engine: Annotated[str, typer.Option(help="Keyboard, as MODULE:CALLABLE.")] = "linnet:Keyboard.load",
    peer: Annotated[list[str] | None, typer.Option(help="Another keyboard: FILE.py[=ARGUMENT].")] = None,
    processes: Annotated[int, typer.Option(help="Processes that type.")] = 1,
    write: Annotated[bool, typer.Option(help="Write the measures into the bundle's manifest.")] = False,
) -> None:
    """Type sentences with simulated taps: next words, completion, keys saved, correction, perplexity."""
    person = Person(layout, setting.sigma_share, read_misspellings(typos), SlipRates(), seed)
    own = EngineSource.parse(engine, str(bundle), precision=precision, layout=layout)
    trials = [Trial(own, person, ModelSource(bundle, precision))]
    trials += [Trial(source, person) for source in installed(peer or [])]
    record, accuracy = TypingRecord(precision, setting, seed, command_line()), []
    for file in text:
        drawn = sample_sentences(file, sentences, seed)
        found = _type(f"{described(file, drawn)}, {setting}", trials, drawn, processes)
        accuracy.append(record.of(file, drawn, found))
    if write:
        from linnet_export.pack import with_typing_accuracy  # here, because it takes torch along

        with_typing_accuracy(Bundle.open(bundle), accuracy)


def _type(title: str, trials: Sequence[Trial], sentences: Sequence[Sentence], processes: int) -> Measured:
    """Let every keyboard type the sentences, print a table, and return what was measured of the first."""
    found = {
        trial.engine.name: measure(type_sentences(trial, sentences, processes), trial.person.seed)
        for trial in trials
    }
    Console(width=None if sys.stdout.isatty() else _WIDE).print(typing_table(title, found))
    return next(iter(found.values()))
