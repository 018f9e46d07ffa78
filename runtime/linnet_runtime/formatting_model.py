"""A formatting bundle, word by word: pieces and a state in, capitals, marks and entities out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from . import strict_json
from .bundle import Bundle
from .errors import BundleError
from .formatting_labels import UNITS
from .formatting_words import END_ROW, word_pieces
from .pieces import Pieces
from .state import State
from .step_model import StepModel

INPUT = "pieces"
"""Name of the graph's input, (batch, words, pieces of a word)."""
_OUTPUTS = tuple(UNITS)

Scores = dict[str, NDArray[np.float32]]
"""By name of an output, natural-log probabilities (delays, units): row k is about the word k words ago."""


@dataclass(frozen=True)
class Writing:
    """What a formatting bundle holds beside graphs and tokenizer, as JSON."""

    lookahead_words: int
    """How many words later each word is decided, unless somebody asks for fewer."""
    forms: tuple[str, ...]
    """Words with capitals inside, such as "iPhone"."""


@dataclass(frozen=True, eq=False)
class FormattingModel:
    """A loaded formatting bundle. It never changes: all texts share it, each with its own state.

    >>> model = FormattingModel.load(Bundle.open(path))
    >>> scores, state = model.step("hello", model.initial())
    """

    model: StepModel
    pieces: Pieces
    lookahead_words: int
    forms: Mapping[str, str]
    """By lower case, see `Writing.forms`."""
    delays: int
    """Rows of the scores: the longest look-ahead and one."""
    graph_sha256: str
    """Which graph the states belong to."""

    @classmethod
    def load(cls, bundle: Bundle, precision: str = "int8") -> FormattingModel:
        """Load one graph of a verified bundle. Raises `BundleError` for a bundle of another kind."""
        manifest = bundle.manifest
        got = (manifest.kind, manifest.inputs, manifest.outputs, manifest.tokens)
        if got != ("formatting", (INPUT,), _OUTPUTS, UNITS):
            raise BundleError(
                f"{bundle.directory}: expected kind 'formatting' with outputs {_OUTPUTS} of this version, "
                f"got kind {manifest.kind!r} with {manifest.outputs}; use a bundle made for this version"
            )
        writing = read_writing(bundle.file_path("writing"))
        forms = {form.lower(): form for form in writing.forms}
        model = StepModel.load(bundle, precision)
        return cls(
            model,
            Pieces.load(bundle.file_path("tokenizer")),
            writing.lookahead_words,
            MappingProxyType(forms),
            _delays(model, writing, bundle),
            manifest.graphs[precision].sha256,
        )

    def initial(self) -> State:
        """Return the state of a text that has not begun."""
        return self.model.initial()

    def step(self, word: str | None, state: State) -> tuple[Scores, State]:
        """Read a word, or None for the end of the text; returns scores of it and the words before it."""
        row = END_ROW if word is None else word_pieces(self.pieces, word)
        outputs, state = self.model.step({INPUT: np.array([[row]], np.int64)}, state)
        return {name: outputs[name][0, 0] for name in _OUTPUTS}, state


def read_writing(path: Path) -> Writing:
    """Read the file "writing" of a bundle. Raises `BundleError` when it is damaged."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BundleError(f"{path}: expected a readable UTF-8 file: {error}") from error
    found = strict_json.read(Writing, strict_json.parse(text, str(path)), str(path))
    if found.lookahead_words < 0:
        raise BundleError(f"{path}: expected a look-ahead of 0 words or more, got {found.lookahead_words}")
    return found


def _delays(model: StepModel, writing: Writing, bundle: Bundle) -> int:
    """Return how many words ago the graph speaks of, or raise `BundleError` when it is too few."""
    outputs, _ = model.step({INPUT: np.array([[END_ROW]], np.int64)}, model.initial())
    delays = {outputs[name].shape[2] for name in _OUTPUTS}
    if len(delays) != 1 or writing.lookahead_words not in range(*delays):
        raise BundleError(
            f"{bundle.directory}: expected a look-ahead of {writing.lookahead_words} words, the graph has "
            f"{sorted(delays)} delays; use a bundle made for this version of Linnet"
        )
    return int(delays.pop())
