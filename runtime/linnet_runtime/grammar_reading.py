"""From the words of a sentence back to the intent that they stand for and the values of its slots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from .grammar_expression import Chain, Choice, Expression, Said, Slot, Value

Values: TypeAlias = tuple[tuple[str, Value], ...]
_Ends: TypeAlias = dict[int, Values]
"""By word after which an expression may have ended, the values of the slots on the first way there."""


@dataclass(frozen=True)
class Reading:
    """What a sentence stands for."""

    intent: str
    slots: Values
    """Names and values in the order they were said."""


def read_sentence(expressions: Mapping[str, Expression], sentence: Sequence[str]) -> Reading | None:
    """Return the first intent, by its first phrase, that has exactly these words; None without one."""
    reader = _Reader(tuple(sentence))
    for intent, expression in expressions.items():
        values = reader.ends(expression, 0).get(len(sentence))
        if values is not None:
            return Reading(intent, values)
    return None


class _Reader:
    """One sentence, and what was found out about it, so that nothing is tried twice."""

    def __init__(self, sentence: tuple[str, ...]) -> None:
        self._sentence = sentence
        self._known: dict[tuple[int, int], _Ends] = {}

    def ends(self, expression: Expression, start: int) -> _Ends:
        """Return where an expression that begins at word `start` may end."""
        key = (id(expression), start)
        if key not in self._known:
            self._known[key] = self._find(expression, start)
        return self._known[key]

    def _find(self, expression: Expression, start: int) -> _Ends:
        if isinstance(expression, Said):
            matches = self._sentence[start : start + 1] == (expression.word,)
            return {start + 1: ()} if matches else {}
        if isinstance(expression, Choice):
            options = [self.ends(option, start) for option in expression.options]
            return {end: values for option in reversed(options) for end, values in option.items()}
        if isinstance(expression, Chain):
            return self._chain(expression, start)
        return self._slot(expression, start)

    def _chain(self, chain: Chain, start: int) -> _Ends:
        found: _Ends = {start: ()}
        for part in chain.parts:
            after: _Ends = {}
            for middle, values in found.items():
                for end, more in self.ends(part, middle).items():
                    after.setdefault(end, values + more)
            found = after
        return found

    def _slot(self, slot: Slot, start: int) -> _Ends:
        filling = slot.filling
        return {
            end: ((slot.name, filling.read(self._sentence[start:end])), *inner)
            for end, inner in self.ends(filling.expression, start).items()
        }
