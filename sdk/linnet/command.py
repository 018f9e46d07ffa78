"""A command that was spoken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from linnet_runtime.grammar_expression import Value


@dataclass(frozen=True)
class Command:
    """What was meant by a sentence of a grammar.

    >>> str(Command("timer", {"minutes": 5}, "set a timer for five minutes", 0.93))
    "timer(minutes=5)"
    """

    intent: str
    """Name of the intent; of phrases without names the phrase itself, such as "volume {number}"."""
    slots: Mapping[str, Value] = field(hash=False)
    """Values by name, in the order they were said: an int for numbers, else text."""
    text: str
    """The words that were said."""
    confidence: float
    """0 to 1: the chance that just this was said, if what is said is as often in the grammar as not."""

    def __str__(self) -> str:
        return f"{self.intent}({', '.join(f'{name}={value!r}' for name, value in self.slots.items())})"
