"""Phrases of a grammar as people write them: "[please] (turn | switch) on the {room} light".

    phrase = words, [optional part], (one | of | these), {slot} or {name:slot}

Words are letters and apostrophes; a hyphen parts two words, and marks that end a clause are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from .errors import InputError
from .grammar_expression import NOTHING, Chain, Choice, Expression, Filling, Said, Slot
from .written import WORD, straight

Fillings = Callable[[str], Filling | None]
"""What may stand in a slot, by the slot's kind; None for a kind that there is not."""

_TOKEN = re.compile(r"\{[^{}]*\}|[\[\](){}|]|[^\s\[\](){}|]+")
_SLOT = re.compile(r"(?:(\w+)\s*:\s*)?(\w+)")
_CLOSING = {"(": ")", "[": "]"}
_LEFT_OUT = ',.;:!?"'
_DEEPEST = 50


def parse_phrase(phrase: str, fillings: Fillings) -> Expression:
    """Read a phrase.

    Raises `InputError` that shows the phrase: for brackets that do not match, an empty part, a slot of an
    unknown kind, two slots of one name, and for what is no word.
    """
    parser = _Parser(phrase, fillings)
    expression = parser.choice(depth=0)
    if parser.next is not None:
        raise parser.error(f"{parser.next!r} closes nothing")
    return expression


class _Parser:
    """A phrase while it is read, part by part."""

    def __init__(self, phrase: str, fillings: Fillings) -> None:
        self._phrase = phrase
        self._fillings = fillings
        self._tokens = _TOKEN.findall(straight(phrase))
        self._at = 0
        self._slots: set[str] = set()

    @property
    def next(self) -> str | None:
        """The token that comes next; None at the end."""
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def error(self, problem: str) -> InputError:
        """Return what to raise about this phrase."""
        return InputError(f"phrase {self._phrase!r}: {problem}")

    def choice(self, depth: int) -> Expression:
        """Read up to a closing bracket or the end."""
        if depth > _DEEPEST:
            raise self.error(f"expected brackets at most {_DEEPEST} deep")
        options = [self._chain(depth)]
        while self.next == "|":
            self._at += 1
            options.append(self._chain(depth))
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _chain(self, depth: int) -> Expression:
        parts: list[Expression] = []
        while self.next not in (None, "|", ")", "]"):
            parts += self._part(depth)
        if not parts:
            raise self.error("expected words in each part, got an empty one")
        return Chain(tuple(parts))

    def _part(self, depth: int) -> list[Expression]:
        token = self._tokens[self._at]
        self._at += 1
        if token in _CLOSING:
            inner = self.choice(depth + 1)
            if self.next != _CLOSING[token]:
                raise self.error(f"expected {_CLOSING[token]!r} to close {token!r}")
            self._at += 1
            return [Choice((inner, NOTHING)) if token == "[" else inner]
        return [self._slot(token)] if token[0] in "{}" else self._words(token)

    def _slot(self, token: str) -> Slot:
        match = _SLOT.fullmatch(token[1:-1].strip())
        if match is None:
            raise self.error(f"expected a slot such as {{number}} or {{first:number}}, got {token!r}")
        kind, name = match[2], match[1] or match[2]
        filling = self._fillings(kind)
        if filling is None:
            raise self.error(
                f"unknown slot {{{kind}}}; expected a built-in one (number, digits, ordinal, time) "
                "or a list given with the grammar"
            )
        if name in self._slots:
            raise self.error(f"two slots are named {name!r}; write {{first:{kind}}} and {{second:{kind}}}")
        self._slots.add(name)
        return Slot(name, filling)

    def _words(self, token: str) -> list[Expression]:
        words = [part for part in token.strip(_LEFT_OUT).split("-") if part]
        for word in words:
            if not WORD.fullmatch(word.strip("'")):
                raise self.error(
                    f"expected words of letters, got {token!r}; write numbers and signs in words"
                )
        return [Said(word) for word in words]
