"""From words to formatted words, some words late. The state is a value."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

import numpy as np

from linnet.formatted import FormattedWord
from linnet_runtime import state_bytes
from linnet_runtime.errors import StateError
from linnet_runtime.formatting_labels import ENDS, KINDS, MARKS, NO_MARK, OUTSIDE, QUANTITIES
from linnet_runtime.formatting_model import FormattingModel, Scores
from linnet_runtime.state import State
from linnet_runtime.written_form import with_capitals

_KIND = "formatting"


@dataclass(frozen=True)
class FormatState:
    """Everything that a text carries from word to word."""

    model: State
    waiting: tuple[str, ...] = ()
    """Words that were read and are not decided yet."""
    begins: bool = True
    """Whether the next word to be decided begins a sentence."""
    kind: str | None = None
    """Kind of the entity that the last decided word is part of, if no sentence ended with it."""
    marked: bool = False
    """Whether a mark stands after the last decided word."""


@dataclass(frozen=True, eq=False)
class WordFormatting:
    """Formats one word after another, each ``lookahead_words`` words later. It never changes."""

    model: FormattingModel
    lookahead_words: int

    def initial(self) -> FormatState:
        """Return the state of a text that has not begun."""
        return FormatState(self.model.initial())

    def step(self, word: str, state: FormatState) -> tuple[list[FormattedWord], FormatState]:
        """Read a bare word; returns the word that is decided by it, if there is one, and the next state."""
        scores, carried = self.model.step(word, state.model)
        state = replace(state, model=carried, waiting=(*state.waiting, word))
        if len(state.waiting) <= self.lookahead_words:
            return [], state
        found, state = self._decided(scores, state, last=False)
        return [found], state

    def finish(self, state: FormatState) -> list[FormattedWord]:
        """Decide the words that wait; the last one gets a mark that ends a sentence.

        With a look-ahead of 0 no word waits, and the last one has the mark that it had.
        """
        found: list[FormattedWord] = []
        for ends in range(self.lookahead_words if state.waiting else 0):
            scores, carried = self.model.step(None, state.model)
            state = replace(state, model=carried)
            if ends >= self.lookahead_words - len(state.waiting) - len(
                found
            ):  # a text may be shorter than that
                word, state = self._decided(scores, state, last=len(state.waiting) == 1)
                found.append(word)
        return found

    def to_bytes(self, state: FormatState) -> bytes:
        """A state as bytes for `from_bytes`."""
        rest = json.dumps(
            [self._identity(), list(state.waiting), state.begins, state.kind, state.marked]
        ).encode()
        arrays = {f"model.{name}": array for name, array in state.model.items()}
        return state_bytes.pack(_KIND, {"rest": np.frombuffer(rest, np.uint8), **arrays})

    def from_bytes(self, data: bytes) -> FormatState:
        """Read what `to_bytes` wrote.

        Raises:
            StateError: the bytes are damaged, or of another graph or look-ahead.
        """
        arrays = state_bytes.unpack(_KIND, data)
        try:
            identity, waiting, begins, kind, marked = json.loads(arrays.pop("rest").tobytes())
            state = FormatState(
                State({name.removeprefix("model."): array for name, array in arrays.items()}),
                tuple(map(str, waiting)),
                bool(begins),
                None if kind is None else KINDS[KINDS.index(kind)],
                bool(marked),
            )
        except (KeyError, ValueError, TypeError) as error:
            raise StateError(f"the snapshot lacks its values ({error!r}); take a new snapshot") from error
        if identity != self._identity():
            raise StateError(
                f"expected a snapshot of the formatter {self._identity()[:16]}, got one of {identity!r:.20}; "
                "resume it with the bundle and the look-ahead it was taken with"
            )
        self.model.model.spec.check(state.model)
        return state

    def _identity(self) -> str:
        return f"{self.lookahead_words} {self.model.graph_sha256}"

    def _decided(
        self, scores: Scores, state: FormatState, *, last: bool
    ) -> tuple[FormattedWord, FormatState]:
        """Format the word that waited longest."""
        rows = {name: of_delays[self.lookahead_words] for name, of_delays in scores.items()}
        word, *waiting = state.waiting
        mark = ENDS[int(rows["mark"][list(ENDS)].argmax())] if last else int(rows["mark"].argmax())
        tag = int(rows["entity"].argmax())
        kind = None if tag == OUTSIDE else KINDS[(tag - 1) // 2]
        joined = kind in QUANTITIES and not state.marked  # "two hundred and" and "fifty" are one number
        begins = kind is not None and (kind != state.kind or (tag % 2 == 1 and not joined))
        text = with_capitals(word, int(rows["case"].argmax()), self.model.forms, state.begins)
        ends = mark in ENDS
        after = FormatState(state.model, tuple(waiting), ends, None if ends else kind, mark != NO_MARK)
        return FormattedWord(text, MARKS[mark], kind, begins), after
