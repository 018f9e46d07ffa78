"""Commands that may be said: named intents with phrases, and lists of what their slots may hold."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .errors import InputError
from .grammar_expression import Choice, Expression, Filling
from .grammar_jsgf import parse_jsgf
from .grammar_phrase import parse_phrase
from .grammar_slots import built_in

LARGEST_FILE_BYTES = 1 << 20
_KEYS = {"intents", "lists"}


class Grammar:
    """What may be said in grammar mode. It never changes.

    >>> grammar = Grammar(
    ...     {"lights": ["(turn | switch) {state} the {room} light [please]"]},
    ...     lists={"room": ["kitchen", "living room"], "state": ["on", "off"]},
    ... )

    Phrases may hold optional parts ``[please]``, alternatives ``(turn | switch)`` and slots. ``{number}``
    (0 to 999,999, an int), ``{digits}`` (one to twelve, as text), ``{ordinal}`` (first to ninety ninth, an
    int) and ``{time}`` ("half past seven p m" is "19:30") are built in; other slots hold what a list of the
    same name offers, as text. ``{minutes:number}`` is a number by the name of minutes. The entries of a list
    are phrases, too. A list named like a built-in slot replaces it.
    """

    def __init__(
        self, intents: Mapping[str, Sequence[str]], lists: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        """Read all phrases. Raises `InputError` for no or empty phrases, see `parse_phrase`, and for lists
        that hold themselves."""
        self.intents = {name: _texts(f"intent {name!r}", phrases) for name, phrases in intents.items()}
        """By name of the intent, its phrases."""
        self.lists = {name: _texts(f"list {name!r}", entries) for name, entries in (lists or {}).items()}
        """By name of the slot, what it may hold."""
        if not self.intents:
            raise InputError("expected a grammar of at least one intent, got none")
        fillings = _Fillings(self.lists)
        for name in self.lists:
            fillings.of(name)
        self.expressions: dict[str, Expression] = {
            name: Choice(tuple(parse_phrase(phrase, fillings.of) for phrase in phrases))
            for name, phrases in self.intents.items()
        }
        """By name of the intent, what may be said for it."""

    @classmethod
    def of(cls, grammar: Grammar | Sequence[str]) -> Grammar:
        """Return a grammar as it is, and one of phrases each of which is an intent named by its own text."""
        if isinstance(grammar, Grammar):
            return grammar
        if isinstance(grammar, str):
            raise InputError(f"expected a list of phrases, got one text; write [{grammar!r}]")
        return cls({phrase: (phrase,) for phrase in grammar})

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Grammar:
        """Read a file: JSON as `from_json` takes it, or JSGF when its name ends in .jsgf or .gram.

        Raises `InputError` for a file that cannot be read or holds no grammar.
        """
        file = Path(path)
        try:
            if file.stat().st_size > LARGEST_FILE_BYTES:
                raise InputError(f"{file}: expected a grammar of at most {LARGEST_FILE_BYTES} bytes")
            text = file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{file}: expected a text file in UTF-8: {error}") from error
        try:
            return cls(*parse_jsgf(text)) if file.suffix in (".jsgf", ".gram") else cls.from_json(text)
        except InputError as error:
            raise InputError(f"{file}: {error}") from error

    @classmethod
    def from_json(cls, text: str) -> Grammar:
        """Read ``{"intents": {"name": ["phrase", ...]}, "lists": {"slot": ["entry", ...]}}``.

        "lists" may be left out. Raises `InputError` for anything else.
        """
        try:
            value = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise InputError(f"expected a grammar in JSON: {error}") from error
        if not isinstance(value, dict) or not value.keys() <= _KEYS or "intents" not in value:
            raise InputError('expected {"intents": {...}, "lists": {...}}, got something else')
        return cls(*(_phrases(key, value.get(key, {})) for key in ("intents", "lists")))

    def to_json(self) -> str:
        """Return the grammar as `from_json` reads it."""
        return json.dumps({"intents": self.intents, "lists": self.lists}, ensure_ascii=False, indent=2)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Grammar) and self.to_json() == other.to_json()

    def __hash__(self) -> int:
        return hash(self.to_json())

    def __repr__(self) -> str:
        return f"Grammar({self.intents!r}, lists={self.lists!r})"


class _Fillings:
    """The slots of a grammar while it is read; a list is parsed when it is first asked for."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        self._lists = lists
        self._known = {name: filling for name, filling in built_in().items() if name not in lists}
        self._open: list[str] = []

    def of(self, kind: str) -> Filling | None:
        """Return what may stand in a slot of this kind."""
        if kind in self._open:
            raise InputError(f"list {kind!r} holds itself: {' > '.join([*self._open, kind])}")
        if kind not in self._known and kind in self._lists:
            self._open.append(kind)
            options = tuple(parse_phrase(entry, self.of) for entry in self._lists[kind])
            self._open.pop()
            self._known[kind] = Filling(Choice(options), " ".join)
        return self._known.get(kind)


def _texts(what: str, phrases: Sequence[str]) -> tuple[str, ...]:
    """Check phrases of an intent or entries of a list."""
    if isinstance(phrases, str) or not phrases or not all(isinstance(phrase, str) for phrase in phrases):
        raise InputError(f"{what}: expected a list of one or more phrases, got {phrases!r:.80}")
    return tuple(phrases)


def _phrases(key: str, value: Any) -> dict[str, Sequence[str]]:
    """Check the type of a part of the JSON; `_texts` checks the rest."""
    if not isinstance(value, dict):
        raise InputError(f"{key!r}: expected an object of lists of phrases, got {value!r:.80}")
    return value
