"""How probable each word of a lexicon is without context, and how it is shown."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np

from linnet_export.word_list import ListedWord

WORD_LIST_SHARE = 0.1
"""Part of a word's probability that comes from the word list; the rest is its share of the corpus."""
_LEAST_FREQUENCY = 30
"""Lower frequencies are markers or noise: the corpus has no fewer of these words."""
_SURE_FORMS = 20
_SMALL_SHARE = 2 / 3
"""A form in small letters so frequent among so many wins over the word list,"""
_CAPITAL_SHARE = 0.9
"""one with capitals needs more: a wrong capital disturbs more than a missing one."""


def unigram_scores(
    words: Iterable[str], counts: Mapping[str, float], listed: Mapping[str, tuple[ListedWord, ...]]
) -> dict[str, float]:
    """Return the natural-log probability of each word; the probabilities add up to 1.

    A linear interpolation (Jelinek and Mercer 1980) of the counts and of what the word list's frequency
    makes one expect, so that words which the corpus lacks are possible.
    """
    total = sum(counts.values())
    expected = expected_counts(counts, listed)
    expected_total = sum(expected.values())
    probability = {
        word: (1 - WORD_LIST_SHARE) * counts.get(word, 0.0) / total
        + WORD_LIST_SHARE * expected.get(word, 0.0) / expected_total
        for word in words
    }
    all_words = sum(probability.values())
    return {word: math.log(value / all_words) for word, value in probability.items()}


def expected_counts(
    counts: Mapping[str, float], listed: Mapping[str, tuple[ListedWord, ...]]
) -> dict[str, float]:
    """Return for each listed word the count that words of its frequency have.

    A word list's frequency is about the logarithm of a count: a line is fitted through the logarithm of the
    mean count at each frequency, weighted by the number of words there.
    """
    frequency = {word: max(_LEAST_FREQUENCY, *(f.frequency for f in forms)) for word, forms in listed.items()}
    words, sums = Counter(frequency.values()), Counter[int]()
    for word, value in frequency.items():
        sums[value] += counts.get(word, 0.0)  # type: ignore[assignment]
    seen = [value for value in sorted(words) if sums[value] > 0]
    if len(seen) < 2:
        return dict.fromkeys(frequency, 1.0)
    means = [math.log(sums[value] / words[value]) for value in seen]
    slope, intercept = np.polyfit(seen, means, 1, w=[math.sqrt(words[value]) for value in seen])
    return {word: math.exp(intercept + slope * value) for word, value in frequency.items()}


def forms_by_word(forms: Iterable[Counter[str]]) -> dict[str, Counter[str]]:
    """Group the counted forms of all sources by lower-case word."""
    grouped: dict[str, Counter[str]] = {}
    for counted in forms:
        for form, count in counted.items():
            grouped.setdefault(form.lower(), Counter())[form] += count
    return grouped


def display_form(word: str, listed: tuple[ListedWord, ...], forms: Mapping[str, int]) -> str:
    """Return how a lower-case word is shown, from the word list's displays and the forms in the corpus.

    >>> march = (ListedWord("march", 90, False, False), ListedWord("March", 110, False, False))
    >>> display_form("march", march, {"march": 4, "March": 6}), display_form("lol", (), {"lol": 9, "LOL": 3})
    ('March', 'lol')
    """
    total = sum(forms.values())
    common = max(forms, key=lambda form: forms[form], default=word)
    if listed:
        best = max(listed, key=lambda form: (forms.get(form.display, 0), form.frequency)).display
        share = _SMALL_SHARE if common.islower() else _CAPITAL_SHARE
        sure = total >= _SURE_FORMS and forms[common] >= share * total
        return common if sure else best
    return common if 2 * forms.get(common, 0) > total else word
