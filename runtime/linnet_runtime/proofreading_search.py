"""The search for the best way to rewrite a text: a beam over the decoder's actions."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from .edit_actions import KEEP, LETTER_EDITS
from .proofreading_hypothesis import Hypothesis, Rewriter
from .proofreading_model import ProofreadingModel


def rewrites(model: ProofreadingModel, rewriter: Rewriter) -> list[Hypothesis]:
    """Return hypotheses that reach the end of the text, the best first.

    To keep the text as it is always is among them. Once the best is found, no others are looked for.
    """
    context, state = model.encode(rewriter.reading), model.decoder.initial()
    live, ended, best = [Hypothesis()], list[Hypothesis](), -np.inf
    while any(_may_win(rewriter, one, best) for one in live):
        pointers = [one.pointer for one in live]
        found, state = model.step([one.symbols for one in live], context[pointers], state)
        followed = _followed(rewriter, live, found)
        ended += [one for one in followed if one.pointer > len(rewriter.text)]
        best = max((one.score for one in ended), default=-np.inf)
        live = _kept(rewriter, (one for one in followed if one.pointer <= len(rewriter.text)))
        state = model.decoder.spec.pick(state, [one.row for one in live]) if live else state
    return sorted(ended, key=lambda one: -one.score) or [Hypothesis(text=rewriter.text)]


def _may_win(rewriter: Rewriter, one: Hypothesis, best: float) -> bool:
    """Tell whether a hypothesis may still become better than the score of one at the end.

    Scores only fall, but for the margin of a word that is being edited, which may be below zero.
    """
    gain = -min(rewriter.weights.unknown_word, rewriter.weights.known_word, 0.0)
    return one.score + gain * one.word_edited > best


def _followed(rewriter: Rewriter, live: list[Hypothesis], found: NDArray[np.float32]) -> list[Hypothesis]:
    """Return what follows from each hypothesis by likely actions; found: (B, actions)."""
    found = _floored(rewriter, live, found)
    scores = found + np.array([[one.score] for one in live], np.float32)
    near = scores >= live[0].score - rewriter.weights.beam_width
    near[:, KEEP] |= [not one.changed for one in live]
    followed = []
    for row, action in np.argwhere(near).tolist():
        after = rewriter.follow(live[row], row, action, float(found[row, action]))
        if after is not None:
            followed.append(after)
    return followed


def _floored(rewriter: Rewriter, live: list[Hypothesis], found: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give the first edit of a word that the lexicon lacks a chance, whatever the model thinks of it."""
    free = [one.pointer < len(rewriter.text) and rewriter.may_slip(one) for one in live]
    floor = np.where(np.outer(free, LETTER_EDITS), rewriter.weights.slip, -np.inf)
    return np.maximum(found, floor.astype(np.float32))


def _kept(rewriter: Rewriter, followed: Iterable[Hypothesis]) -> list[Hypothesis]:
    """Return the beam, best first, each text once; what keeps the text stays in it."""
    ordered = sorted(followed, key=lambda one: -one.score)
    kept: dict[tuple[int, str], Hypothesis] = {}
    for one in ordered:
        near = one.score >= ordered[0].score - rewriter.weights.beam_width
        if (near and len(kept) < rewriter.weights.hypotheses) or not one.changed:
            kept.setdefault((one.pointer, one.text), one)
    return list(kept.values())
