"""A grammar as a graph of words, the smallest deterministic one: equal beginnings and ends are shared.

Thompson's construction (1968), subsets, and merging of equal states from the end: nothing in a grammar
repeats without bound, so its graph has no loops.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .errors import InputError
from .grammar_expression import Chain, Choice, Expression, Said

MOST_ARCS = 200_000
_EMPTY = ""

Arcs = dict[str, int]
"""From a state by word to the next."""


@dataclass(frozen=True)
class WordGraph:
    """States 0 to n - 1; 0 is the first."""

    arcs: tuple[tuple[int, int, str], ...]
    """(state, next state, word)"""
    states: int
    ends: tuple[int, ...]
    """States in which a sentence may end."""

    @staticmethod
    def of(expressions: Iterable[Expression]) -> WordGraph:
        """Return the graph of all that may be said. Raises `InputError` when it is too large."""
        scattered = _Scattered()
        last = scattered.new_state()
        for expression in expressions:
            scattered.add(expression, 0, last)
        return _merged(*_deterministic(scattered, last))


class _Scattered:
    """Arcs with and without a word, from state to state, while an expression is laid out."""

    def __init__(self) -> None:
        self.arcs: list[list[tuple[str, int]]] = [[]]
        """By state: word and next state; an empty word for a step in which nothing is said."""
        self._count = 0

    def new_state(self) -> int:
        """Return a state without arcs."""
        self.arcs.append([])
        return len(self.arcs) - 1

    def add(self, expression: Expression, first: int, last: int) -> None:
        """Lay out an expression between two states."""
        if isinstance(expression, Said):
            self._link(first, expression.word, last)
        elif isinstance(expression, Choice):
            for option in expression.options:
                self.add(option, first, last)
        elif isinstance(expression, Chain):
            self._chain(expression.parts, first, last)
        else:
            self.add(expression.filling.expression, first, last)

    def _chain(self, parts: tuple[Expression, ...], first: int, last: int) -> None:
        at = first
        for part in parts[:-1]:
            after = self.new_state()
            self.add(part, at, after)
            at = after
        if parts:
            self.add(parts[-1], at, last)
        else:
            self._link(at, _EMPTY, last)

    def _link(self, first: int, word: str, last: int) -> None:
        self._count += 1
        if self._count > MOST_ARCS:
            raise InputError(
                f"expected a grammar of at most {MOST_ARCS} words with its slots written out; "
                "use fewer phrases with slots, or shorter lists"
            )
        self.arcs[first].append((word, last))


def _deterministic(scattered: _Scattered, last: int) -> tuple[list[Arcs], list[bool]]:
    """Return the arcs of each state of the subset construction, and whether a sentence may end there."""
    start = _reachable(scattered, [0])
    numbers, sets, arcs = {start: 0}, [start], []
    for states in sets:  # grows while it is gone through
        following: dict[str, list[int]] = {}
        for state in sorted(states):
            for word, after in scattered.arcs[state]:
                if word != _EMPTY:
                    following.setdefault(word, []).append(after)
        arcs.append(out := Arcs())
        for word, found in following.items():
            target = _reachable(scattered, found)
            if target not in numbers:
                numbers[target] = len(sets)
                sets.append(target)
            out[word] = numbers[target]
        if len(sets) > MOST_ARCS:
            raise InputError(f"expected a grammar of at most {MOST_ARCS} states; use fewer optional parts")
    return arcs, [last in states for states in sets]


def _reachable(scattered: _Scattered, states: list[int]) -> frozenset[int]:
    """Return the states and all that follow without a word."""
    found, pending = set(states), list(states)
    while pending:
        for word, after in scattered.arcs[pending.pop()]:
            if word == _EMPTY and after not in found:
                found.add(after)
                pending.append(after)
    return frozenset(found)


def _merged(arcs: list[Arcs], ends: list[bool]) -> WordGraph:
    """Return the graph with one state for all states after which the same may follow."""
    classes: dict[tuple[bool, tuple[tuple[str, int], ...]], int] = {}
    of_state: dict[int, int] = {}
    for state in _last_first(arcs):
        key = (ends[state], tuple(sorted((word, of_state[after]) for word, after in arcs[state].items())))
        of_state[state] = classes.setdefault(key, len(classes))
    number = len(classes) - 1  # state 0 comes last of all and becomes 0
    kept = {number - found: key for key, found in classes.items()}
    return WordGraph(
        arcs=tuple((state, number - after, word) for state in sorted(kept) for word, after in kept[state][1]),
        states=len(kept),
        ends=tuple(state for state in sorted(kept) if kept[state][0]),
    )


def _last_first(arcs: list[Arcs]) -> list[int]:
    """Return all states, each after those that follow it."""
    order: list[int] = []
    seen = {0}
    pending = [(0, iter(arcs[0].values()))]
    while pending:
        state, following = pending[-1]
        after = next(following, None)
        if after is None:
            pending.pop()
            order.append(state)
        elif after not in seen:
            seen.add(after)
            pending.append((after, iter(arcs[after].values())))
    return order
