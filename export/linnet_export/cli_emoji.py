"""``linnet-export train-emoji``, ``pack-emoji``, ``tune emoji`` and ``evaluate emoji``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from linnet_export.cli_bundle import command_line
from linnet_export.recipe import load_recipe
from linnet_runtime.bundle import Bundle
from linnet_runtime.measurement import Measurement

Labelled = Annotated[
    Path, typer.Option(help="Texts with labels: TSV of text, label numbers, id; or .xz of it.")
]
Labels = Annotated[Path, typer.Option(help="Names of the labels, one a line.")]
Emoji = Annotated[Path, typer.Argument(help="Directory of an emoji bundle.")]
Precision = Annotated[str, typer.Option(help="int8 or weight_only.")]
_WIDE = 200


def train_emoji_command(
    recipe: Annotated[Path, typer.Argument(help="A recipe, such as export/recipes/en/emoji.toml.")],
    run_folder: Annotated[Path, typer.Argument(help="Checkpoint and curves; a run found here goes on.")],
    labelled: Labelled,
    labels: Labels,
    language: Annotated[
        Path, typer.Option(help="Language bundle with a float graph: its tokenizer and embeddings are used.")
    ],
    threads: Annotated[int, typer.Option(help="Threads of the process.")] = 1,
    precision: Annotated[str, typer.Option(help="32-true or bf16-mixed.")] = "bf16-mixed",
    tiny: Annotated[bool, typer.Option(help="The recipe's small model, for a first try.")] = False,
) -> None:
    """Train a tone model on nine tenths of the texts, or go on with the run in RUN_FOLDER."""
    from linnet_export import tone_training  # torch and lightning take seconds to import
    from linnet_export.tone_data import read_tone_data
    from linnet_export.tone_recipe import EmojiRecipe
    from linnet_export.whole_epochs import EpochRun

    settings = load_recipe(recipe, EmojiRecipe, tiny=tiny)
    data = read_tone_data(settings, labelled, labels, Bundle.open(language))
    tone_training.train(settings, data, EpochRun(run_folder, threads, precision))


def pack_emoji_command(
    checkpoint: Annotated[Path, typer.Argument(help="A checkpoint of `linnet-export train-emoji`.")],
    bundle: Annotated[Path, typer.Argument(help="Directory of the bundle; one that is there is replaced.")],
    words: Annotated[Path, typer.Option(help="What is said by hand: export/recipes/en/emoji-words.toml.")],
    cldr: Annotated[Path, typer.Option(help="TSV of emoji, name and keywords between |, from CLDR.")],
    emojilib: Annotated[Path, typer.Option(help="emojilib's JSON.")],
    labelled: Labelled,
    labels: Labels,
    language: Annotated[Path, typer.Option(help="The language bundle that the model was trained with.")],
    licence: Annotated[str, typer.Option(help="SPDX expression.")] = "Apache-2.0",
    language_tag: Annotated[str, typer.Option(help="BCP 47 tag.")] = "en",
    credit: Annotated[list[str] | None, typer.Option(help="Who gave data; may be repeated.")] = None,
) -> None:
    """Export, check against PyTorch, work out the table of emoji and write a bundle with default weights."""
    from linnet_export.emoji_lists import read_emoji
    from linnet_export.emoji_pack import EmojiFiles, load_model, pack_emoji
    from linnet_export.emoji_words import EmojiWords, emoji_table
    from linnet_export.labelled_text import Part, read_labelled, read_labels
    from linnet_export.new_manifest import BundleInfo
    from linnet_runtime.lexicon import Lexicon

    model, recipe = load_model(checkpoint)
    names, source = read_labels(labels), Bundle.open(language)
    texts = [one for one in read_labelled(labelled, len(names)) if one.part is Part.TRAIN]
    by_hand, listed = load_recipe(words, EmojiWords), read_emoji(cldr, emojilib)
    table = emoji_table(listed, by_hand, Lexicon.open(source.file_path("lexicon")), texts, names)
    info = BundleInfo(recipe.name, language_tag, licence, tuple(credit or ()), command_line())
    packed = pack_emoji(model, bundle, info, names, EmojiFiles(source.file_path("tokenizer"), table))
    parity = packed.manifest.parity
    print(f"{len(table.names)} emoji, {len(table.keywords)} keywords, {len(table.quiet)} words without any")
    print(f"torch and ONNX differ by at most {parity.max_abs_difference:.1e} over {parity.steps} steps")


def tune_emoji_command(
    bundle: Emoji,
    labelled: Labelled,
    precision: Precision = "int8",
    write: Annotated[bool, typer.Option(help="Write thresholds and weights into the bundle.")] = False,
) -> None:
    """Choose thresholds and weights on the tenth of the training texts that was not trained on."""
    from dataclasses import replace

    from linnet_export.emoji_pack import with_table
    from linnet_export.emoji_trial import EmojiTrial
    from linnet_export.emoji_tuning import choose_weights, with_thresholds
    from linnet_export.labelled_text import Part

    trial = EmojiTrial.of(Bundle.open(bundle), labelled, precision, Part.CHOOSE)
    table = with_thresholds(trial.table, trial.model.labels, trial.probabilities(), trial.given())
    table = replace(table, weights=choose_weights(trial.model, table, trial.illustrated()))
    print(f"chosen on {len(trial.texts)} texts of {labelled.name}: {table.weights}")
    if write:
        with_table(Bundle.open(bundle), table)


def evaluate_emoji_command(
    bundle: Emoji,
    labelled: Labelled,
    train: Annotated[Path, typer.Option(help="What the model was trained on: the baselines are, too.")],
    split: Annotated[str, typer.Option(help="Name of the part that is judged on.")] = "dev",
    precision: Precision = "int8",
    seed: Annotated[int, typer.Option(help="Of the bootstrap's draws.")] = 1,
    write: Annotated[bool, typer.Option(help="Write the measures into the bundle's manifest.")] = False,
) -> None:
    """Measure labels and emoji on texts that nothing was trained or chosen on, beside simpler ways."""
    from linnet_export.dictation_table import dictation_table
    from linnet_export.emoji_trial import EmojiTrial, compare_emoji, compare_tone, record
    from linnet_export.labelled_text import Part
    from linnet_export.pack import with_measurements

    opened = Bundle.open(bundle)
    trial = EmojiTrial.of(opened, labelled, precision)
    known, chosen = (EmojiTrial.of(opened, train, precision, part) for part in (Part.TRAIN, Part.CHOOSE))
    measurements: list[Measurement] = []
    for task, measured in {
        "tone": compare_tone(trial, known, chosen, seed),
        "emoji": compare_emoji(trial, known, seed),
    }.items():
        data = f"{len(trial.texts)} texts of {labelled.name}"
        Console(width=None if sys.stdout.isatty() else _WIDE).print(
            dictation_table(f"{task}: {data}", measured)
        )
        measurements += record(task, measured, split, precision, command_line(), data)
    if write:
        with_measurements(opened, measurements)
