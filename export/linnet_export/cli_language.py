"""``linnet-export tokenizer``, ``train-language`` and ``pack-language``: from text to a language bundle."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from linnet_export.cli_bundle import command_line
from linnet_export.cli_options import Native, Nodes, Precision, Processes, Threads
from linnet_export.language_recipe import LanguageRecipe
from linnet_export.recipe import load_recipe
from linnet_export.text_sources import find_sources, read_lines
from linnet_export.tokenizer_training import count_tokens, mixed, train_tokenizer
from linnet_runtime.typing_weights import TypingWeights

Text = Annotated[Path, typer.Option(help="Folder of text, a .txt or .txt.xz file a source.")]
Tiny = Annotated[bool, typer.Option(help="The recipe's small model, for a first try.")]


def tokenizer_command(
    output: Annotated[Path, typer.Argument(help="Where the tokenizer goes, such as pieces.model.")],
    text: Text,
    recipe: Annotated[Path, typer.Option(help="A recipe, such as export/recipes/en/language.toml.")],
    tiny: Tiny = False,
) -> None:
    """Train a tokenizer on a mix of sources, with as many pieces as the recipe's model has."""
    settings = load_recipe(recipe, LanguageRecipe, tiny=tiny)
    counts = {name: count_tokens(read_lines(path)) for name, path in find_sources(text).items()}
    words = mixed(counts, settings.data.weights)
    train_tokenizer(words, settings.model.pieces, output)
    print(f"{output}: {settings.model.pieces} pieces for {len(words)} different words and marks")


def train_language_command(
    recipe: Annotated[Path, typer.Argument(help="A recipe, such as export/recipes/en/language.toml.")],
    run_folder: Annotated[Path, typer.Argument(help="Checkpoint and curves; a run found here goes on.")],
    text: Text,
    dev: Annotated[Path, typer.Option(help="Folder of text to validate on.")],
    tokenizer: Annotated[Path, typer.Option(help="What `linnet-export tokenizer` wrote.")],
    cache: Annotated[Path, typer.Option(help="Encoded text is kept here.")] = Path("cache"),
    start: Annotated[
        Path | None, typer.Option(help="Language bundle, or checkpoint, that a new run begins with.")
    ] = None,
    processes: Processes = 1,
    nodes: Nodes = 1,
    precision: Precision = "bf16-mixed",
    threads: Threads = 2,
    native: Native = False,
    tiny: Tiny = False,
) -> None:
    """Train a language model, or go on with the run in RUN_FOLDER after its last checkpoint."""
    from linnet_export import language_data, language_training  # torch and lightning take seconds to import
    from linnet_export.from_graph import language_start
    from linnet_export.whole_epochs import EpochRun

    settings = load_recipe(recipe, LanguageRecipe, tiny=tiny)
    data = language_data.read_language_data(text, dev, tokenizer, cache)
    run = EpochRun(run_folder, threads, precision, processes=processes, nodes=nodes)
    language_training.train(settings, data, run, language_start(start) if start else None, native=native)


def pack_language_command(
    checkpoint: Annotated[Path, typer.Argument(help="A checkpoint of `linnet-export train-language`.")],
    bundle: Annotated[Path, typer.Argument(help="Directory of the bundle; one that is there is replaced.")],
    tokenizer: Annotated[Path, typer.Option(help="The tokenizer the model was trained with.")],
    lexicon: Annotated[Path, typer.Option(help="What `linnet-export lexicon` wrote.")],
    licence: Annotated[str, typer.Option(help="SPDX expression.")] = "Apache-2.0",
    language: Annotated[str, typer.Option(help="BCP 47 tag.")] = "en",
    credit: Annotated[list[str] | None, typer.Option(help="Who gave data; may be repeated.")] = None,
) -> None:
    """Export, check against PyTorch, and write a bundle with the default weights of the typing search."""
    from linnet_export.language_pack import LanguageFiles, load_model, pack_language
    from linnet_export.new_manifest import BundleInfo

    model, recipe = load_model(checkpoint)
    info = BundleInfo(recipe.name, language, licence, tuple(credit or ()), command_line())
    packed = pack_language(model, bundle, info, LanguageFiles(tokenizer, lexicon), TypingWeights())
    parity = packed.manifest.parity
    print(f"torch and ONNX differ by at most {parity.max_abs_difference:.1e} over {parity.steps} steps")
