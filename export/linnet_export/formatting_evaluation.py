"""How well words get their capitals, marks and entities back: F1 of each, by the public formatter."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linnet_export.formatting_engine import Format, ShownText
from linnet_export.marked_text import UNKNOWN, MarkedWord, case_of
from linnet_export.metric import Measured, Metric, Totals, Value, divide, measure_counts, ratio, total
from linnet_runtime.formatting_labels import ENDS, KINDS, LOWER, MARKS, OUTSIDE, begin, spans

_MARK_NAMES = {",": "comma", ".": "full_stop", "?": "question_mark", "!": "exclamation_mark", ":": "colon"}
_CAPITALS = ("capitals", "capitals_inside")
_KINDS = (*_MARK_NAMES.values(), "marks", *_CAPITALS, *KINDS)
"""What is counted: each mark, and all; words with capitals, and those inside sentences; entities."""
_PARTS = ("right", "given", "there")
_FIELDS = (*(f"{kind}_{part}" for kind in _KINDS for part in _PARTS), "words", "time_us")


@dataclass(frozen=True)
class Reference:
    """One piece of speech: its words and what should become of them."""

    words: tuple[MarkedWord, ...]
    tags: tuple[int, ...]
    """As `formatting_labels` has them."""
    kinds: tuple[str, ...]
    """Kinds of entities that it knows; of others nothing is counted."""


def measure_formatting(references: Iterable[Reference], format_words: Format, seed: int) -> Measured:
    """Measure precision, recall and F1 on pieces of speech, and the processor time for each word.

    Of what a reference does not know nothing is counted. An entity is right with exactly its words and kind.
    """
    counts = np.array([_counts(one, format_words) for one in references], np.float64).reshape(
        -1, len(_FIELDS)
    )
    return measure_counts(_metrics(), _FIELDS, counts, seed)


def _counts(reference: Reference, format_words: Format) -> list[float]:
    """Return what `_FIELDS` names for one piece of speech."""
    words = [one.word for one in reference.words]
    started = time.process_time()
    found = format_words(words)
    spent_us = 1e6 * (time.process_time() - started)
    sets = {
        **_mark_sets(reference, found),
        **_capital_sets(reference, found),
        **_entity_sets(reference, found),
    }
    counts = [float(len(part)) for kind in _KINDS for part in _parts(*sets[kind])]
    return [*counts, len(words), spent_us]


Places = set[tuple[int, ...]]


def _parts(given: Places, there: Places) -> tuple[Places, Places, Places]:
    """Return what is right, given, and there."""
    return given & there, given, there


def _mark_sets(reference: Reference, found: ShownText) -> dict[str, tuple[Places, Places]]:
    """Return where each mark is given and where it is there."""
    known = [place for place, one in enumerate(reference.words) if one.mark != UNKNOWN]
    sets: dict[str, tuple[Places, Places]] = {}
    for mark, name in _MARK_NAMES.items():
        given: Places = {(place,) for place in known if found.words[place].mark == mark}
        there: Places = {(place,) for place in known if MARKS[reference.words[place].mark] == mark}
        sets[name] = given, there
    every = [
        {(*place, index) for index, both in enumerate(sets.values()) for place in both[side]}
        for side in (0, 1)
    ]
    return {**sets, "marks": (every[0], every[1])}


def _capital_sets(reference: Reference, found: ShownText) -> dict[str, tuple[Places, Places]]:
    """Return which words have which capitals, and which of them do not begin a sentence in the reference."""
    words = reference.words
    known = [place for place, one in enumerate(words) if one.case != UNKNOWN]
    begins = {0, *(place + 1 for place, one in enumerate(words) if one.mark in ENDS)}
    given = {(place, case) for place in known if (case := case_of(found.words[place].text)) != LOWER}
    there = {(place, words[place].case) for place in known if words[place].case != LOWER}
    inside = ({one for one in places if one[0] not in begins} for places in (given, there))
    return {"capitals": (given, there), "capitals_inside": tuple(inside)}  # type: ignore[dict-item]


def _entity_sets(reference: Reference, found: ShownText) -> dict[str, tuple[Places, Places]]:
    """Return which entities of each kind are given and there."""
    tags = [
        OUTSIDE if one.entity is None else begin(KINDS.index(one.entity)) + (not one.begins)
        for one in found.words
    ]
    given, there = spans(tags), spans(list(reference.tags))
    return {
        name: ({one for one in given if one[0] == kind}, {one for one in there if one[0] == kind})
        if name in reference.kinds
        else (set(), set())
        for kind, name in enumerate(KINDS)
    }


def _metrics() -> list[Metric]:
    """Return precision, recall and F1 of everything that is counted, and the time."""
    found = []
    for kind in _KINDS:
        right, given, there = (f"{kind}_{part}" for part in _PARTS)
        found += [
            Metric(f"{kind}_precision", ratio(right, given), total(given)),
            Metric(f"{kind}_recall", ratio(right, there), total(there)),
            Metric(f"{kind}_f1", _f1(right, given, there), total(there)),
        ]
    return [*found, Metric("word_us", ratio("time_us", "words"), total("words"))]


def _f1(right: str, given: str, there: str) -> Value:
    """Twice what is right by what is given and what is there: the harmonic mean of precision and recall."""

    def value(totals: Totals) -> NDArray[np.float64]:
        return divide(2 * totals[right], totals[given] + totals[there])

    return value
