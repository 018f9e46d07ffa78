"""What is asked of a keyboard that is measured, and how one is found by name.

A keyboard is any object with the three methods of `TypingEngine`: Linnet's, or an adapter around another one.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol, cast, runtime_checkable

from linnet_runtime.errors import LinnetError

Tap = tuple[float, float]
"""Where the finger came down, x and y as shares of the keyboard's width and height."""


class Suggestion(Protocol):
    """One entry of the suggestion bar."""

    @property
    def text(self) -> str:
        """The word or words that it stands for."""


@dataclass(frozen=True)
class Guess:
    """The plainest `Suggestion`, for adapters."""

    text: str


class TypingEngine(Protocol):
    """A keyboard without memory of earlier calls; suggestions come best first.

    ``context`` is all text before the word, with the space that ends it: "I went to ".
    """

    def next_words(self, context: str, k: int, /) -> Sequence[Suggestion]:
        """Up to k words that may come next."""

    def complete(self, context: str, prefix: str, k: int, /) -> Sequence[Suggestion]:
        """Up to k words that may be meant when ``prefix`` has been typed of them."""

    def correct(
        self, context: str, typed: str, taps: Sequence[Tap | None] | None, k: int, /
    ) -> Sequence[Suggestion]:
        """What may be meant by ``typed``; the first is what a space would commit, ``typed`` itself or not.

        ``taps`` has one entry for each character, None where the keyboard has no key for it; None when only
        characters are known. ``typed`` may hold a space: the finger may have slipped onto the space bar.
        """


@runtime_checkable
class WordModel(Protocol):
    """A language model over whole words; a keyboard may be one, too."""

    def log_probability(self, context: str, word: str) -> float:
        """Natural logarithm of the probability of a word after a context."""


class EngineError(LinnetError):
    """A keyboard could not be found or loaded; it is skipped."""


@dataclass(frozen=True)
class EngineSource:
    """A keyboard that can be loaded in any process: a callable by name and its arguments."""

    name: str
    """What the tables call it."""
    module: str
    """Name of a module, or path of a Python file."""
    attribute: str
    """Dotted name of the callable in the module."""
    arguments: tuple[str, ...] = ()
    options: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, reference: str, *arguments: str, **options: str) -> EngineSource:
        """Read "module:attribute" or "file.py:attribute"; without an attribute it is "load"."""
        module, colon, attribute = reference.partition(":")
        name = Path(module).stem if module.endswith(".py") else module
        return cls(name, module, attribute if colon else "load", arguments, options)

    def load(self) -> TypingEngine:
        """Load it. Raises `EngineError` when it or something it needs is not installed."""
        try:
            found: Any = self._module()
            for name in self.attribute.split("."):
                found = getattr(found, name)
            return cast(TypingEngine, found(*self.arguments, **self.options))
        except (ImportError, OSError, AttributeError) as error:
            raise EngineError(f"{self.name}: expected a keyboard that can be loaded: {error}") from error

    def _module(self) -> ModuleType:
        if not self.module.endswith(".py"):
            return importlib.import_module(self.module)
        name = f"linnet_peer_{Path(self.module).stem}"
        spec = importlib.util.spec_from_file_location(name, self.module)
        if spec is None or spec.loader is None:
            raise ImportError(f"{self.module} is not a Python file")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module  # dataclasses look their module up by name
        spec.loader.exec_module(module)
        return module
