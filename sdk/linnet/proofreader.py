"""Proofreading: a text with typos in, the text as it was meant out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import compress
from pathlib import Path

from linnet.correction import Correction, Edit
from linnet_runtime import edit_actions, proofreading_weights
from linnet_runtime.bundle import Bundle
from linnet_runtime.errors import InputError
from linnet_runtime.lexicon import Lexicon
from linnet_runtime.manifest import Manifest
from linnet_runtime.proofreading_hypothesis import Rewriter
from linnet_runtime.proofreading_model import ProofreadingModel
from linnet_runtime.proofreading_search import rewrite
from linnet_runtime.proofreading_text import Part, WordReader, parts, protected
from linnet_runtime.proofreading_weights import ProofreadingWeights

DEFAULT_PROOFREADING = Path(__file__).parent / "bundles" / "en-proofreading"
"""The English proofreading bundle that comes with Linnet."""


class Proofreader:
    """A loaded proofreading bundle. It never changes: all threads may share it.

    >>> proofreader = Proofreader.load()
    >>> proofreader.correct("i cant beleive its friday").text
    "I can't believe its friday."
    """

    def __init__(
        self, manifest: Manifest, model: ProofreadingModel, words: WordReader, weights: ProofreadingWeights
    ) -> None:
        self.manifest = manifest
        """What the bundle says about itself."""
        self.weights = weights
        """How sure a change must be."""
        self._model = model
        self._words = words

    @classmethod
    def load(
        cls,
        bundle: str | Path | None = None,
        *,
        precision: str = "int8",
        weights: ProofreadingWeights | None = None,
    ) -> Proofreader:
        """Open a bundle, verify it and load it. Reads files only, never the network.

        Args:
            bundle: directory of a proofreading bundle; None for the English one that comes with Linnet.
            precision: which graphs, "int8" or, where the bundle has them, "weight_only".
            weights: how sure a change must be; None for what the bundle says.

        Raises:
            BundleError: the bundle is damaged, incomplete, unsafe or of another kind.
        """
        opened = Bundle.open(Path(bundle) if bundle is not None else DEFAULT_PROOFREADING)
        model = ProofreadingModel.load(opened, precision)
        words = WordReader(Lexicon.open(opened.file_path("lexicon")))
        tuned = weights or ProofreadingWeights.load(opened.file_path(proofreading_weights.FILE))
        return cls(opened.manifest, model, words, tuned)

    def with_weights(self, weights: ProofreadingWeights) -> Proofreader:
        """Return a proofreader of the same bundle that is surer, or less sure, of changes."""
        return Proofreader(self.manifest, self._model, self._words, weights)

    def correct(self, text: str) -> Correction:
        """Correct a text of any length: spelling, words that sound alike, capitals, marks and spaces.

        Sentence by sentence, each by itself. Numbers, addresses, file names, words in capitals and words with
        characters that are not ASCII stay as they are, and so does white space at the ends of lines.

        Raises:
            InputError: not text.
        """
        if not isinstance(text, str):
            raise InputError(f"expected text to correct, got {text!r:.80}")
        edits = tuple(edit for part in parts(text) for edit in self._edits(text, part))
        return Correction(_applied(text, edits), edits)

    def _edits(self, text: str, part: Part) -> Iterator[Edit]:
        """Yield what is to be changed in a part of a text."""
        read, words = text[part.start : part.end], self._words
        kept = protected(read)
        if not any(one.isalpha() for one in compress(read, ~kept)):
            return iter(())
        rewriter = Rewriter(read, words.read(read), kept, words, self.weights, is_sentence=part.is_sentence)
        return _places(read, rewrite(self._model, rewriter).actions, part.start)


def _applied(text: str, edits: tuple[Edit, ...]) -> str:
    """Return a text with edits made."""
    written, after = [], 0
    for edit in edits:
        written += [text[after : edit.start], edit.after]
        after = edit.end
    return "".join(written) + text[after:]


def _places(part: str, actions: tuple[int, ...], offset: int) -> Iterator[Edit]:
    """Yield the edits that actions make of a part of a text: whole words and the marks beside them.

    A stretch ends where a space is kept; those that are as they were are left out.
    """
    start = pointer = 0
    written = ""
    for action in actions:
        character = part[pointer : pointer + 1]
        if action == edit_actions.KEEP and character in ("", " "):
            if written != part[start:pointer]:
                yield Edit(offset + start, offset + pointer, part[start:pointer], written)
            start, written = pointer + 1, ""
        else:
            written += edit_actions.written(action, character)
        pointer += not edit_actions.is_insert(action)
