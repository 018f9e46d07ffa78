"""``linnet-export lexicon``."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from linnet_export.language_recipe import LanguageRecipe
from linnet_export.lexicon_building import Weighing, build_lexicon, load_encoder, read_dictionary
from linnet_export.lexicon_choice import ChoiceSettings, Evidence
from linnet_export.misspellings import read_typos
from linnet_export.offensive_words import read_blocklists
from linnet_export.recipe import load_recipe
from linnet_export.word_counts import count_corpus, count_joined
from linnet_export.word_list import read_word_list
from linnet_runtime.lexicon import OFFENSIVE


def lexicon_command(
    output: Annotated[Path, typer.Argument(help="Where the lexicon goes, such as words.lexicon.")],
    word_list: Annotated[Path, typer.Option(help="Words with frequencies, in AOSP's combined format.")],
    text: Annotated[Path, typer.Option(help="Folder of text, a .txt or .txt.xz file a source.")],
    tokenizer: Annotated[Path, typer.Option(help="What `linnet-export tokenizer` wrote.")],
    recipe: Annotated[Path, typer.Option(help="The language model's recipe, for the weights of sources.")],
    dictionary: Annotated[
        list[Path] | None, typer.Option(help="Other words that exist, first on each line.")
    ] = None,
    typos: Annotated[Path | None, typer.Option(help="TSV of typo, correct and source.")] = None,
    typo_source: Annotated[list[str] | None, typer.Option(help="Which of its rows to use, or all.")] = None,
    blocklist: Annotated[list[Path] | None, typer.Option(help="Offensive words, .txt or rated .csv.")] = None,
    processes: Annotated[int, typer.Option(help="Sources counted at a time.")] = 1,
) -> None:
    """Build a lexicon: choose words, score them from a corpus, and mark the offensive ones."""
    settings = load_recipe(recipe, LanguageRecipe)
    evidence = Evidence(
        read_word_list(word_list),
        frozenset[str]().union(*map(read_dictionary, dictionary or [])),
        read_typos(typos, typo_source) if typos else {},
        count_corpus(text, processes),
    )
    lexicon = build_lexicon(
        evidence,
        partial(count_joined, text, processes),
        Weighing(settings.data.weights, read_blocklists(blocklist or [])),
        load_encoder(tokenizer),
        ChoiceSettings(),
    )
    lexicon.save(output)
    offensive = int((lexicon.flags & OFFENSIVE > 0).sum())
    print(
        f"{output}: {len(lexicon)} words, {offensive} of them offensive, {len(lexicon.trie)} nodes, "
        f"{output.stat().st_size} bytes"
    )
