"""A subset of the JSpeech Grammar Format (W3C note, 2000), turned into the phrases of a `Grammar`.

Taken: the header ``#JSGF V1.0;``, ``grammar name;``, rules ``[public] <name> = ...;`` with words, "quoted
words", alternatives, ( groups ), [ optional parts ], references ``<name>`` and comments. Each public rule is
an intent; each other rule is a list, and a reference to it is a slot of its name. References to ``<number>``,
``<digits>``, ``<ordinal>`` and ``<time>`` are the built-in slots unless the file defines them.
Refused, with the line: weights ``/2/``, repetition ``*`` and ``+``, tags ``{...}``, imports, names with dots,
``<NULL>`` and ``<VOID>``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .errors import InputError

Phrases = dict[str, list[str]]

_HEADER = re.compile(r"\s*#JSGF\s+V1\.0[^;\n]*;")
_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
_TOKEN = re.compile(r'"[^"\n]*"|<[^<>\n]*>|[=;|()\[\]]|\{[^}]*\}?|/[^/\n]*/?|[*+]|[^\s=;|()\[\]{}<>"/*+]+|\S')
_NAME = re.compile(r"<(\w+)>")
_CLOSING = {"(": ")", "[": "]"}
_REFUSED = {
    "{": "tags are",
    "/": "weights are",
    "*": "repetition by '*' is",
    "+": "repetition by '+' is",
}


@dataclass(frozen=True)
class _Token:
    text: str
    line: int


def parse_jsgf(text: str) -> tuple[Phrases, Phrases]:
    """Return the intents and the lists of a grammar, by name.

    Raises `InputError` that names the line for anything outside the subset above.
    """
    header = _HEADER.match(text)
    if header is None:
        raise InputError("line 1: expected the header '#JSGF V1.0;'")
    blanked = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n") or " ", text[header.end() :])
    reader = _Reader(_tokens(blanked, 1 + text[: header.end()].count("\n")))
    reader.declaration()
    intents: Phrases = {}
    lists: Phrases = {}
    while reader.left:
        name, public, options = reader.rule()
        if name in lists or name in intents:
            raise reader.error(f"rule <{name}> is defined twice")
        (intents if public else lists)[name] = options
    if not intents:
        raise InputError("expected at least one 'public' rule, got none")
    return intents, lists | {name: intents[name] for name in intents if name in reader.references}


def _tokens(text: str, line: int) -> list[_Token]:
    """Cut text into tokens that know their lines; the first line is `line`."""
    return [_Token(match[0], line + text.count("\n", 0, match.start())) for match in _TOKEN.finditer(text)]


class _Reader:
    """The tokens of a file while they are read."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self.references: set[str] = set()
        """Names of the rules that other rules refer to."""

    @property
    def left(self) -> bool:
        """Whether there is more to read."""
        return self._at < len(self._tokens)

    def error(self, problem: str) -> InputError:
        """Return what to raise about the token that was read last."""
        line = self._tokens[min(max(self._at - 1, 0), len(self._tokens) - 1)].line if self._tokens else 1
        return InputError(f"line {line}: {problem}")

    def declaration(self) -> None:
        """Read ``grammar name;``."""
        self._expect("grammar")
        self._take()
        self._expect(";")

    def rule(self) -> tuple[str, bool, list[str]]:
        """Read a rule: its name, whether it is public, and its alternatives as phrases."""
        token = self._take()
        if token == "import":
            raise self.error("imports are not supported; write the rules into this file")
        public = token == "public"
        name = self._name(self._take() if public else token)
        self._expect("=")
        options = self._options(";")
        return name, public, options

    def _options(self, closing: str) -> list[str]:
        """Read alternatives up to a closing token."""
        options: list[list[str]] = [[]]
        while (token := self._take()) != closing:
            if token == "|":
                options.append([])
            else:
                options[-1] += self._part(token)
        if not all(options):
            raise self.error("expected words in each alternative, got an empty one")
        return [" ".join(option) for option in options]

    def _part(self, token: str) -> list[str]:
        """Return the phrase of one part of an alternative."""
        if token[0] in _REFUSED:
            raise self.error(f"{_REFUSED[token[0]]} not supported, got {token!r}; leave it out")
        if token in _CLOSING:
            inner = " | ".join(self._options(_CLOSING[token]))
            return [f"{token}{inner}{_CLOSING[token]}"]
        if token.startswith("<"):
            return self._reference(token)
        if token in ("=", ")", "]", ";"):
            raise self.error(f"unexpected {token!r}; a rule ends with ';'")
        return token.strip('"').split()

    def _reference(self, token: str) -> list[str]:
        """Return the slot that a reference to a rule is."""
        name = self._name(token)
        self.references.add(name)
        return [f"{{{name}}}"]

    def _name(self, token: str) -> str:
        match = _NAME.fullmatch(token)
        if match is None or match[1] in ("NULL", "VOID"):
            raise self.error(
                f"expected a rule's name such as <room>, got {token!r}; "
                "names with dots, <NULL> and <VOID> are not supported"
            )
        return match[1]

    def _take(self) -> str:
        """Return the next token."""
        if not self.left:
            raise self.error("the file ends inside a rule; expected ';'")
        self._at += 1
        return self._tokens[self._at - 1].text

    def _expect(self, expected: str) -> None:
        """Take a token that must be this one."""
        token = self._take()
        if token != expected:
            raise self.error(f"expected {expected!r}, got {token!r}")
