"""The language model: how likely each word is after the words before it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .bundle import Bundle
from .errors import BundleError
from .lexicon import Lexicon
from .manifest_checks import EXACT_PRECISIONS
from .pieces import Pieces
from .state import State
from .step_model import StepModel
from .written import LINE_END, SENTENCE_ENDS, tokens

REMEMBERED_TOKENS = 8
"""How many of the last tokens a context names."""
WINDOW_TOKENS = 64
"""`LanguageModel.context` reads this many to twice as many of the last tokens of a longer text."""
_CACHED_CONTEXTS = 16
_CACHED_BEGINNINGS = 8
_LIKELY = math.log(0.5)
_INPUT, _OUTPUT = "pieces", "log_probs"


@dataclass(frozen=True, eq=False)
class Context:
    """The model after some text: a value, kept as long as somebody may want to go on from it."""

    state: State
    piece_scores: NDArray[np.float32]
    """(pieces,) natural-log probability of each piece to come next."""
    words: tuple[str, ...]
    """The last tokens of the text, at most `REMEMBERED_TOKENS`."""


class LanguageModel:
    """A graph over pieces. Contexts are its caller's; it may be shared by threads.

        model = LanguageModel.load(Bundle.open(path))
        context = model.read(model.start(), ["see", "you"])
        context = model.context("See you")              # the same
        scores = model.word_scores(context, lexicon)    # (words,)

    A text is read one piece at a time: the int8 graph takes its scales over a whole call, so with larger
    steps a score would depend on how the text was given.
    """

    def __init__(self, model: StepModel, pieces: Pieces, several_at_once: bool = False) -> None:
        """Wrap a graph that takes "pieces" and returns "log_probs" over exactly these pieces.

        `several_at_once`: whether contexts that are stepped together are what each is alone.
        """
        self.pieces = pieces
        self.several_at_once = several_at_once
        self._model = model
        self._ends = [pieces.end, *(pieces.encode(mark)[0] for mark in sorted(SENTENCE_ENDS))]
        unread = Context(model.initial(), np.zeros(len(pieces), np.float32), ())
        (self._start,) = self._step([unread], [pieces.end])
        if len(self._start.piece_scores) != len(pieces):
            raise BundleError(
                f"expected a graph over the {len(pieces)} pieces of the tokenizer, got one over "
                f"{len(self._start.piece_scores)}; pack graph and tokenizer of one training together"
            )
        self._reached = lru_cache(_CACHED_CONTEXTS)(self._reach)
        self._within = lru_cache(_CACHED_BEGINNINGS)(self._reach_within)

    @staticmethod
    def load(bundle: Bundle, precision: str = "int8") -> LanguageModel:
        """Load graph and tokenizer of a verified bundle of kind "language". Raises `BundleError`."""
        manifest = bundle.manifest
        got = (manifest.kind, manifest.inputs, manifest.outputs)
        if got != ("language", (_INPUT,), (_OUTPUT,)):
            raise BundleError(
                f"{bundle.directory}: expected kind 'language', 'pieces' to 'log_probs', got {got}"
            )
        model, pieces = StepModel.load(bundle, precision), Pieces.load(bundle.file_path("tokenizer"))
        return LanguageModel(model, pieces, several_at_once=precision in EXACT_PRECISIONS)

    def start(self) -> Context:
        """Return the context of a text not begun: only the end of a line before it was read."""
        return self._start

    def read(self, context: Context, tokens: Iterable[str]) -> Context:
        """Return the context after more tokens of `written.tokens`.

        It was trained on one sentence a line: where a line is likely to end at a full stop, it is ended, so
        that what comes next is the beginning of a sentence and not the rare rest of this one ("Mr. Smith").
        """
        for token in tokens:
            if token != LINE_END or context.words[-1:] not in ((), (LINE_END,)):
                (context,) = self.read_each(context, [token])
            if token in SENTENCE_ENDS and context.piece_scores[self.pieces.end] > _LIKELY:
                (context,) = self.read_each(context, [LINE_END])
        return context

    def read_each(self, context: Context, tokens: Sequence[str]) -> list[Context]:
        """Return the contexts after each of these tokens: several ways to go on from one context.

        They are stepped together, four in little more than the time of one. From the int8 graph the scores of
        several then differ from those of `read` by about 0.01: compare with them, but go on from `read`.
        """
        return self.read_all([context] * len(tokens), tokens)

    def read_all(self, contexts: Sequence[Context], tokens: Sequence[str]) -> list[Context]:
        """Return each context after its token, all stepped together, see `several_at_once`."""
        pieces = [self.pieces.encode(token) for token in tokens]
        contexts = [
            replace(context, words=(*context.words, token)[-REMEMBERED_TOKENS:])
            for context, token in zip(contexts, tokens, strict=True)
        ]
        for position in range(max(map(len, pieces), default=0)):
            longer = [i for i, found in enumerate(pieces) if len(found) > position]
            stepped = self._step([contexts[i] for i in longer], [pieces[i][position] for i in longer])
            for i, one in zip(longer, stepped, strict=True):
                contexts[i] = one
        return contexts

    def context(self, text: str) -> Context:
        """Return the context after a text, from its start; of a longer one only its last tokens are read.

        Recent answers are kept, so a text that grows costs one step for each new token. Which tokens are read
        depends on their number alone, so no answer depends on what was asked before.
        """
        found = tokens(text)
        skipped = max(len(found) // WINDOW_TOKENS - 1, 0) * WINDOW_TOKENS
        return self._reached(tuple(found[skipped:]))

    def word_scores(self, context: Context, lexicon: Lexicon) -> NDArray[np.float32]:
        """Return the natural-log probability of each word of a lexicon to come next, (words,).

        It is that of the word's first piece and the word's share of all words that begin with this piece, so
        they add up to the probability of all first pieces (a class-based model: Brown et al. 1992).
        """
        scores: NDArray[np.float32] = context.piece_scores[lexicon.first_piece]
        scores += lexicon.share
        return scores

    def end_score(self, context: Context) -> float:
        """Return the natural-log probability that a sentence ends here: its line, or by a full stop or so."""
        return float(np.logaddexp.reduce(context.piece_scores[self._ends]))

    def spelled_score(self, context: Context, token: str) -> float:
        """Return the natural-log probability of any token: of all its pieces, one after the other."""
        pieces = self.pieces.encode(token)
        before = (self._within(context, pieces[:count]) if count else context for count in range(len(pieces)))
        return sum(float(one.piece_scores[piece]) for one, piece in zip(before, pieces, strict=True))

    def _reach(self, found: tuple[str, ...]) -> Context:
        """Return the context after these tokens, by way of the one after all but the last."""
        return self.read(self._reached(found[:-1]), found[-1:]) if found else self._start

    def _reach_within(self, context: Context, pieces: tuple[int, ...]) -> Context:
        """Return the context after the first pieces of a word: of one that grows, each is read once."""
        before = self._within(context, pieces[:-1]) if len(pieces) > 1 else context
        (after,) = self._step([before], pieces[-1:])
        return after

    def _step(self, contexts: Sequence[Context], pieces: Sequence[int]) -> list[Context]:
        """Go on from each context by one piece; the words stay."""
        spec = self._model.spec
        inputs = np.array(pieces, np.int64)[:, np.newaxis]  # (B, 1)
        outputs, state = self._model.step({_INPUT: inputs}, spec.stack([one.state for one in contexts]))
        scores: NDArray[np.float32] = outputs[_OUTPUT]
        scores.flags.writeable = False
        return [
            Context(after, row, one.words)
            for after, row, one in zip(spec.split(state), scores, contexts, strict=True)
        ]
