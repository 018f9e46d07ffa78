"""One way to rewrite a text so far, and the ways that lead on from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import edit_actions
from .edit_actions import DELETE, END, KEEP, OTHER, RECASE
from .proofreading_text import UNKNOWN, WordReader
from .proofreading_weights import ProofreadingWeights

MOST_INSERTS = 4
"""Characters put in at one place."""


@dataclass(frozen=True, eq=False, slots=True)
class Hypothesis:
    """A value: what was done up to the pointer, and what that is worth."""

    pointer: int = 0
    score: float = 0.0
    """Natural log; margins included."""
    text: str = ""
    """What was written so far."""
    actions: tuple[int, ...] = ()
    changed: bool = False
    """Whether anything but `KEEP` was done."""
    word_edited: bool = False
    """Whether the word at the end of ``text`` is another one than was read,"""
    word_split: bool = False
    """and whether it is what is left of a word after a space was put in."""
    inserts: int = 0
    """Characters put in since the pointer moved."""
    row: int = 0
    """That of the hypothesis that it comes from, in the batch of the last step."""

    @property
    def word(self) -> str:
        """The lower-case word at the end of what was written."""
        end = len(self.text)
        while end and _of_word(self.text[end - 1]):
            end -= 1
        return edit_actions.straightened(self.text[end:]).lower()

    @property
    def symbols(self) -> tuple[int, int]:
        """What the decoder reads: the last action, and the label of the last character written."""
        action = self.actions[-1] if self.actions else KEEP
        last = edit_actions.label(edit_actions.straightened(self.text[-1])) if self.text else END
        return action, last


@dataclass(frozen=True, eq=False)
class Rewriter:
    """A text that is rewritten, and the rules for it."""

    text: str
    reading: NDArray[np.int64]
    """(characters + 1, 2), see `WordReader.read`."""
    protected: NDArray[np.bool_]
    """(characters,) where nothing may be changed."""
    words: WordReader
    weights: ProofreadingWeights
    is_sentence: bool = True
    """False for a piece of a long one: it gets no capital at its start and no mark at its end."""

    def follow(self, one: Hypothesis, row: int, action: int, log_probability: float) -> Hypothesis | None:
        """Return what follows from a hypothesis, in this row, by an action; None when it may not be done."""
        old = self.text[one.pointer : one.pointer + 1]
        if action != KEEP and not self._may(one, action, old):
            return None
        new, inserted = edit_actions.written(action, old), edit_actions.is_insert(action)
        changes_word = _changes_word(one, action, new, "" if inserted else old)
        found = self._cost(one, new, changes_word, is_end=not old and action == KEEP)
        if found is None:
            return None
        cost, word_edited, word_split = found
        if action != KEEP:
            cost += self._cost_of_mark(new, old, changes_word, inserted)
        return Hypothesis(
            one.pointer + (not inserted),
            one.score + log_probability - cost,
            one.text + new,
            (*one.actions, action),
            one.changed or action != KEEP,
            word_edited,
            word_split,
            one.inserts + 1 if inserted else 0,
            row,
        )

    def _cost(
        self, before: Hypothesis, new: str, changes_word: bool, *, is_end: bool
    ) -> tuple[float, bool, bool] | None:
        """Return what writing ``new`` costs, and whether the last word is then edited and is split off.

        None where this makes what is no word. A word's margin is charged where the word ends, once for all
        that it becomes.
        """
        if not (before.word_edited or changes_word):
            return 0.0, False, False
        if not is_end and (not new or _of_word(new)):
            word = edit_actions.straightened(before.word + new.lower())
            return (0.0, True, before.word_split) if not word or self.words.may_begin(word) else None
        word, goes_on = before.word.strip("'"), changes_word and new == " "
        if not word:  # nothing is left of it, or nothing was there
            return None if before.word_edited else (0.0, goes_on, False)
        if not self.words.is_meant(word):
            return None
        margin = 0.0 if before.word_split else self._margin(before)
        return margin - self.weights.frequency * (self.words.score(word) or 0.0), goes_on, goes_on

    def _cost_of_mark(self, new: str, old: str, changes_word: bool, inserted: bool) -> float:
        """Return the margin of an action for a mark or a space."""
        if not changes_word:
            return self.weights.mark
        return self.weights.space if " " in (new, "" if inserted else old) else 0.0

    def _may(self, one: Hypothesis, action: int, old: str) -> bool:
        """Tell whether an action that changes something is possible and allowed at the pointer."""
        at = one.pointer
        if old and self.protected[at]:
            return False
        before, after = (
            0 <= near < len(self.text) and bool(self.protected[near]) for near in (at - 1, at + 1)
        )
        if edit_actions.is_insert(action):
            glued = before and (_of_word(edit_actions.written(action, old)) or self.text[at - 1].islower())
            foreign = at > 0 and self.reading[at - 1, 0] == OTHER
            allowed = not (glued or foreign) and (bool(old) or self.is_sentence)
            return allowed and one.inserts < MOST_INSERTS
        if not old or self.reading[at, 0] == OTHER:
            return False
        if action == DELETE:  # neither a whole word nor the space beside what is protected goes away
            return old != " " or not (before or after or (one.word_edited and not one.word))
        return edit_actions.written(action, old) != old and (at > 0 or self.is_sentence or action != RECASE)

    def _margin(self, one: Hypothesis) -> float:
        """Return the margin for changing the word at the pointer, or that before it."""
        return self.weights.unknown_word if self._is_unknown(one) else self.weights.known_word

    def may_slip(self, one: Hypothesis) -> bool:
        """Tell whether the pointer is in a word that the lexicon lacks and that is as it was so far."""
        return not one.word_edited and bool(self.reading[one.pointer, 1] == UNKNOWN)

    def _is_unknown(self, one: Hypothesis) -> bool:
        """Tell whether the pointer is in, or just after, a word that the lexicon lacks."""
        return UNKNOWN in self.reading[max(one.pointer - 1, 0) : one.pointer + 1, 1]


def _of_word(character: str) -> bool:
    """Tell whether a character is a part of a word."""
    return character.isalpha() or character in ("'", "\u2019")


def _changes_word(one: Hypothesis, action: int, new: str, old: str) -> bool:
    """Tell whether an action that writes ``new`` over ``old`` makes other words, not marks and case alone."""
    if action in (KEEP, RECASE):
        return False
    if action == DELETE and old == " " and one.text[-1:] in ("", " "):
        return False
    return any(character and (_of_word(character) or character == " ") for character in (new, old))
