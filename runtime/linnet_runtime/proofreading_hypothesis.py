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
    """Whether the word at the end of ``text`` is another one than was read."""
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
        cost, word_edited = found
        if action != KEEP and not changes_word:
            cost += self.weights.mark
        return Hypothesis(
            one.pointer + (not inserted),
            one.score + log_probability - cost,
            one.text + new,
            (*one.actions, action),
            one.changed or action != KEEP,
            word_edited,
            one.inserts + 1 if inserted else 0,
            row,
        )

    def _cost(
        self, before: Hypothesis, new: str, changes_word: bool, *, is_end: bool
    ) -> tuple[float, bool] | None:
        """Return what writing ``new`` costs, and whether the last word is then another one than was read.

        None where this makes what is no word.
        """
        edited = before.word_edited or changes_word
        if not edited:
            return 0.0, False
        cost = 0.0 if before.word_edited else self._margin(before)
        if not is_end and (not new or _of_word(new)):
            return (cost, True) if self._may_begin(before.word + new.lower()) else None
        word = before.word.strip("'")
        if not word:  # nothing is left of it, or nothing was there
            return None if before.word_edited else (cost, changes_word and new == " ")
        if not self.words.is_meant(word):
            return None
        cost -= self.weights.frequency * (self.words.score(word) or 0.0)
        return cost, changes_word and new == " "

    def _may(self, one: Hypothesis, action: int, old: str) -> bool:
        """Tell whether an action that changes something is possible and allowed at the pointer."""
        if old and self.protected[one.pointer]:
            return False
        if edit_actions.is_insert(action):
            return one.inserts < MOST_INSERTS
        if not old or self.reading[one.pointer, 0] == OTHER:
            return False
        if action == DELETE:
            return old != " " or not one.word_edited or bool(one.word)  # or a whole word would go away
        return edit_actions.written(action, old) != old

    def _margin(self, one: Hypothesis) -> float:
        """Return the margin for changing the word at the pointer, or that before it."""
        near = self.reading[max(one.pointer - 1, 0) : one.pointer + 1, 1]
        return self.weights.unknown_word if UNKNOWN in near else self.weights.known_word

    def _may_begin(self, word: str) -> bool:
        """Tell whether a word of the lexicon, or its possessive, begins so."""
        base, apostrophe, rest = edit_actions.straightened(word).partition("'")
        return (
            not word
            or self.words.may_begin(word)
            or (bool(apostrophe) and rest in ("", "s") and self.words.is_meant(base))
        )


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
