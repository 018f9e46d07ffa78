"""The tone model: what a text sounds like, read word by word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .bundle import Bundle
from .errors import BundleError
from .pieces import Pieces
from .state import State
from .step_model import StepModel
from .written import OTHER, tokens

WINDOW_TOKENS = 32
"""`ToneModel.tone_of` reads this many to twice as many of the last tokens of a longer text."""
_CACHED_TEXTS = 16
_INPUT, _OUTPUT = "pieces", "tone"


@dataclass(frozen=True, eq=False)
class Tone:
    """The model after some text: a value, kept as long as somebody may want to go on from it."""

    state: State
    log_probabilities: NDArray[np.float32]
    """(labels,) natural-log probability of each label of `ToneModel.labels`; a text may have several."""

    @property
    def probabilities(self) -> NDArray[np.float32]:
        """(labels,) in 0..1; they do not sum to 1."""
        found: NDArray[np.float32] = np.exp(self.log_probabilities)
        return found


class ToneModel:
    """A graph over pieces that has an opinion of all it has read. It may be shared by threads.

        model = ToneModel.load(Bundle.open(path))
        tone = model.read(model.start(), ["thank", "you"])
        tone = model.tone_of("Thank you")                   # the same
        dict(zip(model.labels, tone.probabilities))

    A text is read one piece at a time: the int8 graph takes its scales over a whole call, so with larger
    steps an opinion would depend on how the text was given.
    """

    def __init__(self, model: StepModel, pieces: Pieces, labels: tuple[str, ...]) -> None:
        """Wrap a graph that takes "pieces" and returns "tone", a log-probability for each of the labels."""
        self.labels = labels
        self._model = model
        self._pieces = pieces
        self._start = self._step(Tone(model.initial(), np.zeros(len(labels), np.float32)), pieces.end)
        if self._start.log_probabilities.shape != (len(labels),):
            raise BundleError(
                f"expected a graph of the {len(labels)} labels of the manifest, got one of "
                f"{len(self._start.log_probabilities)}; pack graph and manifest together"
            )
        self._reached = lru_cache(_CACHED_TEXTS)(self._reach)

    @staticmethod
    def load(bundle: Bundle, precision: str = "int8") -> ToneModel:
        """Load graph and tokenizer of a verified bundle of kind "emoji". Raises `BundleError`."""
        manifest = bundle.manifest
        got = (manifest.kind, manifest.inputs, manifest.outputs, tuple(manifest.tokens))
        if got != ("emoji", (_INPUT,), (_OUTPUT,), (_OUTPUT,)):
            raise BundleError(
                f"{bundle.directory}: expected kind 'emoji', 'pieces' to the labels of 'tone', got {got}"
            )
        pieces = Pieces.load(bundle.file_path("tokenizer"))
        return ToneModel(StepModel.load(bundle, precision), pieces, manifest.tokens[_OUTPUT])

    def start(self) -> Tone:
        """Return the opinion of a text not begun."""
        return self._start

    def read(self, tone: Tone, found: Iterable[str]) -> Tone:
        """Return the opinion after more tokens of `tone_tokens`."""
        for token in found:
            for piece in self._pieces.encode(token):
                tone = self._step(tone, piece)
        return tone

    def tone_of(self, text: str) -> Tone:
        """Return the opinion of a text; of a longer one only its last tokens are read.

        Recent answers are kept, so a text that grows costs one step for each new token. Which tokens are read
        depends on their number alone, so no answer depends on what was asked before.
        """
        found = tone_tokens(text)
        skipped = max(len(found) // WINDOW_TOKENS - 1, 0) * WINDOW_TOKENS
        return self._reached(tuple(found[skipped:]))

    def _reach(self, found: tuple[str, ...]) -> Tone:
        """Return the opinion after these tokens, by way of the one after all but the last."""
        return self.read(self._reached(found[:-1]), found[-1:]) if found else self._start

    def _step(self, tone: Tone, piece: int) -> Tone:
        """Go on by one piece."""
        outputs, state = self._model.step({_INPUT: np.array([[piece]], np.int64)}, tone.state)
        scores: NDArray[np.float32] = outputs[_OUTPUT][0]
        scores.flags.writeable = False
        return Tone(state, scores)


def tone_tokens(text: str) -> list[str]:
    """Return the tokens of a text without emoji and other characters that stand for no word or mark."""
    return [token for token in tokens(text) if token != OTHER]
