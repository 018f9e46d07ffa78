"""Building a lexicon from a word list, a corpus, other dictionaries, known typos and blocklists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import sentencepiece

from linnet_export.lexicon_choice import (
    ChoiceSettings,
    Evidence,
    choose_listed,
    choose_unlisted,
    misspellings,
    with_apostrophes,
    without_joined,
)
from linnet_export.lexicon_scores import display_form, forms_by_word, unigram_scores
from linnet_export.offensive_words import Blocklists, is_offensive
from linnet_export.recipe import RecipeError
from linnet_export.tokenizer_training import mixed
from linnet_runtime.lexicon import OFFENSIVE, Lexicon, LexiconWord
from linnet_runtime.units import LETTERS

_SPELLED_WITH = frozenset(unit for unit in LETTERS if len(unit) == 1 and unit != " ")

Joined = Callable[[frozenset[str]], Counter[str]]
"""Counts how often each of some words is written as two."""
Encode = Callable[[str], list[int]]


@dataclass(frozen=True)
class Weighing:
    """How words are scored and marked once they are chosen."""

    weights: Mapping[str, float]
    """Of each source, as in the recipe of the language model; 1 where it is not named."""
    blocklists: Blocklists


def unweighted(evidence: Evidence) -> Counter[str]:
    """Return how often each word stands in all sources together."""
    total = Counter[str]()
    for counted in evidence.counts.values():
        total.update(counted.counts)
    return total


def choose_words(evidence: Evidence, joined: Joined, settings: ChoiceSettings) -> set[str]:
    """Return the words that a lexicon gets, in lower case."""
    counts = with_apostrophes(unweighted(evidence), evidence, settings)
    listed = choose_listed(evidence, counts, _SPELLED_WITH, settings)
    unlisted = choose_unlisted(evidence, counts, _SPELLED_WITH, settings)
    pairs = joined(frozenset(unlisted))
    return listed | without_joined(unlisted, evidence.known, counts, pairs, settings)


def lexicon_words(
    words: Iterable[str], evidence: Evidence, weighing: Weighing, encode: Encode, settings: ChoiceSettings
) -> list[LexiconWord]:
    """Return chosen words with their displays, scores, pieces and flags."""
    chosen, listed = sorted(words), evidence.word_list.words
    of_sources = {name: counted.counts for name, counted in evidence.counts.items()}
    counts = with_apostrophes(mixed(of_sources, weighing.weights), evidence, settings)
    scores = unigram_scores(chosen, counts, listed)
    forms = forms_by_word(counted.forms for counted in evidence.counts.values())
    none = Counter[str]()
    return [
        LexiconWord(
            display_form(word, listed.get(word, ()), forms.get(word, none)),
            scores[word],
            tuple(encode(word)),
            OFFENSIVE if is_offensive(word, listed.get(word, ()), weighing.blocklists) else 0,
        )
        for word in chosen
    ]


def build_lexicon(
    evidence: Evidence, joined: Joined, weighing: Weighing, encode: Encode, settings: ChoiceSettings
) -> Lexicon:
    """Choose words and build their lexicon."""
    words = choose_words(evidence, joined, settings)
    return Lexicon.build(
        lexicon_words(words, evidence, weighing, encode, settings),
        misspellings=misspellings(words, evidence, unweighted(evidence), settings),
    )


def load_encoder(path: Path) -> Encode:
    """Return what turns a word into the language model's pieces. Raises `RecipeError` for another file."""
    try:
        processor = sentencepiece.SentencePieceProcessor(model_file=str(path))
    except (OSError, RuntimeError) as error:
        raise RecipeError(f"{path}: expected a SentencePiece model: {error}") from error
    return lambda word: list(processor.encode(word))


def read_dictionary(path: Path) -> frozenset[str]:
    """Return the first field of each line, in lower case, as CMUdict and frequency lists have it."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RecipeError(f"{path}: expected one word at the beginning of each line: {error}") from error
    return frozenset(line.split()[0].lower() for line in text.splitlines() if line.strip())
