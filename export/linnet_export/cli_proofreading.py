"""``linnet-export train-proofreader`` and ``pack-proofreader``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from linnet_export.cli_bundle import command_line
from linnet_export.recipe import load_recipe
from linnet_runtime.lexicon import Lexicon

LexiconOption = Annotated[Path, typer.Option(help="The words: words.lexicon of a language bundle.")]
TyposOption = Annotated[Path, typer.Option(help="Common misspellings: TSV of typo, correct, source.")]
ConfusionsOption = Annotated[
    Path, typer.Option(help="Words that sound alike, such as export/recipes/en/confusions.txt.")
]


def train_proofreader_command(
    recipe: Annotated[Path, typer.Argument(help="A recipe, such as export/recipes/en/proofreading.toml.")],
    run_folder: Annotated[Path, typer.Argument(help="Checkpoint and curves; a run found here goes on.")],
    text: Annotated[Path, typer.Option(help="Folder of texts to train on, .txt or .txt.xz.")],
    dev: Annotated[Path, typer.Option(help="Folder of texts to validate on.")],
    lexicon: LexiconOption,
    typos: TyposOption,
    confusions: ConfusionsOption,
    typo_source: Annotated[
        list[str] | None, typer.Option(help="Read only this source of the misspellings; may be repeated.")
    ] = None,
    cache: Annotated[Path, typer.Option(help="The clean sentences are kept here.")] = Path("cache"),
    threads: Annotated[int, typer.Option(help="Threads of the process.")] = 1,
    precision: Annotated[str, typer.Option(help="32-true or bf16-mixed.")] = "bf16-mixed",
    tiny: Annotated[bool, typer.Option(help="The recipe's small model, for a first try.")] = False,
) -> None:
    """Train a proofreading model, or go on with the run in RUN_FOLDER after its last checkpoint."""
    from linnet_export import proofreading_training  # torch and lightning take seconds to import
    from linnet_export.careless_writing import CarelessWriter, neighbours, read_confusions, read_misspellings
    from linnet_export.proofreading_data import ProofreadingData, cached_clean, trimmed
    from linnet_export.proofreading_recipe import ProofreadingRecipe
    from linnet_export.whole_epochs import EpochRun
    from linnet_runtime.key_layout import KeyLayout
    from linnet_runtime.proofreading_text import WordReader

    settings = load_recipe(recipe, ProofreadingRecipe, tiny=tiny)
    words = WordReader(trimmed(Lexicon.open(lexicon), settings.text.words))
    writer = CarelessWriter(
        settings.writing,
        read_misspellings(typos, typo_source),
        read_confusions(confusions),
        neighbours(KeyLayout.load("qwerty")),
    )
    train, held_out = (cached_clean(folder, words, settings.text, cache) for folder in (text, dev))
    print(f"{len(train)} sentences to train on, {len(held_out)} to validate on", flush=True)
    data = ProofreadingData(train, held_out, words, writer)
    run = EpochRun(run_folder, threads, precision)
    proofreading_training.train(settings, data, run)


def pack_proofreader_command(
    checkpoint: Annotated[Path, typer.Argument(help="A checkpoint of `linnet-export train-proofreader`.")],
    bundle: Annotated[Path, typer.Argument(help="Directory of the bundle; one that is there is replaced.")],
    lexicon: LexiconOption,
    weights: Annotated[
        Path | None, typer.Option(help="Weights of the search, JSON; else the defaults.")
    ] = None,
    licence: Annotated[str, typer.Option(help="SPDX expression.")] = "Apache-2.0",
    language: Annotated[str, typer.Option(help="BCP 47 tag.")] = "en",
    credit: Annotated[list[str] | None, typer.Option(help="Who gave data; may be repeated.")] = None,
) -> None:
    """Export, check against PyTorch and write a bundle."""
    from linnet_export.new_manifest import BundleInfo
    from linnet_export.proofreading_data import trimmed
    from linnet_export.proofreading_pack import load_model, pack_proofreading
    from linnet_runtime.proofreading_weights import ProofreadingWeights

    model, recipe = load_model(checkpoint)
    info = BundleInfo(recipe.name, language, licence, tuple(credit or ()), command_line())
    words = trimmed(Lexicon.open(lexicon), recipe.text.words)
    chosen = ProofreadingWeights.load(weights) if weights else ProofreadingWeights()
    packed = pack_proofreading(model, bundle, info, words, chosen)
    parity, files = packed.manifest.parity, packed.manifest.all_files().values()
    print(f"torch and ONNX differ by at most {parity.max_abs_difference:.1e} over {parity.steps} steps")
    print(f"{sum(one.size_bytes for one in files) / 1e6:.2f} MB")
