"""``linnet-export train-pronunciation``, ``pack-pronunciation``, ``pronounce`` and their evaluation."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from linnet_export.cli_bundle import command_line
from linnet_export.cli_options import Nodes, Precision, Processes, Threads
from linnet_export.pronunciation import Pronunciations
from linnet_export.recipe import load_recipe
from linnet_runtime.bundle import Bundle
from linnet_runtime.letter_to_sound import LetterToSound
from linnet_runtime.lexicon import Lexicon
from linnet_runtime.units import PHONES

Cmudict = Annotated[Path, typer.Option(help="Pronunciations in CMUdict's format.")]
_WIDE = 120


def train_pronunciation_command(
    recipe: Annotated[Path, typer.Argument(help="A recipe, such as export/recipes/en/pronunciation.toml.")],
    run_folder: Annotated[Path, typer.Argument(help="Checkpoint and curves; a run found here goes on.")],
    cmudict: Cmudict,
    processes: Processes = 1,
    nodes: Nodes = 1,
    precision: Precision = "bf16-mixed",
    threads: Threads = 1,
    tiny: Annotated[bool, typer.Option(help="The recipe's small model, for a first try.")] = False,
) -> None:
    """Train a letter-to-sound model, or go on with the run in RUN_FOLDER after its last checkpoint."""
    from linnet_export import pronunciation_training  # torch and lightning take seconds to import
    from linnet_export.pronunciation_recipe import PronunciationRecipe
    from linnet_export.whole_epochs import EpochRun

    settings = load_recipe(recipe, PronunciationRecipe, tiny=tiny)
    data = pronunciation_training.PronunciationData.of(
        Pronunciations.load(cmudict), settings.model.frames_per_letter
    )
    run = EpochRun(run_folder, threads, precision, processes=processes, nodes=nodes)
    pronunciation_training.train(settings, data, run)


def pack_pronunciation_command(
    checkpoint: Annotated[Path, typer.Argument(help="A checkpoint of `linnet-export train-pronunciation`.")],
    bundle: Annotated[Path, typer.Argument(help="Directory of the bundle; one that is there is replaced.")],
    lexicon: Annotated[
        Path, typer.Option(help="The words to pronounce: words.lexicon of a language bundle.")
    ],
    dictionary: Annotated[
        list[Path],
        typer.Option(help="In CMUdict's format; may be repeated, the first that has a word counts."),
    ],
    licence: Annotated[str, typer.Option(help="SPDX expression.")] = "Apache-2.0",
    language: Annotated[str, typer.Option(help="BCP 47 tag.")] = "en",
    credit: Annotated[list[str] | None, typer.Option(help="Who gave data; may be repeated.")] = None,
) -> None:
    """Export, check against PyTorch, pronounce every word of a lexicon and write a bundle."""
    from linnet_export.new_manifest import BundleInfo
    from linnet_export.pronunciation_pack import load_model, pack_pronunciation

    model, recipe = load_model(checkpoint)
    info = BundleInfo(recipe.name, language, licence, tuple(credit or ()), command_line())
    packed = pack_pronunciation(model, bundle, info, Lexicon.open(lexicon), Pronunciations.load(*dictionary))
    parity = packed.bundle.manifest.parity
    print("words by origin: " + ", ".join(f"{origin} {count}" for origin, count in packed.words.items()))
    print(f"torch and ONNX differ by at most {parity.max_abs_difference:.1e} over {parity.steps} words")


def pronounce_command(
    bundle: Annotated[Path, typer.Argument(help="Directory of a pronunciation bundle.")],
    words: Annotated[list[str], typer.Argument(help="Words to pronounce.")],
    precision: Annotated[str, typer.Option(help="int8, weight_only or float32.")] = "int8",
) -> None:
    """Print how words may sound, as the letter-to-sound model and the rule for initials have it."""
    letters = LetterToSound.load(Bundle.open(bundle), precision)
    for word in words:
        for one in letters.pronounce(word):
            print(f"{word}\t{one.score:.2f}\t{' '.join(PHONES[phone] for phone in one.phones)}")


def evaluate_pronunciation_command(
    bundle: Annotated[Path, typer.Argument(help="Directory of a pronunciation bundle.")],
    cmudict: Cmudict,
    split: Annotated[str, typer.Option(help="train, dev or test.")] = "test",
    precision: Annotated[str, typer.Option(help="int8, weight_only or float32.")] = "int8",
    seed: Annotated[int, typer.Option(help="Of the bootstrap's draws.")] = 1,
    write: Annotated[bool, typer.Option(help="Write the measures into the bundle's manifest.")] = False,
) -> None:
    """Measure phone and word errors on words of a dictionary that the model was not trained on."""
    from linnet_export.dictation_table import dictation_table
    from linnet_export.pack import with_measurements  # here, because it takes torch along
    from linnet_export.pronunciation_data import Split, words_of
    from linnet_export.pronunciation_evaluation import PronunciationRecord, measure_words, unrelated

    opened, entries = Bundle.open(bundle), Pronunciations.load(cmudict).entries
    letters = LetterToSound.load(opened, precision)
    words = words_of(entries, Split(split))
    sets = {"cmudict": words, "cmudict-unrelated": unrelated(words, words_of(entries, Split.TRAIN))}
    record, measurements = PronunciationRecord(precision, split, command_line()), []
    for dataset, found in sets.items():
        measured, data = measure_words(letters, found, seed), f"{len(found)} words of {cmudict.name}"
        Console(width=None if sys.stdout.isatty() else _WIDE).print(
            dictation_table(f"{data}, {dataset}", {precision: measured})
        )
        measurements.append(record.of(dataset, measured, data))
    if write:
        with_measurements(opened, measurements)
