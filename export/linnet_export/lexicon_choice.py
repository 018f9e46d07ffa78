"""Which words a lexicon gets: those of a word list, and those a corpus has often enough to be no mistakes."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from linnet_export.misspellings import contractions, slip_of
from linnet_export.word_counts import WordCounts
from linnet_export.word_list import ListedWord, WordList
from linnet_runtime.lexicon import spelling

_DRAWN_OUT = re.compile(r"(.)\1\1")
"""As in "sooo"."""
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz")


@dataclass(frozen=True)
class ChoiceSettings:
    """What a word needs to be in the lexicon. Counts are of words as they stand in the corpus, unweighted."""

    single_letters: str = "ai"
    """Other letters standing alone are no words: each would compete with every slip of the finger."""
    least_count_of_two: int = 100
    """For words of two letters, which only the word list may add."""
    short: int = 4
    """Words up to this length lie close to many others and need more:"""
    least_count_of_short: int = 5
    """so often must the corpus have those of the word list,"""
    abbreviation_times: float = 2.0
    """this many times as often when they are all in capitals,"""
    short_times: float = 4.0
    """and so many times as often as longer ones those that the word list lacks."""
    unseen_frequency: int = 40
    """Words that the corpus lacks need this frequency in the word list, about one in 100 million."""
    least_count_if_known: int = 5
    """For words of the corpus that the word list lacks and another dictionary has."""
    least_sources_if_known: int = 2
    least_count: int = 30
    """For words of the corpus that no dictionary has, such as "upvote"."""
    least_sources: int = 3
    least_length: int = 3
    slip_times: float = 4.0
    """Such a word is a misspelling when a word one slip away is this many times as frequent."""
    slip_times_if_known: float = 100.0
    """The same for words that another dictionary has: such lists hold a few misspellings."""
    joined_times: float = 2.0
    """It is two words without their space when they are this many times as frequent with it."""
    least_genuine: float = 0.05
    """Rarer than this among its occurrences, "whats" and "cant" are no words but "what's" and "can't"."""
    most_lost: float = 0.25
    """People leave out at most this share of the apostrophes of a contraction, 2 to 12 % as a rule."""
    least_count_of_misspelling: int = 2
    """A known typo that comes so often in the corpus, and is no word, is listed as a misspelling;"""
    short_misspelling: int = 5
    """up to this length, where many typos are names too,"""
    misspelling_times: float = 20.0
    """only if what was meant is one word that is this many times as frequent, or no single word."""
    edited_sources: frozenset[str] = field(
        default_factory=lambda: frozenset({"gutenberg", "tatoeba", "common_voice", "masc"})
    )
    """Sources in which apostrophes are not left out."""


@dataclass(frozen=True)
class Evidence:
    """What is known about words, each in lower case."""

    word_list: WordList
    known: frozenset[str]
    """Words of other dictionaries."""
    typos: Mapping[str, Collection[str]]
    """Known mistypings with what was meant; some are words, too."""
    counts: Mapping[str, WordCounts]
    """By source."""


def choose_listed(
    evidence: Evidence, counts: Mapping[str, float], alphabet: frozenset[str], settings: ChoiceSettings
) -> set[str]:
    """Return the words of the word list that the lexicon gets."""
    return {
        word
        for word, listed in evidence.word_list.words.items()
        if spelling(word, alphabet)
        and not _is_listed_mistake(word, evidence, settings)
        and (
            counts[word] >= _least_count(word, listed, settings)
            if word in counts
            else _is_plain_and_frequent(word, listed, settings)
        )
    }


def choose_unlisted(
    evidence: Evidence, counts: Mapping[str, float], alphabet: frozenset[str], settings: ChoiceSettings
) -> set[str]:
    """Return the words that only the corpus has and that do not look like mistakes; see `without_joined`."""
    sources = Counter(word for counted in evidence.counts.values() for word in counted.counts)
    mistakes = evidence.typos.keys() | evidence.word_list.not_words | _torn(evidence.word_list.words)
    return {
        word
        for word, count in counts.items()
        if word not in evidence.word_list.words
        and word not in mistakes
        and len(word) >= settings.least_length
        and spelling(word, alphabet)
        and not _DRAWN_OUT.search(word)
        and _is_common(count, sources[word], word, evidence.known, settings)
        and slip_of(word, counts, _slip_times(word, evidence.known, settings)) is None
    }


def misspellings(
    chosen: Collection[str], evidence: Evidence, counts: Mapping[str, float], settings: ChoiceSettings
) -> set[str]:
    """Return known typos that the corpus has and that are no chosen words, such as "definately" and "alot".

    A language model has seen them as often as rare words, and would take them for words that are meant.
    """
    return {
        typo
        for typo, meant in evidence.typos.items()
        if typo not in chosen
        and spelling(typo, _PLAIN) == typo
        and counts.get(typo, 0.0) >= settings.least_count_of_misspelling
        and _is_mistake(typo, meant, counts, settings)
    }


def _is_mistake(
    typo: str, meant: Collection[str], counts: Mapping[str, float], settings: ChoiceSettings
) -> bool:
    """Tell whether a typo is long enough, or rare enough beside what is meant, to be no name."""
    enough = settings.misspelling_times * counts.get(typo, 0.0)
    return len(typo) > settings.short_misspelling or any(
        " " in word or counts.get(word, 0.0) >= enough for word in meant
    )


def without_joined(
    words: Iterable[str],
    known: frozenset[str],
    counts: Mapping[str, float],
    joined: Mapping[str, int],
    settings: ChoiceSettings,
) -> set[str]:
    """Leave out what is usually written as two words, such as "alot", unless a dictionary has it."""
    return {
        word
        for word in words
        if word in known or joined.get(word, 0) <= settings.joined_times * counts.get(word, 0.0)
    }


def genuine_shares(evidence: Evidence, settings: ChoiceSettings) -> dict[str, float]:
    """Return for what a contraction leaves without its apostrophe how much of it is meant so.

    Nearly all of "hell" is, nothing of "dont". The largest of three estimates counts: how rare the word is in
    edited text, how it compares there with the contraction ("well" with "we'll"), and what is left when as
    many apostrophes as people lose at most are taken to be lost here.
    """
    every, edited = Counter[str](), Counter[str]()
    for name, source in evidence.counts.items():
        every.update(source.counts)
        if name in settings.edited_sources:
            edited.update(source.counts)
    part = max(edited.total(), 1) / max(every.total(), 1)
    shares = {}
    for bare, full in contractions(evidence.word_list.words).items():
        if every[bare]:
            by_rate = edited[bare] / part / every[bare]
            by_twin = every[full] * edited[bare] / max(edited[full], 1) / every[bare]
            left = 1 - settings.most_lost * every[full] / every[bare]
            share = min(1.0, max(by_rate, by_twin, left))
            shares[bare] = share if share >= settings.least_genuine else 0.0
    return shares


def with_apostrophes(
    counts: Mapping[str, float], evidence: Evidence, settings: ChoiceSettings
) -> dict[str, float]:
    """Give what was written without its apostrophe to the word that was meant: "dont" to "don't"."""
    full = contractions(evidence.word_list.words)
    corrected = dict(counts)
    for bare, share in genuine_shares(evidence, settings).items():
        lost = counts.get(bare, 0.0) * (1 - share)
        corrected[bare] = counts.get(bare, 0.0) - lost
        corrected[full[bare]] = counts.get(full[bare], 0.0) + lost
    return corrected


def _torn(words: Iterable[str]) -> set[str]:
    """Return what contractions leave without their apostrophe, and without what follows it: "dont", "don"."""
    full = contractions(words)
    return full.keys() | {word.removesuffix("'t") for word in full.values() if word.endswith("n't")}


def _is_plain_and_frequent(word: str, listed: tuple[ListedWord, ...], settings: ChoiceSettings) -> bool:
    """Tell whether a word that the corpus lacks is worth a place."""
    frequency = max(form.frequency for form in listed)
    return frequency >= settings.unseen_frequency and len(word) > settings.short and "'" not in word


def _is_listed_mistake(word: str, evidence: Evidence, settings: ChoiceSettings) -> bool:
    """Tell whether a word of the word list is a known typo that no dictionary has: "inadvertantly"."""
    return word in evidence.typos and len(word) > settings.short and not _is_known(word, evidence.known)


def _slip_times(word: str, known: frozenset[str], settings: ChoiceSettings) -> float:
    """Return how much more frequent a word must be for this one to be a misspelling of it."""
    return settings.slip_times_if_known if _is_known(word, known) else settings.slip_times


def _is_known(word: str, known: frozenset[str]) -> bool:
    """Tell whether other dictionaries have a word, or what it is the possessive of."""
    return word.removesuffix("'s") in known


def _is_common(
    count: float, sources: int, word: str, known: frozenset[str], settings: ChoiceSettings
) -> bool:
    """Tell whether a word of the corpus is frequent enough, in enough sources, to be added."""
    times = settings.short_times if len(word) <= settings.short else 1.0
    if _is_known(word, known):
        return count >= times * settings.least_count_if_known and sources >= settings.least_sources_if_known
    return "'" not in word and count >= times * settings.least_count and sources >= settings.least_sources


def _least_count(word: str, listed: tuple[ListedWord, ...], settings: ChoiceSettings) -> float:
    """Return how often the corpus must have a listed word for it to be chosen."""
    if len(word) == 1:
        return 1.0 if word in settings.single_letters else math.inf
    if len(word) == 2:
        return settings.least_count_of_two
    if len(word) > settings.short:
        return 1.0
    abbreviation = all(form.display.isupper() for form in listed)
    return settings.least_count_of_short * (settings.abbreviation_times if abbreviation else 1.0)
