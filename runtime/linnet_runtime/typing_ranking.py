"""What a word being typed may be, most probable first: the taps and the language model together.

From taps to a correction:

    search = TypingSearch(lexicon, weights)                  # one for each lexicon, shared by all sessions
    scores = ModelScores(model, context, lexicon)            # once for each word: what the context expects
    beam = search.start()
    beam = search.advance(beam, touch.tap(x, y))             # for each tap; keep the beams for backspace
    evidence = [Evidence(search, beam, scores)]              # again, one for each lexicon
    rank("definat", evidence)                                # for suggestions, corrections among them
    readings = rank_finished("definately", evidence, spelled=model.spelled_score(context, "definately"))
    decide(readings, weights)                                # the reading to put in its place, or None
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .typing_beam import NO_WORD
from .typing_candidates import Candidates, finished, together, unfinished
from .typing_evidence import Evidence, LexiconScores, ModelScores
from .typing_readings import NO_LEXICON, Reading, scored, single_words, word_pairs
from .written import straight

__all__ = ["NO_LEXICON", "Evidence", "LexiconScores", "ModelScores", "Reading", "rank", "rank_finished"]

_IMPOSSIBLE = -1e9
"""Stands for the log-likelihood of characters that spell no word, whose readings must have a total."""


def rank(typed: str, evidence: Sequence[Evidence], count: int = 16) -> list[Reading]:
    """Return what an unfinished word may be or become, most probable first, and among it the literal word.

    Args:
        typed: the characters of the word so far.
        evidence: one for each lexicon, all advanced by the taps of `typed`; at least one.
        count: at most this many readings, besides the literal one.
    """
    candidates = [_unfinished(e) for e in evidence]
    return _rank(_literals(typed, evidence, None), evidence, candidates, count)


def rank_finished(
    typed: str, evidence: Sequence[Evidence], count: int = 16, *, spelled: float | None = None
) -> list[Reading]:
    """Return what a finished word may be, most probable first, and among it the literal word.

    Args:
        typed: the characters of the word.
        evidence: see `rank`.
        count: see `rank`.
        spelled: `LanguageModel.spelled_score` of the word, with which a name is told from a slip far better
            than by its length. It counts only where no lexicon has the word, and costs a step for each piece.
    """
    candidates = [finished(e.search, e.beam) for e in evidence]
    return _rank(_literals(typed, evidence, spelled), evidence, candidates, count)


def _rank(
    literals: Sequence[Reading], evidence: Sequence[Evidence], candidates: Sequence[Candidates], count: int
) -> list[Reading]:
    """Return the readings of one word from every lexicon's candidates."""
    found = list(literals)
    for i, (e, those) in enumerate(zip(evidence, candidates, strict=True)):
        found += single_words(i, e, those.take(those.first == NO_WORD), count)
        floor = max(reading.total for reading in found)
        found += word_pairs(i, e, those.take(those.first != NO_WORD), floor)
    return _normalised(_distinct(found, evidence), count)


def _unfinished(evidence: Evidence) -> Candidates:
    """Return what an unfinished word may be or become."""
    search, beam = evidence.search, evidence.beam
    both = together([finished(search, beam), unfinished(search, beam)])
    return both.judged(beam.sharpest, search.weights.unfinished_errors)


def _literals(typed: str, evidence: Sequence[Evidence], spelled: float | None) -> list[Reading]:
    """Return the readings that what was typed was meant: a word of each lexicon that has it, or of none."""
    found = []
    for number, e in enumerate(evidence):
        word = e.search.lexicon.find(straight(typed).lower())
        if word is not None:
            score = float(e.scores.words[word])
            found.append(scored(e, number, (word,), e.beam.sharpest, score, literal=True))
    return found or [_unknown(typed, evidence[0], spelled)]


def _unknown(typed: str, evidence: Evidence, spelled: float | None) -> Reading:
    """Return the reading that a word was meant which no lexicon has."""
    weights = evidence.search.weights
    language = weights.unknown_word + weights.unknown_letter * len(typed)
    if spelled is not None:
        language = weights.unknown_spelled + weights.unknown_spelled_weight * spelled
    channel = max(evidence.beam.sharpest, _IMPOSSIBLE)
    return scored(evidence, NO_LEXICON, (), channel, language, literal=True)


def _distinct(readings: Sequence[Reading], evidence: Sequence[Evidence]) -> list[Reading]:
    """Return the readings best first, each written text once; what equals the literal word is literal."""
    kept: dict[tuple[str, ...], Reading] = {}
    for reading in sorted(readings, key=lambda reading: -reading.total):
        lexicon = evidence[reading.lexicon].search.lexicon
        text = tuple(lexicon.written(word) for word in reading.words)
        better = kept.setdefault(text, reading)
        if reading.literal:
            kept[text] = better._replace(literal=True, completes=False)
    return list(kept.values())


def _normalised(readings: list[Reading], count: int) -> list[Reading]:
    """Return the first `count` readings and the literal one; probabilities sum to 1 before the cut."""
    totals = np.array([reading.total for reading in readings])
    probabilities = np.exp(totals - np.logaddexp.reduce(totals)).tolist()
    return [
        reading._replace(probability=p)
        for i, (reading, p) in enumerate(zip(readings, probabilities, strict=True))
        if i < count or reading.literal
    ]
