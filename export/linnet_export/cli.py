"""The command ``linnet-export``: from recordings to a bundle. Errors are one line on stderr and exit 2."""

from __future__ import annotations

import sys

import typer

from linnet_export import (
    cli_bundle,
    cli_cost,
    cli_data,
    cli_emoji,
    cli_evaluate,
    cli_federated,
    cli_formats,
    cli_formatting,
    cli_language,
    cli_lexicon,
    cli_pronunciation,
    cli_proofreading,
    cli_second_pass,
    cli_study,
    cli_tables,
    cli_train,
    cli_tune,
    cli_voice,
    cli_weight_only,
)
from linnet_runtime.command_line import run_program

app = typer.Typer(
    help="Train, export, pack and measure Linnet's models.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("synthesize")(cli_data.synthesize_command)
app.command("manifest")(cli_data.manifest_command)
app.command("shard")(cli_data.shard_command)
app.command("transcripts")(cli_data.transcripts_command)
app.command("cost")(cli_cost.cost_command)
app.command("train")(cli_train.train_command)
app.command("average")(cli_train.average_command)
app.command("choose-phones")(cli_train.choose_phones_command)
app.command("export")(cli_bundle.export_command)
app.command("pack")(cli_bundle.pack_command)
app.command("train-second-pass")(cli_second_pass.train_second_pass_command)
app.command("pack-second-pass")(cli_second_pass.pack_second_pass_command)
app.command("tokenizer")(cli_language.tokenizer_command)
app.command("lexicon")(cli_lexicon.lexicon_command)
app.command("train-language")(cli_language.train_language_command)
app.command("pack-language")(cli_language.pack_language_command)
app.command("train-pronunciation")(cli_pronunciation.train_pronunciation_command)
app.command("pack-pronunciation")(cli_pronunciation.pack_pronunciation_command)
app.command("pronounce")(cli_pronunciation.pronounce_command)
app.command("train-emoji")(cli_emoji.train_emoji_command)
app.command("pack-emoji")(cli_emoji.pack_emoji_command)
app.command("train-proofreader")(cli_proofreading.train_proofreader_command)
app.command("pack-proofreader")(cli_proofreading.pack_proofreader_command)
app.command("train-voice")(cli_voice.train_voice_command)
app.command("pack-voice")(cli_voice.pack_voice_command)
app.command("train-formatter")(cli_formatting.train_formatter_command)
app.command("pack-formatter")(cli_formatting.pack_formatter_command)
app.command("add-weight-only")(cli_weight_only.add_weight_only_command)
app.command("ort")(cli_formats.ort_command)
app.command("formats")(cli_formats.formats_command)
app.add_typer(cli_evaluate.app, name="evaluate")
app.add_typer(cli_tune.app, name="tune")
app.add_typer(cli_study.app, name="study")
app.command("table")(cli_bundle.table_command)
app.command("federate")(cli_federated.federate_command)
app.command("tables")(cli_tables.tables_command)


def main() -> None:
    """Run the command line and exit."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code."""
    return run_program(app, "linnet-export", arguments, typer.Abort)
