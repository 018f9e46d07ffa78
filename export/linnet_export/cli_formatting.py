"""``linnet-export train-formatter``, ``pack-formatter`` and ``evaluate formatting``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from linnet_export.cli_bundle import command_line
from linnet_export.recipe import load_recipe
from linnet_runtime.bundle import Bundle
from linnet_runtime.formatting_model import Writing
from linnet_runtime.lexicon import Lexicon
from linnet_runtime.manifest_checks import PRECISIONS

Text = Annotated[Path, typer.Option(help="Folder of text, a .txt or .txt.xz file a source.")]
Tiny = Annotated[bool, typer.Option(help="The recipe's small model, for a first try.")]


def train_formatter_command(
    recipe: Annotated[Path, typer.Argument(help="A recipe, such as export/recipes/en/formatting.toml.")],
    run_folder: Annotated[Path, typer.Argument(help="Checkpoint and curves; a run found here goes on.")],
    text: Text,
    dev: Annotated[Path, typer.Option(help="Folder of text to validate on.")],
    tokenizer: Annotated[Path, typer.Option(help="What `linnet-export tokenizer` wrote.")],
    entities: Annotated[
        list[Path] | None, typer.Option(help="CoNLL file of persons and places; may be repeated.")
    ] = None,
    embeddings: Annotated[
        Path | None, typer.Option(help="Language bundle over the same pieces, to begin with its embeddings.")
    ] = None,
    cache: Annotated[Path | None, typer.Option(help="Labelled text is kept here.")] = None,
    threads: Annotated[int, typer.Option(help="Threads of the process.")] = 1,
    precision: Annotated[str, typer.Option(help="32-true or bf16-mixed.")] = "bf16-mixed",
    tiny: Tiny = False,
) -> None:
    """Train a formatting model, or go on with the run in RUN_FOLDER after its last checkpoint."""
    from linnet_export import formatting_training  # here, because torch and lightning take seconds to import
    from linnet_export.formatting_data import FormattingData, FormattingFiles
    from linnet_export.formatting_recipe import FormattingRecipe
    from linnet_export.piece_embeddings import piece_embeddings
    from linnet_export.whole_epochs import EpochRun

    settings = load_recipe(recipe, FormattingRecipe, tiny=tiny)
    files = FormattingFiles(text, dev, tuple(entities or ()), tokenizer)
    size = settings.model.embedding
    first = None if embeddings is None else piece_embeddings(Bundle.open(embeddings), size)
    data = FormattingData.read(files, settings.data, cache)
    run = EpochRun(run_folder, threads, precision)
    formatting_training.train(settings, data, run, first)


def pack_formatter_command(
    checkpoint: Annotated[Path, typer.Argument(help="A checkpoint of `linnet-export train-formatter`.")],
    bundle: Annotated[Path, typer.Argument(help="Directory of the bundle; one that is there is replaced.")],
    tokenizer: Annotated[Path, typer.Option(help="The tokenizer the model was trained with.")],
    lexicon: Annotated[
        Path | None, typer.Option(help="words.lexicon: how words with capitals inside are written.")
    ] = None,
    lookahead: Annotated[int, typer.Option(help="How many words later a word is decided.")] = 3,
    graph: Annotated[
        list[str] | None, typer.Option(help="int8, weight_only or float32; may be repeated; default: all.")
    ] = None,
    licence: Annotated[str, typer.Option(help="SPDX expression.")] = "Apache-2.0",
    language: Annotated[str, typer.Option(help="BCP 47 tag.")] = "en",
    credit: Annotated[list[str] | None, typer.Option(help="Who gave data; may be repeated.")] = None,
) -> None:
    """Export a formatting model, check it against PyTorch and write a bundle."""
    from linnet_export.formatting_pack import FormattingParts, load_model, mixed_forms, pack_formatting
    from linnet_export.new_manifest import BundleInfo

    model, recipe = load_model(checkpoint)
    info = BundleInfo(recipe.name, language, licence, tuple(credit or ()), command_line())
    forms = () if lexicon is None else mixed_forms(Lexicon.open(lexicon))
    parts = FormattingParts(tokenizer, Writing(lookahead, forms), tuple(graph or PRECISIONS))
    packed = pack_formatting(model, bundle, info, parts)
    parity, sizes = packed.manifest.parity, packed.manifest.all_files()
    print(f"torch and ONNX differ by at most {parity.max_abs_difference:.1e} over {parity.steps} words")
    print(", ".join(f"{name} {file.size_bytes / 1e6:.2f} MB" for name, file in sizes.items()))
